"""Import, then export: what was given comes back."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.effects import Effects
from pipelines.outcomes import StageOutcome
from pipelines.parse.items import ParsedItem, identify
from pipelines.parse.payloads import item_of_payload
from pipelines.parse.sources import ItemSource
from pipelines.parse.store import store
from rasad.archive.models import Article, Outlet, Submission
from rasad.desk.transfer.counted_rows import CountedRows
from rasad.desk.transfer.exports import GIVEN, as_jsonl, every_id, rows
from rasad.desk.transfer.imports import check, read, take_in
from tests.pipelines.installation import Installation, prose

ENTRY: dict[str, Any] = {
    "url": "http://www.old.example/news/77/خبر?b=2&a=1", "outlet": "قدیمی", "kind": "news", "title": "سرخط",
    "kicker": "رو", "lead": "چکیده", "body": prose(5), "author": "نویسنده",
    "published": "2019-05-20T09:30:00+04:30", "published_precision": "minute",
    "modified": "2019-05-20T10:30:00+04:30", "fetched": "2019-05-21T00:00:00+04:30", "section": "شهری",
    "tags": ["مترو", "=بد"], "images": ["http://old.example/a.jpg"], "lang": "fa", "status": "edited",
}  # fmt: skip


def take(*entries: dict[str, Any]) -> tuple[int, int, int]:
    lines = [json.dumps(entry, ensure_ascii=False) for entry in entries]
    done = list(take_in(read(lines)))[-1][0]
    return done.new, done.known, done.bad


def test_what_is_imported_is_exported_again(installation: Installation) -> None:
    assert take(ENTRY) == (1, 0, 0)
    installation.run("parse", "story")
    [out] = [json.loads(line) for line in as_jsonl(CountedRows(rows(every_id())))]
    assert {name: out[name] for name in GIVEN} == ENTRY
    assert out["story"] == out["id"]
    assert out["story_role"] == "single"
    assert out["capture"] is None
    assert Outlet.objects.get(name="قدیمی").kind == "imported"


def test_importing_twice_and_importing_an_export_change_nothing(installation: Installation) -> None:
    take(ENTRY)
    installation.run("parse", "story")
    before = Article.objects.values().get()
    assert take(ENTRY) == (0, 1, 0)
    [out] = [json.loads(line) for line in as_jsonl(CountedRows(rows(every_id())))]
    assert take(out) == (0, 1, 0)
    installation.run("parse", "story")
    assert Article.objects.values().get() == before


def test_bad_lines_are_named_and_the_rest_is_kept(
    installation: Installation, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "in.jsonl"
    good = json.dumps(ENTRY).encode()
    worse = [
        b"{", b"[1]", b"\xff\xfe", json.dumps(ENTRY | {"url": "ftp://x/"}).encode(),
        json.dumps(ENTRY | {"published": "1405-01-01T10:00:00"}).encode(),
        json.dumps(ENTRY | {"status": "lost"}).encode(), json.dumps({"url": "http://a.example/1"}).encode(),
        json.dumps(ENTRY | {"title": "", "body": " "}).encode(), b"[" * 100_000,
    ]  # fmt: skip
    file.write_bytes(b"\n".join([b"", good, *worse, b"", good]) + b"\n")
    with pytest.raises(SystemExit) as ended:
        call_command("import", str(file))
    assert ended.value.code == 1
    said = capsys.readouterr()
    assert "1 taken in, 1 known already, 9 refused" in said.out
    assert [line.split(":")[1] for line in said.err.splitlines()] == [str(n) for n in range(3, 12)]
    assert Submission.objects.count() == 1


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=60)
ZONES = st.sampled_from(
    [UTC, timezone(timedelta(hours=3, minutes=30)), timezone(timedelta(hours=4, minutes=30))]
)
TIMES = st.datetimes(
    datetime.fromisoformat("2000-01-01T00:00"), datetime.fromisoformat("2026-11-01T00:00"), timezones=ZONES
).map(datetime.isoformat)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data())
def test_identity_for_any_entry(db: None, data: st.DataObject) -> None:
    optional = {
        "kicker": TEXT, "lead": TEXT, "body": TEXT | st.none(), "author": TEXT, "modified": TIMES,
        "fetched": TIMES, "section": TEXT, "tags": st.lists(TEXT, max_size=3),
        "status": st.sampled_from(["live", "edited", "removed"]),
    }  # fmt: skip
    entry: dict[str, Any] = data.draw(
        st.fixed_dictionaries({"title": TEXT.filter(str.strip)}, optional=optional)
    )
    entry |= {
        "url": f"http://any.example/{Submission.objects.count()}",
        "outlet": "any",
        "published": data.draw(TIMES),
    }
    line = check(entry)
    assert line.entry is not None, line.problem
    outlet, _ = Outlet.objects.get_or_create(key="any", defaults={"name": "any", "kind": "imported"})
    row = Submission.objects.create(outlet=outlet, url=entry["url"], digest=entry["url"], payload=line.given)
    item: ParsedItem = item_of_payload(row.payload)
    effects = Effects()
    assert store(item, identify("any", None, item), ItemSource(row), effects) is StageOutcome.NEW
    effects.write()
    [out] = rows([Article.objects.get(submission=row).id])
    assert {name: out[name] or None for name in entry} == {
        name: value or None for name, value in entry.items()
    }
