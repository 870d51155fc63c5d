"""`verify` is silent on a healthy archive, and names each byte, row and record that is not as it was."""

from __future__ import annotations

import gzip
import hashlib
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from django.db import connection

from rasad.archive.identity import text_hash
from rasad.archive.models import Article, Capture, Correction, Outlet, Version
from rasad.archive.warc import Exchange, WarcFiles, WarcStore, exchange_records
from rasad.operation.verification.verify import (
    VerifyReport,
    check_captures,
    check_rows,
    check_texts,
    check_warcs,
)
from rasad.search.documents import ArticleText
from tests.pipelines.installation import START, page, prose

pytestmark = pytest.mark.django_db(transaction=True, reset_sequences=True)
EMPTY = hashlib.sha256(b"").hexdigest()
URL = "http://alef.example/news/1"


def keep(
    folder: Path, body: bytes, seen: bytes | None, *, status: int = 200, encoding: str = "", number: int = 1
) -> Capture:
    """A capture on record; `seen`: what the crawler read of its body."""
    outlet, _ = Outlet.objects.get_or_create(key="alef", defaults={"name": "الف", "kind": "agency"})
    headers = [("Content-Type", "text/html"), *([("Content-Encoding", encoding)] if encoding else [])]
    exchange = Exchange(f"{URL}{number}", START, status, headers, body)
    files = WarcFiles(folder)
    place = files.append(exchange_records(exchange, {"outlet": "alef"}))[0]
    files.close()
    return Capture.objects.create(
        outlet=outlet, kind="article", url=exchange.url, final_url=exchange.url, key=f"{number:032x}",
        fetched_at=START, status=status, warc=place.warc, offset=place.offset, length=place.length,
        sha256=hashlib.sha256(body if seen is None else seen).hexdigest(),
    )  # fmt: skip


def verified(folder: Path) -> VerifyReport:
    report = VerifyReport()
    check_captures(WarcStore(folder), check_warcs(folder, report), report)
    check_rows(report)
    check_texts(report)
    return report


def bomb() -> bytes:
    return gzip.compress(b"\0" * (40 << 20))


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (bomb(), "gzip"),
        (gzip.compress(page("سرخط", prose(1)))[:200], "gzip"),
        (b"no gzip at all", "gzip"),
        (b"x", "gzip, gzip, gzip, gzip"),
        (b"x", "unheard-of"),
    ],
)
@pytest.mark.parametrize("status", [404, 200])
def test_a_hostile_capture_neither_ends_it_nor_is_a_fault(
    tmp_path: Path, body: bytes, encoding: str, status: int
) -> None:
    keep(tmp_path, body, b"", status=status, encoding=encoding)
    keep(tmp_path, page("سرخط", prose(1)), None, number=2)
    report = verified(tmp_path)
    assert report.clean, report.faults
    assert report.counts["captures"] == 2


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"final_url": "http://alef.example/news/2"}, "address"),
        ({"fetched_at": START - timedelta(days=1)}, "time"),
        ({"fetched_at": START + timedelta(microseconds=1)}, "time"),
        ({"address": "192.0.2.1"}, "server"),
    ],
)
def test_a_capture_that_says_another_place_time_or_server_than_its_record_is_named(
    tmp_path: Path, change: dict[str, object], said: str
) -> None:
    kept = keep(tmp_path, page("سرخط", prose(1)), None)
    assert verified(tmp_path).clean
    Capture.objects.filter(pk=kept.pk).update(**change)
    (fault,) = verified(tmp_path).faults["capture_differs"]
    assert f": {said} " in fault


@pytest.mark.parametrize("change", [{"body": "متن دیگر"}, {"title": "سرخط دیگر"}, {"text_hash": "0" * 32}])
def test_an_article_that_is_not_as_its_newest_version_is_named(
    tmp_path: Path, change: dict[str, str]
) -> None:
    text = {"title": "سرخط", "body": prose(1)}
    shared = {
        **text,
        "url": URL,
        "text_hash": text_hash(ArticleText(**text)),
        "capture": keep(tmp_path, b"", b""),
    }
    article = Article.objects.create(
        id="a" * 32, arrival=1, outlet_id="alef", item_key="1", at=START, first_capture=START,
        last_capture=START, **shared,
    )  # fmt: skip
    Version.objects.create(article=article, number=1, at=START, change="first", **shared)
    report = VerifyReport()
    check_texts(report)
    assert report.clean
    Article.objects.filter(pk=article.pk).update(**change)
    check_texts(report)
    assert report.faults == {"article_differs": [article.pk]}
    Correction.objects.create(article=article, field="body", value="متن دیگر")
    corrected = VerifyReport()
    check_texts(corrected)
    assert corrected.clean, "what staff have corrected is theirs"


@pytest.mark.parametrize("status", [304, 403, 404, 500, 503])
def test_an_error_page_of_which_nothing_was_read_is_no_fault(tmp_path: Path, status: int) -> None:
    keep(tmp_path, b"" if status == 304 else b"<h1>not here</h1>", b"", status=status)
    assert verified(tmp_path).clean


def test_a_page_of_which_nothing_was_seen_though_it_was_answered_is_one(tmp_path: Path) -> None:
    keep(tmp_path, b"<h1>here</h1>", b"")
    assert list(verified(tmp_path).faults) == ["capture_differs"]


def test_every_flipped_byte_is_named_at_its_record_and_costs_only_that(tmp_path: Path) -> None:
    captures = [keep(tmp_path, page(f"سرخط {n}", prose(n, 20)), None, number=n) for n in (1, 2)]
    assert verified(tmp_path).clean
    path = tmp_path / captures[0].warc
    whole = path.read_bytes()
    places = sorted({*range(0, 12), *Random(5).sample(range(len(whole)), 60), len(whole) - 1})
    for place in places:
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        report = verified(tmp_path)
        named = report.faults.get("bad_record", [])
        assert len(named) == 1, (place, report.faults)
        offset = int(named[0].split(":")[1])
        assert offset <= place
        other = [fault for kind in report.faults.values() for fault in kind if captures[1].warc in fault]
        assert not other
        hit = captures[0].offset <= place < captures[0].offset + captures[0].length
        assert ("capture_without_record" in report.faults or "capture_unreadable" in report.faults) <= hit


def test_a_record_that_is_gone_is_named(tmp_path: Path) -> None:
    capture = keep(tmp_path, page("سرخط", prose(1)), None)
    keep(tmp_path, page("دیگر", prose(2)), None, number=2)
    (tmp_path / capture.warc).unlink()
    assert verified(tmp_path).faults == {
        "capture_without_record": [f"capture {capture.pk}: {capture.warc}:{capture.offset}"]
    }


def test_a_file_cut_off_is_named_but_not_while_it_is_written(tmp_path: Path) -> None:
    capture = keep(tmp_path, page("سرخط", prose(1)), None)
    path = tmp_path / capture.warc
    path.write_bytes(path.read_bytes()[:-5])
    assert list(verified(tmp_path).faults) == ["bad_record"]
    path.rename(path.with_name(path.name + ".open"))
    assert verified(tmp_path).clean


@pytest.mark.parametrize(
    "change", [{"sha256": "0" * 64}, {"status": 404}, {"length": 7}, {"offset": 7}, {"warc": "other.warc.gz"}]
)
def test_every_changed_row_is_named(tmp_path: Path, change: dict[str, object]) -> None:
    capture = keep(tmp_path, page("سرخط", prose(1)), None)
    Capture.objects.filter(pk=capture.pk).update(**change)
    faults = [fault for kind in verified(tmp_path).faults.values() for fault in kind]
    assert faults
    assert all(fault.startswith(f"capture {capture.pk}: ") for fault in faults)


@pytest.mark.sqlite_only
@pytest.mark.parametrize("gone", [0, 1, 2])
def test_every_missing_row_is_named(tmp_path: Path, gone: int) -> None:
    captures = [keep(tmp_path, page("سرخط", prose(n)), None, number=n) for n in (1, 2, 3)]
    assert verified(tmp_path).clean
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM archive_capture WHERE id = %s", [captures[gone].pk])
    faults = verified(tmp_path).faults
    assert f"capture {captures[gone].pk}" in faults["capture_missing"]


def test_a_changed_text_is_named(tmp_path: Path) -> None:
    from pipelines.parse.items import ParsedItem
    from rasad.archive.identity import text_hash
    from rasad.archive.models import Article
    from rasad.extract.article.extraction import Extraction

    capture = keep(tmp_path, page("سرخط", prose(1)), None)
    text = ParsedItem(Extraction(URL, title="سرخط", body=prose(1))).text
    article = Article.objects.create(
        id="1" * 32, arrival=1, outlet=capture.outlet, item_key="1", url=URL, at=START, first_capture=START,
        last_capture=START, text_hash=text_hash(text), capture=capture, **text.parts(),
    )  # fmt: skip
    version = Version.objects.create(
        article=article, number=1, at=START, change="first", url=URL, capture=capture,
        text_hash=text_hash(text), **text.parts(),
    )  # fmt: skip
    assert verified(tmp_path).clean
    Version.objects.filter(pk=version.pk).update(body=prose(2))
    assert verified(tmp_path).faults == {"version_differs": [f"version 1 of article {article.id}"]}
