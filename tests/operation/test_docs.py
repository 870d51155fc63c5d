"""What documents, docstrings, comments and configuration say exists, exists."""

from __future__ import annotations

import ast
import io
import re
import subprocess
import tokenize
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

from settings.env import ROOT, Env

DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "benchmarks").rglob("*.md")])
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
README = ROOT / "README.md"
LINK = re.compile(r"\]\(([^)\s]+)\)")
CODE = re.compile(r"`([^`]+)`")


def named(document: Path) -> str:
    return str(document.relative_to(ROOT))


def commands_in(text: str) -> set[str]:
    """Names after `manage.py`, and those in tables' first columns that are no make target and no folder."""
    after = set(re.findall(r"manage\.py ([a-z][a-z_-]+)", text))
    cells = [row.split("|")[1] for row in text.splitlines() if row.startswith("| `") and "| `make" not in row]
    words = {word.split()[0] for cell in cells for word in CODE.findall(cell)}
    return after | {word for word in words if not word.endswith("/")}


def test_both_readmes_start_with_the_two_commands() -> None:
    for readme in (README, ROOT / "README.fa.md"):
        first = re.search(r"```sh\n(.*?)```", readme.read_text("utf-8"), re.DOTALL)
        assert first
        assert [line.split("#")[0].strip() for line in first[1].splitlines()] == ["make demo", "make test"]


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_relative_links_lead_somewhere(document: Path) -> None:
    links = [link.partition("#")[0] for link in LINK.findall(document.read_text("utf-8"))]
    inner = [link for link in links if link and not link.startswith(("http://", "https://", "mailto:"))]
    assert [link for link in inner if not (document.parent / link).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_make_targets_exist(document: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    written = set(re.findall(r"(?:^|`)make ([a-z-]+)", document.read_text("utf-8"), re.MULTILINE))
    assert written <= targets


def test_every_command_of_the_readme_exists_and_has_help() -> None:
    known = get_commands()
    for name in sorted(commands_in(README.read_text("utf-8"))):
        command = name.replace("-", "_")
        assert command in known, f"README names {name}"
        assert known[command] == "commands" or command in ("migrate",)
        help_text = load_command_class("commands", command).create_parser("manage.py", command).format_help()
        assert len(help_text) > 100


def test_every_command_of_ours_stands_in_the_readme() -> None:
    ours = {name for name, app in get_commands().items() if app == "commands"}
    written = {name.replace("-", "_") for name in commands_in(README.read_text("utf-8"))}
    assert ours - written <= {"audit_stems"}


@pytest.mark.parametrize("document", [d for d in DOCUMENTS if d != README], ids=named)
def test_commands_in_documents_exist(document: Path) -> None:
    after = re.findall(r"manage\.py ([a-z][a-z_-]+)", document.read_text("utf-8"))
    known = {name.replace("_", "-") for name in get_commands()}
    assert {name.replace("_", "-") for name in after} <= known


def test_the_environment_table_is_the_settings() -> None:
    text = (ROOT / "docs" / "operation.md").read_text("utf-8")
    table = text[text.index("## Environment") : text.index("## Is it well?")]
    written = set(re.findall(r"^\| `([A-Z_]+)`", table, re.MULTILINE))
    fields = set()
    for field in Env.model_fields.values():
        choices = getattr(field.validation_alias, "choices", [])
        fields |= {choice for choice in choices if isinstance(choice, str) and choice.isupper()}
    assert written == fields


def test_health_codes_are_explained() -> None:
    rules = [path.read_text("utf-8") for path in (ROOT / "rasad" / "operation").rglob("*.py")]
    codes = {code for text in rules for code in re.findall(r'HealthProblem\(\s*"([a-z_]+)"', text)}
    text = (ROOT / "docs" / "operation.md").read_text("utf-8")
    section = text[text.index("## Is it well?") : text.index("Logs:")]
    assert codes == {
        word for cell in re.findall(r"^\| (`.+?) \|", section, re.MULTILINE) for word in CODE.findall(cell)
    }


SPAN = re.compile(r"`+([^`\n]+)`+")
MODULE = re.compile(r"(?<![\w./-])((?:[a-z_]+\.)+[A-Za-z_]+)\b")
FILE_NAME = re.compile(r"(?<![\w./<>*-])([\w-]+\.(?:py|tsv|lark|css|service))\b")
PLACEHOLDER = re.compile(r"[<>{}*…]|[A-Z]{3,}\b|/key/")
ELSEWHERE = {"DoesNotExist", "thumbnailUrl", "pg_restore", "model_fields"}  # names of other people's code
WRITTEN_BY_HAND = {"deploy/.env"}  # secrets of an installation


@cache
def tracked() -> dict[str, Path]:
    """Files that git knows and that are there, by their path from the root."""
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    names = (name for name in done.stdout.split("\0") if name and not name.startswith("requirements"))
    return {name: ROOT / name for name in names if (ROOT / name).is_file() and "/golden/" not in name}


@cache
def folders() -> set[str]:
    return {str(parent) for name in tracked() for parent in Path(name).parents} - {"."}


def strings_that_stand_alone(tree: ast.Module) -> Iterator[ast.Constant]:
    """Docstrings, and the strings below a constant that document it."""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Expr)
            and isinstance(node.value, ast.Constant)
            and isinstance(node.value.value, str)
        ):
            yield node.value


@cache
def prose() -> list[tuple[str, str]]:
    """(file, text): docstrings and comments of Python; documents and configuration whole."""
    out: list[tuple[str, str]] = []
    for name, path in tracked().items():
        if path.suffix == ".py":
            source = path.read_text("utf-8")
            out += [(name, str(text.value)) for text in strings_that_stand_alone(ast.parse(source))]
            tokens = tokenize.generate_tokens(io.StringIO(source).readline)
            out += [(name, token.string) for token in tokens if token.type == tokenize.COMMENT]
        elif path.suffix in (".md", ".toml", ".yaml", ".sh", ".cfg", ".service") or path.name in (
            "Makefile",
            "run",
        ):
            out.append((name, path.read_text("utf-8")))
    return out


@cache
def names_in_code() -> set[str]:
    """Every word of the code itself: of Python without docstrings and comments, of other files whole."""
    words: set[str] = set()
    for path in tracked().values():
        if path.suffix == ".py":
            source = path.read_text("utf-8")
            skipped = {(text.lineno, text.col_offset) for text in strings_that_stand_alone(ast.parse(source))}
            for token in tokenize.generate_tokens(io.StringIO(source).readline):
                if token.type != tokenize.COMMENT and token.start not in skipped:
                    words |= set(re.findall(r"\w+", token.string))
        elif path.suffix not in (".md", ".tsv"):
            words |= set(re.findall(r"\w+", path.read_text("utf-8", errors="replace")))
    return words


def is_module(dotted: str) -> bool:
    """Whether `package.module[.name…]` leads to a module, and the name stands in it."""
    parts = dotted.split(".")
    for length in range(len(parts), 0, -1):
        path = "/".join(parts[:length])
        for file in (f"{path}.py", f"{path}/__init__.py"):
            if file in tracked():
                return length == len(parts) or parts[length] in re.findall(
                    r"\w+", tracked()[file].read_text("utf-8")
                )
        if path in folders():
            return length == len(parts)
    return False


def test_paths_that_are_named_exist() -> None:
    roots = sorted({name.split("/")[0] for name in tracked() if "/" in name})
    path = re.compile(rf"(?<![\w./:@-])((?:{'|'.join(map(re.escape, roots))})/[\w./*@<>{{}}-]*)")
    missing = {
        (name, found)
        for name, text in prose()
        for found in (word.rstrip("./-") for word in path.findall(text))
        if not PLACEHOLDER.search(found) and found not in tracked() and found not in folders()
    }
    beside = {one for one in missing if (ROOT / Path(one[0]).parent / one[1]).exists()}
    assert {one for one in missing - beside if one[1] not in WRITTEN_BY_HAND} == set()


def test_files_that_are_named_exist() -> None:
    there = {Path(name).name for name in tracked()}
    missing = {
        (name, found)
        for name, text in prose()
        for span in SPAN.findall(text)
        for found in FILE_NAME.findall(span)
        if found not in there and not PLACEHOLDER.search(span)
    }
    assert missing == set()


def test_modules_that_are_named_exist() -> None:
    packages = {name.split("/")[0] for name in tracked() if name.endswith(".py") and "/" in name}
    rooms = {name.split("/")[1] for name in tracked() if name.startswith("rasad/") and name.count("/") > 1}
    endings = {
        "py",
        "md",
        "yaml",
        "tsv",
        "html",
        "json",
        "lark",
        "txt",
        "toml",
        "jsonl",
        "sh",
        "js",
        "css",
        "sqlite",
    }
    missing = set()
    for name, text in prose():
        for span in SPAN.findall(text):
            for found in MODULE.findall(span):
                first, last = found.split(".")[0], found.split(".")[-1]
                inside = first in rooms and first not in packages
                if last in endings or not (inside or first in packages):
                    continue
                if not is_module(f"rasad.{found}" if inside else found):
                    missing.add((name, found))
    assert missing == set()


def test_names_that_are_cited_stand_in_the_code() -> None:
    word = re.compile(r"[A-Za-z_]\w*")
    missing = {
        (name, found)
        for name, text in prose()
        for span in SPAN.findall(text)
        if re.fullmatch(r"[\w.()]+", span) and not FILE_NAME.search(span)
        for found in word.findall(span)
        if ("_" in found.strip("_") or re.search("[a-z][A-Z]", found)) and found not in names_in_code()
    }
    assert {one for one in missing if one[1] not in ELSEWHERE} == set()


def test_nothing_cites_papers_that_are_not_here() -> None:
    cited = re.compile(r"\bFACTS\b(?=\s*[§:)]| of\b)|\bARCHITECTURE\b|\bSTYLE\.md\b")
    assert {(name, found) for name, text in prose() for found in cited.findall(text)} == set()


def test_what_is_said_to_ship_no_types_ships_none() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    said = [one for one in project["tool"]["mypy"]["overrides"] if one.get("ignore_missing_imports")]
    for name in (module.split(".")[0] for one in said for module in one["module"]):
        found = find_spec(name)
        assert found, f"{name} is not installed"
        for folder in found.submodule_search_locations or []:
            assert not (Path(folder) / "py.typed").exists(), f"{name} ships types"


@pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.stem)
def test_a_decision_is_one_question_with_status_date_choice_and_reason(page: Path) -> None:
    text = page.read_text("utf-8")
    status = r"Status: (accepted|superseded by \[[^\n]+) · Date: \d{4}-\d\d-\d\d"
    form = rf"# [^\n]+\?\n\n{status}\n\n\*\*Choice\.\*\* .+\n\n\*\*Reason\.\*\* "
    assert re.match(form, text, re.DOTALL)
    assert len(text.split()) <= 260, "measurements belong to benchmarks/results"


def test_the_index_of_decisions_names_each_once_by_its_question() -> None:
    index = (ROOT / "docs" / "decisions.md").read_text("utf-8")
    listed = re.findall(r"^- \[(.+)\]\(decisions/(.+)\.md\)$", index, re.MULTILINE)
    titles = {page.stem: page.read_text("utf-8").splitlines()[0].removeprefix("# ") for page in DECISIONS}
    titles.pop("template")
    assert sorted(listed) == sorted((title, name) for name, title in titles.items())
