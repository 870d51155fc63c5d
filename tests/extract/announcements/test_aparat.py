"""An Aparat channel is read by its page, or by its data."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rasad.extract.announcements.reading import AnnouncingPage, read_page
from rasad.outlets.loading import load_outlets

SEEN = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)
ENTRY = """
outlet: kanal
name: کانال
kind: video
home: https://www.aparat.com/shahr
family: aparat
"""
DATA = """feeds:
  - kind: json
    url: /etc/api/videoByUser/username/shahr/perpage/50
    items: videobyuser
    data: {url: "/v/{uid}", title: title, published: sdate}
    whole: true
"""
VIDEO = {"id": "1", "uid": "aB3dE", "title": "گشایش پل تازه در شهر", "sdate": "۲ روز پیش", "visit_cnt": 90}


@pytest.mark.parametrize(
    ("entry", "body"),
    [
        (ENTRY, '<a href="/v/aB3dE/headline"><h2>گشایش پل تازه در شهر</h2></a><a href="/shahr/about">درباره</a>'),
        (ENTRY + DATA, json.dumps({"videobyuser": [VIDEO], "ui": {}})),
    ],
)  # fmt: skip
def test_its_films_are_announced_by_their_codes(tmp_path: Path, entry: str, body: str) -> None:
    (tmp_path / "a.yaml").write_text(entry, encoding="utf-8")
    spec = load_outlets(tmp_path)["kanal"]
    feed = spec.feeds[0]
    page = AnnouncingPage(body.encode(), feed.url, spec, feed, SEEN, None)
    (item,) = read_page(feed.kind, page).items
    assert item.url.startswith("https://www.aparat.com/v/aB3dE")
    assert item.hint["title"] == "گشایش پل تازه در شهر"
