"""The project's own rules that no linter knows: lock files, names, leftovers."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from settings.env import ROOT

PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)==(\S+)", re.MULTILINE)
VARIOUS = {"utils", "util", "helpers", "helper", "manager", "common", "misc"}
# Metaphors for what the field has a word for: whoever knows Scrapy, Lucene and Django must guess the file.
METAPHORS = {
    *("acks", "alone", "asked", "asking", "attached", "beats", "bodies", "chain", "cues", "door", "filing"),
    *(
        "gate",
        "given",
        "glued",
        "got",
        "guards",
        "holds",
        "house",
        "journey",
        "keeping",
        "lane",
        "look",
        "marks",
    ),
    *("moments", "needs", "neighbours", "owners", "readings", "refusals", "room", "sending", "settle"),
    *("settling", "shapes", "sifting", "standing", "streams", "ticket", "told", "town", "turn", "turns"),
}
LEFT_OVER = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b")


def tracked(*patterns: str) -> list[Path]:
    """Files that git knows and that are there."""
    done = subprocess.run(
        ["git", "ls-files", "-z", *patterns], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [path for name in done.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def pins(name: str) -> dict[str, str]:
    return dict(PIN.findall((ROOT / name).read_text("utf-8")))


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[\[<>=!~; ]", one, maxsplit=1)[0].lower().replace("_", "-") for one in requirements}


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-dev.txt"])
def test_locks_hold_a_hash_for_everything_and_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    entries = re.split(r"\n(?=\S)", text.strip())
    assert all("--hash=sha256:" in entry for entry in entries)
    assert not re.search(r"https?://|--(extra-)?index-url|--find-links", text)


def test_locks_hold_what_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    optional = project["optional-dependencies"]
    assert names([*project["dependencies"], *optional["lexicon"]]) <= set(pins("requirements.txt"))
    assert names(optional["dev"]) <= set(pins("requirements-dev.txt"))


def test_development_adds_to_the_runtime_and_changes_nothing_of_it() -> None:
    development = pins("requirements-dev.txt")
    assert {name: development.get(name) for name in pins("requirements.txt")} == pins("requirements.txt")


def test_nothing_is_named_for_being_various() -> None:
    assert [path for path in tracked("*.py") if path.stem in VARIOUS] == []


def test_no_file_is_named_by_a_metaphor() -> None:
    named = {str(path.relative_to(ROOT)) for path in tracked("*.py") if path.stem in METAPHORS}
    assert named == set()


def room_of(path: Path) -> str:
    """The first folder of a module; inside the library, the first two."""
    parts = path.relative_to(ROOT).parts
    return "/".join(parts[: 2 if parts[0] == "rasad" else 1])


def test_a_public_class_has_its_name_to_itself() -> None:
    rooms: dict[str, set[str]] = {}
    for path in tracked("*.py"):
        if path.is_relative_to(ROOT / "tests"):
            continue
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                rooms.setdefault(node.name, set()).add(room_of(path))
    ours = rooms.keys() - {"Command", "Migration", "Meta"}
    assert {name: rooms[name] for name in ours if len(rooms[name]) > 1} == {}


def test_docstrings_and_comments_have_one_markup() -> None:
    other = re.compile(r"(?<!`)``(?!`)[^`\n]+``|:(mod|func|class|meth|data):`")
    assert [path for path in tracked("*.py") if other.search(path.read_text("utf-8"))] == []


def test_nothing_is_left_for_later() -> None:
    files = tracked("*.py", "*.sh", "*.md", "*.yaml", "Makefile", "*.html", "*.toml")
    found = [path for path in files if LEFT_OVER.search(path.read_text("utf-8", errors="replace"))]
    assert found == []


def test_modules_fit_on_a_few_screens() -> None:
    modules = [
        path for path in tracked("*.py") if "migrations" not in path.parts and path.parts[-2] != "golden"
    ]
    assert {
        str(path.relative_to(ROOT)): n for path in modules if (n := len(path.read_bytes().splitlines())) > 300
    } == {}


def test_no_function_excuses_itself_from_the_limit_of_branches() -> None:
    excuse = re.compile(r"noqa:.*\b(C90\d?|PLR09\d\d)\b")
    files = [path for path in tracked("*.py") if path != Path(__file__)]
    assert [path for path in files if excuse.search(path.read_text("utf-8"))] == []


def test_no_test_hides_itself() -> None:
    word = re.compile(r"pytest\.(skip|xfail|importorskip)\b|mark\.(skip|skipif|xfail)\b")
    files = [path for path in tracked("tests/*.py", "tests/**/*.py") if "services" not in path.parts]
    assert [path for path in files if path != Path(__file__) and word.search(path.read_text("utf-8"))] == []
