"""What a check of an outlet found: problems in plain words, each with the repair that is suggested."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class ProblemKind(StrEnum):
    """What is wrong with an outlet, as a check names it."""

    DEAD_FEED = "dead_feed"
    """A feed that answers no longer, or announces nothing of this outlet."""
    MOVED = "moved"
    """The domain leads to another one."""
    CHALLENGE = "challenge"
    """A check page stands before the pages."""
    UNREACHABLE = "unreachable"
    """No answer: name, connection, TLS, time."""
    RULES_BROKEN = "rules_broken"
    """Selectors that no longer hold."""
    SAME_TITLE = "same_title"
    """One title on several pages."""
    WRONG_DATE = "wrong_date"
    """Dates that are the same on all pages, missing, or not the feed's."""
    WRONG_BODY = "wrong_body"
    """A body that is comments, a menu, the same on several pages, or none."""
    NO_ARTICLE = "no_article"
    """No article was had at all, or pages that are announced are none."""
    NOT_CHECKED = "not_checked"
    """The check itself could not be made."""


@dataclass(frozen=True, slots=True)
class OutletProblem:
    """One problem: `where` names the feed, page or field, `repair` what to do (YAML lines or a sentence)."""

    kind: ProblemKind
    where: str
    sentence: str
    repair: str = ""


@dataclass(frozen=True, slots=True)
class OutletVerdict:
    """How a check of an outlet went. `good`: sentences about what holds; `pages`: articles that were read."""

    outlet: str
    name: str = ""
    problems: tuple[OutletProblem, ...] = ()
    good: tuple[str, ...] = ()
    pages: int = 0

    @property
    def fine(self) -> bool:
        """Whether nothing needs a person."""
        return not self.problems

    @property
    def sentence(self) -> str:
        """The whole in a line."""
        if self.fine:
            return f"fine: {self.pages} articles were read with title, date and body"
        first = self.problems[0]
        more = f", and {len(self.problems) - 1} more" if len(self.problems) > 1 else ""
        return f"needs a look: {first.sentence}{more}"

    def lines(self) -> list[str]:
        """What holds and what does not, a line each; a repair below its problem."""
        said = [f"✓ {sentence}" for sentence in self.good]
        for problem in self.problems:
            said.append(f"✗ {problem.where}: {problem.sentence}")
            said += [f"    → {line}" for line in problem.repair.splitlines()]
        return [*said, f"{self.name or self.outlet} ({self.outlet}): {self.sentence}"]

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        data = asdict(self)
        data["problems"] = [{**asdict(one), "kind": str(one.kind)} for one in self.problems]
        return {**data, "fine": self.fine}

    @staticmethod
    def from_json(data: dict[str, Any]) -> OutletVerdict:
        """The verdict that `to_json` wrote."""
        return OutletVerdict(
            data["outlet"],
            data["name"],
            tuple(OutletProblem(**{**one, "kind": ProblemKind(one["kind"])}) for one in data["problems"]),
            tuple(data["good"]),
            data["pages"],
        )
