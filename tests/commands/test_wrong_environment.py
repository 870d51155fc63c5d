"""A wrong environment ends in one sentence; root runs nothing that fetches or serves."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.commands.test_up import Place, place  # noqa: F401 (a fixture)

WRONG = [
    ("RASAD_DATA", "{tmp}/file"),
    ("RASAD_DATA", "{tmp}/file/below"),
    ("RASAD_DATA", "/proc/rasad"),
    ("RASAD_HOSTS", "{tmp}/no-hosts"),
    ("RASAD_SECRET_KEY", "a"),
    ("RASAD_BASE_URL", "rasad.example.ir"),
    ("DATABASE_URL", "postgresql://u@127.0.0.1:notaport/x"),
    ("SMTP_URL", "smtp://:99999"),
    ("INDEX_URL", "http:///x"),
]


def assert_one_sentence(done: subprocess.CompletedProcess[str], *words: str) -> None:
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert [word for word in words if word not in done.stderr] == [], done.stderr


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_a_wrong_variable_ends_health_with_a_sentence(tmp_path: Path, name: str, value: str) -> None:
    (tmp_path / "file").touch()
    assert_one_sentence(Place(tmp_path).manage("health", **{name: value.format(tmp=tmp_path)}), name)


@pytest.mark.parametrize("name", ["RASAD_OUTLETS", "RASAD_CITY"])
def test_definitions_that_are_not_there_are_named_by_up(place: Place, name: str) -> None:  # noqa: F811
    done = place.manage("up", "--port", str(place.port), **{name: str(place.folder / "nothing")})
    assert_one_sentence(done, str(place.folder / "nothing"))


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql://rasad@127.0.0.1:1/rasad", "127.0.0.1"),
        ("postgresql://rasad@no.such.host.invalid/rasad", "no.such.host.invalid"),
    ],
)
@pytest.mark.parametrize("command", ["health", "up"])
def test_a_database_that_does_not_answer_is_named(place: Place, command: str, url: str, said: str) -> None:  # noqa: F811
    assert_one_sentence(place.manage(command, DATABASE_URL=url), "DATABASE_URL", said)


def test_a_database_file_that_is_none_is_named(place: Place) -> None:  # noqa: F811
    (place.folder / "data").mkdir()
    (place.folder / "data" / "rasad.sqlite3").write_bytes(b"this is no database" * 100)
    assert_one_sentence(place.manage("health"), "rasad.sqlite3")


def test_what_the_demo_cannot_use_is_said_in_a_sentence(place: Place) -> None:  # noqa: F811
    (place.folder / "busy").touch()
    assert_one_sentence(place.manage("demo", "--once", "--data", str(place.folder / "busy")), "busy")
    assert_one_sentence(
        place.manage("demo", "--once", "--data", str(place.folder / "x"), "--prepared"), "--prepared"
    )


@pytest.mark.parametrize(
    "words", [["up"], ["serve"], ["consume"], ["crawl"], ["schedule"], ["check-outlet", "x"]], ids=" ".join
)
def test_root_runs_no_part_on_the_open_network(place: Place, words: list[str]) -> None:  # noqa: F811
    if os.geteuid() != 0:
        return  # the rule is about root alone
    assert_one_sentence(place.manage(*words, RASAD_ALLOW_NETS=""), "does not run as root")
