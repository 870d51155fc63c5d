"""The city's lists in every way of paging, crawled over real sockets, each by YAML alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, cast

import yaml

import demo
from rasad.archive.identity import url_hash
from tests.crawler.local_sites import LocalSites
from tests.crawler.project import Project

LISTS: dict[str, dict[str, Any]] = {
    "shahrnegar": {"kind": "listing", "url": "/lists/all?page={page}"},
    "gozine": {"kind": "listing", "url": "/lists/all?start={page}", "first": 0, "step": 20},
    "sobhnama": {"kind": "archive", "url": "/lists/{jy}/{jm1}?page={page}"},
    "payamshahr": {"kind": "listing", "url": "/lists/all?before={cursor}"},
    "tahlilgah": {"kind": "listing", "url": "/lists/search", "form": {"page": "{page}"}},
    "sepehrnews": {"kind": "json", "url": "/api/items?before={cursor}", "items": "data.rows",
                   "cursor": "data.last", "data": {"url": "path", "title": "head", "published": "at"}},
    "roozaneh": {"kind": "edition", "url": "/newspaper/{issue}/1"},
    "d5_portal": {"kind": "listing", "url": "/News"},
}  # fmt: skip


def test_every_way_of_paging_finds_all_that_is_out(city: demo.Demo, tmp_path: Path) -> None:
    outlets = tmp_path / "outlets"
    outlets.mkdir()
    for key, feed in LISTS.items():
        (entry,) = yaml.safe_load((city.dir / "outlets" / f"{key}.yaml").read_text("utf-8"))
        fetch = {"delay": 0.0, "poll": [1, 60], "revisit": [], "robots": False}
        text = json.dumps({**entry, "unit": entry.get("unit"), "feeds": [feed], "fetch": fetch})
        (outlets / f"{key}.yaml").write_text(text, encoding="utf-8")
    variables = {"RASAD_HOSTS": str(city.dir / "hosts")}
    project = Project(tmp_path, cast(LocalSites, None), variables=variables)
    project.prepare()
    project.crawl()
    rows = project.rows("SELECT url, outlet_id FROM archive_capture WHERE kind = 'article' AND status = 200")
    had = {url_hash(row["url"]) for row in rows}
    out = [row for row in city.truth() if row["outlet"] in LISTS and not row["removed_at"]]
    missed = [row["url"] for row in out if not {url_hash(u) for u in (row["url"], *row["aliases"])} & had]
    assert len(out) > 60
    assert not missed
