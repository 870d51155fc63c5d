"""What can go wrong in a definition, worded so that its writer can mend it."""

from __future__ import annotations


class DefinitionError(Exception):
    """The YAML of an outlet, a family or the city is wrong: file and line, field, problem, remedy."""

    def __init__(self, file: str, line: int, field: str, problem: str, remedy: str) -> None:
        super().__init__(file, line, field, problem, remedy)
        self.file, self.line, self.field, self.problem, self.remedy = file, line, field, problem, remedy

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.field}: {self.problem}. {self.remedy}"
