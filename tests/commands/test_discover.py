"""`manage.py discover`: saved pages of every announcing kind, by the crawler's own readers."""

from __future__ import annotations

import gzip
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from settings.env import ROOT

FIELDS = ["url", "title", "published", "summary", "kind"]
WHEN = "2026-11-20T08:00:00+00:00"
ITEM = "https://a.example/news/12345/a"
RSS = (
    '<?xml version="1.0"?><rss><channel><item><title>خبر</title><link>/news/12345/a</link>'
    "<description>خلاصه</description><pubDate>Fri, 20 Nov 2026 11:30:00 GMT+03:30</pubDate>"
    "</item></channel></rss>"
)
SITEMAP = (
    "<urlset><url><loc>https://a.example/news/12345/a</loc><news:news><news:title>خبر</news:title>"
    "<news:publication_date>2026-11-20T08:00:00Z</news:publication_date></news:news></url></urlset>"
)
INDEX = "<sitemapindex><sitemap><loc>/1.xml</loc><lastmod>2026-11-20T08:00:00Z</lastmod></sitemap>"
LISTING = "<ul><li><h3><a href='/news/12345/a'>خبر</a></h3><time>۲۹ آبان ۱۴۰۵ - ۱۱:۳۰</time></li></ul>"
EDITION = (
    "<span class='edition-date'>۲۹ آبان ۱۴۰۵</span><div class='titles'><a href='/id/12345/a.html'>خبر</a>"
    "</div><a href='/all.pdf'>تمام صفحات</a><div class='pages'><a href='/?page=2'>۲</a></div>"
)
CHANNEL = (
    '<div class="tgme_widget_message" data-post="kanal/7">'
    '<div class="tgme_widget_message_text">خبر تازهٔ شهر</div><a class="tgme_widget_message_date" '
    'href="https://t.me/kanal/7"><time datetime="2026-11-20T08:00:00Z"></time></a></div>'
)
EITAA = CHANNEL.replace("tgme", "etme").replace("t.me", "eitaa.com")
POST = ["خبر تازهٔ شهر", WHEN, "خبر تازهٔ شهر", "post"]
FED, DATED = ["خبر", WHEN, "خلاصه", "article"], ["خبر", WHEN, "", "article"]
SEEN = ["--seen-at", "2026-11-23T12:00:00+03:30"]


def run(tmp_path: Path, body: str | bytes, url: str, *more: str) -> list[dict[str, Any]]:
    file = tmp_path / "page"
    file.write_bytes(body if isinstance(body, bytes) else body.encode())
    out = io.StringIO()
    call_command("discover", str(file), "--url", url, "--json", *SEEN, *more, stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize(
    ("body", "url", "kind", "expected"),
    [
        (RSS, "https://a.example/rss", "rss", [ITEM, *FED]),
        (gzip.compress(RSS.encode()), "https://a.example/rss", "rss", [ITEM, *FED]),
        (SITEMAP, "https://a.example/s.xml", "news_sitemap", [ITEM, *DATED]),
        (INDEX, "https://a.example/s.xml", "sitemap", ["https://a.example/1.xml", "", WHEN, "", "sitemap"]),
        (f"{ITEM}\n", "https://a.example/s.txt", "sitemap", [ITEM, "", None, "", "article"]),
        (
            '[{"url": "/1"}]',
            "https://a.example/s",
            "sitemap",
            ["https://a.example/1", "", None, "", "article"],
        ),
        (LISTING, "https://a.example/", "listing", [ITEM, *DATED]),
        (CHANNEL, "https://t.me/s/kanal", "telegram", ["https://t.me/kanal/7", *POST]),
        (EITAA, "https://eitaa.com/kanal", "eitaa", ["https://eitaa.com/kanal/7", *POST]),
    ],
)
def test_each_kind_is_read_named_or_not(
    tmp_path: Path, body: str | bytes, url: str, kind: str, expected: list[Any], named: bool
) -> None:
    found = run(tmp_path, body, url, *(["--kind", kind] if named else []))
    assert [list(one) for one in found] == [FIELDS]
    assert list(found[0].values()) == expected


def test_an_issue_leads_to_its_articles_its_pdf_and_its_pages(tmp_path: Path) -> None:
    found = run(tmp_path, EDITION, "https://newspaper.a.example/?n=7772", "--kind", "edition")
    assert [(one["kind"], one["published"]) for one in found] == [
        ("article", "2026-11-19T20:30:00+00:00"),
        ("pdf", "2026-11-19T20:30:00+00:00"),
        ("edition_page", "2026-11-19T20:30:00+00:00"),
    ]


def test_an_outlets_rules_are_used_and_what_is_not_its_own_is_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    body = RSS.replace(
        "</channel>", "<item><title>x</title><link>https://b.example/1</link></item></channel>"
    )
    found = run(tmp_path, body, "https://www.isna.ir/rss")
    assert [one["url"] for one in found] == ["https://www.isna.ir/news/12345/a"]
    assert "1 addresses of other hosts than isna's" in capsys.readouterr().err
    assert len(run(tmp_path, body, "https://c.example/rss")) == 2
    assert len(run(tmp_path, LISTING, "https://www.isna.ir/", "--outlet", "isna")) == 1


def test_the_header_tells_the_encoding(tmp_path: Path) -> None:
    page = LISTING.replace("خبر", "خبر شهر").encode("cp1256", "replace")
    found = run(tmp_path, page, "https://a.example/", "--content-type", "text/html; charset=windows-1256")
    assert found[0]["title"] == "خبر شهر"


@pytest.mark.parametrize(
    ("body", "more", "says"),
    [
        ("<html><body>app</body></html>", ["--kind", "rss"], "not a feed"),
        ("<html><body>app</body></html>", ["--kind", "sitemap"], "not a sitemap"),
        ("nothing", ["--kind", "rss"], "not XML"),
        (b"\x1f\x8b\x08\x00garbage", [], "gzip"),
        ("<html><body></body></html>", ["--kind", "telegram"], "no public preview"),
        ("<html></html>", ["--outlet", "nobody"], "no outlet"),
    ],
)
def test_what_cannot_be_read_gets_a_sentence(
    tmp_path: Path, body: str | bytes, more: list[str], says: str
) -> None:
    with pytest.raises(CommandError, match=says):
        run(tmp_path, body, "https://a.example/", *more)


def test_plain_addresses_stand_one_a_line_and_a_reader_may_leave_early(tmp_path: Path) -> None:
    many = "".join(f"<url><loc>https://a.example/news/{n}</loc></url>" for n in range(20_000))
    file = tmp_path / "sitemap.xml"
    file.write_text(f"<urlset>{many}</urlset>", encoding="utf-8")
    command = (
        f"{sys.executable} {ROOT / 'manage.py'} discover {file} --url https://a.example/sitemap.xml | head -2"
    )
    done = subprocess.run(["bash", "-c", f"set -o pipefail; {command}"], capture_output=True, check=False)
    assert done.stdout.decode().splitlines() == ["https://a.example/news/0", "https://a.example/news/1"]
    assert done.stderr == b""
