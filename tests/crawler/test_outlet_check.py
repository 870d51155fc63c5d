"""`check-outlet --all` on local sites, each with a fault of its own: named, with a repair, never fine."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from tests.crawler.local_sites import rss
from tests.crawler.project import Project, project_on_sites

#: Outlet → kind of the problem that must be named.
FAULTS = {
    "deadfeed": "dead_feed",
    "moved": "moved",
    "checked": "challenge",
    "onetitle": "same_title",
    "olddates": "wrong_date",
    "comments": "wrong_body",
    "fallen": "rules_broken",
    "away": "unreachable",
}
COUNT = 5


def at(number: int) -> datetime:
    """When an article was published."""
    return datetime.now(UTC).replace(second=0, microsecond=0) - timedelta(hours=number % 100 + 2)


def page(
    number: int, *, title: str = "", moment: datetime | None = None, body: str = "text", heading: str = "top"
) -> str:
    """An article by classes; its comments are as long as its text."""
    told = title or f"شهردار منطقه {number} از آغاز طرح تازهٔ محله خبر داد"
    when = (moment or at(number)).isoformat()
    text = "این کار برای اهالی محله انجام می‌شود و تا پایان سال به سرانجام می‌رسد."
    own = "".join(f"<p>بند {n} خبر {number}: {text}</p>" for n in range(4))
    said = "".join(
        f"<div class='one'><b>کاربر {n}</b><br><i>۱۰ آبان ۱۴۰۵ - ۱۸:1{n}</i>"
        f"<p>دیدگاه {n} دربارهٔ خبر {number}: کار خوبی است، خسته نباشید به همه.</p></div>"
        for n in range(4)
    )
    return (
        f"<html><head><title>{told}</title></head><body><h1 class='{heading}'>{told}</h1>"
        f"<time class='when' datetime='{when}'></time><div class='{body}'>{own}</div>"
        f"<div class='comments-list'>{said}</div></body></html>"
    )


def outlet(project: Project, key: str, **rules: Any) -> None:
    """An outlet whose feed announces articles of the last hours."""
    own = {"title": ["h1.top"], "body": ["div.text"], "published": ["time.when@datetime"], **rules}
    project.outlet(
        key, family="generic", id_pattern=r"/n/(?P<id>\d+)", rules=own, feeds=[{"kind": "rss", "url": "/rss"}]
    )
    host = f"{key}.example"
    project.sites.page(host, "/", "<html><head><title>خانه</title></head><body><h1>خانه</h1></body></html>")
    items = "".join(
        f"<item><title>شهردار منطقه {number} از آغاز طرح تازهٔ محله خبر داد</title>"
        f"<link>http://{host}/n/{number}</link><pubDate>{format_datetime(at(number))}</pubDate></item>"
        for number in range(1000, 1000 + COUNT)
    )
    feed = rss([]).replace("</channel>", f"{items}</channel>")
    project.sites.page(host, "/rss", feed, headers={"Content-Type": "application/rss+xml"})
    for number in range(1000, 1000 + COUNT):
        project.sites.page(host, f"/n/{number}", page(number))


def articles(project: Project, key: str, **how: Any) -> None:
    """Serve the outlet's articles another way."""
    for number in range(1000, 1000 + COUNT):
        project.sites.page(f"{key}.example", f"/n/{number}", page(number, **how))


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[dict[str, Any], int]]:
    """What one run said of each outlet, and its exit code."""
    with project_on_sites(tmp_path_factory.mktemp("check")) as project:
        for key in ("well", *FAULTS):
            outlet(project, key, **({"body": ["div.comments-list"]} if key == "comments" else {}))
        named = "<link rel='alternate' type='application/rss+xml' href='/feed/'>"
        project.sites.page("deadfeed.example", "/", f"<html><head>{named}</head><body></body></html>")
        del project.sites.pages["deadfeed.example", "/rss"]
        project.host("elsewhere.example")
        there = {"Location": "http://elsewhere.example/"}
        project.sites.page("moved.example", "/", "", status=301, headers=there)
        check = "<html><script>var __arcsjs='1'</script><body>در حال انتقال به سایت</body></html>"
        project.sites.page("checked.example", "/", check)
        project.sites.page("checked.example", "/rss", check)
        articles(project, "onetitle", title="پایگاه خبری شهر ما از همه جا")
        articles(project, "olddates", moment=datetime(2026, 3, 1, 8, 30, tzinfo=UTC))
        articles(project, "fallen", heading="new", body="c7")
        project.names.remove("away.example")
        project.host()
        done = project.manage("check-outlet", "--all", "--json", "--pages", "12", check=False, timeout=240)
        found = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
        assert found, done.stderr
        yield {one["outlet"]: one for one in found}, done.returncode


def test_every_outlet_gets_a_verdict_and_the_exit_code_tells(verdicts: tuple[dict[str, Any], int]) -> None:
    found, code = verdicts
    assert set(found) == {"well", *FAULTS}
    assert code == 1


def test_an_outlet_without_a_fault_is_fine(verdicts: tuple[dict[str, Any], int]) -> None:
    found, _ = verdicts
    assert found["well"]["problems"] == []
    assert found["well"]["fine"]
    assert found["well"]["pages"] == COUNT


@pytest.mark.parametrize("key", FAULTS)
def test_a_fault_is_named_with_a_repair(verdicts: tuple[dict[str, Any], int], key: str) -> None:
    problems = verdicts[0][key]["problems"]
    assert FAULTS[key] in {one["kind"] for one in problems}, problems
    assert all(one["repair"] for one in problems), problems


def test_repairs_are_lines_for_the_entry(verdicts: tuple[dict[str, Any], int]) -> None:
    found, _ = verdicts

    def repair(key: str) -> str:
        return next(str(one["repair"]) for one in found[key]["problems"] if one["kind"] == FAULTS[key])

    assert "/feed/" in repair("deadfeed")
    assert "home: http://elsewhere.example/" in repair("moved")
    assert "way: browser" in repair("checked")
    assert "div.text" in repair("comments")
    assert "div.c7" in repair("fallen") or "h1" in repair("fallen")
