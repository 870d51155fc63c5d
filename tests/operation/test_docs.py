"""What the documents say exists, exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

from settings.env import ROOT, Env

DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
README = ROOT / "README.md"
LINK = re.compile(r"\]\(([^)\s]+)\)")
CODE = re.compile(r"`([^`]+)`")


def named(document: Path) -> str:
    return str(document.relative_to(ROOT))


def commands_in(text: str) -> set[str]:
    """Names after `manage.py` anywhere, and those in the tables' first column that are no make target."""
    after = set(re.findall(r"manage\.py ([a-z][a-z_-]+)", text))
    cells = [row.split("|")[1] for row in text.splitlines() if row.startswith("| `") and "| `make" not in row]
    return after | {word.split()[0] for cell in cells for word in CODE.findall(cell)}


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
    rules = (ROOT / "rasad" / "operation" / "health_rules.py").read_text("utf-8")
    codes = set(re.findall(r'HealthProblem\(\s*"([a-z_]+)"', rules))
    text = (ROOT / "docs" / "operation.md").read_text("utf-8")
    section = text[text.index("## Is it well?") : text.index("Logs:")]
    assert codes == {
        word for cell in re.findall(r"^\| (`.+?) \|", section, re.MULTILINE) for word in CODE.findall(cell)
    }
