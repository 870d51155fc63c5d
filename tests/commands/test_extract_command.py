"""`manage.py extract` and `discover`: one page each, and a sentence for what cannot be read."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

GOLDEN = Path(__file__).parents[1] / "golden"
MEHR = GOLDEN / "mehr" / "2026-11-14.html"


def extracted(file: Path, url: str, *more: str) -> dict[str, Any]:
    out = io.StringIO()
    call_command("extract", str(file), "--url", url, *more, stdout=out)
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


def test_a_moment_without_offset_is_tehrans() -> None:
    url = "https://www.mehrnews.com/news/6012345/x"
    one = extracted(MEHR, url, "--seen-at", "2026-11-23T12:00:00")
    assert one == extracted(MEHR, url, "--seen-at", "2026-11-23T08:30:00Z")
    assert one["quality"] == "ok"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["/no/such/file", "--url", "https://a.example/1"], "No such file"),
        ([str(MEHR), "--url", "mehrnews"], "write it whole"),
        ([str(MEHR), "--url", "https://a.example/1", "--seen-at", "yesterday"], "ISO 8601"),
        ([str(MEHR), "--url", "https://a.example/1", "--outlet", "nobody"], "no outlet"),
    ],
)
def test_what_cannot_be_read_gets_a_sentence(arguments: list[str], message: str) -> None:
    with pytest.raises(CommandError, match=message):
        call_command("extract", *arguments)


def test_a_bomb_gets_a_sentence(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.html"
    bomb.write_bytes(b"<div>" * 60_000)
    for command in ("extract", "discover"):
        with pytest.raises(CommandError, match="elements are open"):
            call_command(command, str(bomb), "--url", "https://a.example/1")


def test_a_papers_page_leads_to_its_areas(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        '<article class="area-item" data-title="یک" data-alt-href="/9139/2/164755"></article>', "utf-8"
    )
    out = io.StringIO()
    call_command("discover", str(page), "--url", "https://irannewspaper.ir/9139/2", "--titles", stdout=out)
    assert out.getvalue() == "https://irannewspaper.ir/9139/2/164755\tیک\t\n"
