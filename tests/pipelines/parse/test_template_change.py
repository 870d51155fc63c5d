"""After a change of template the rules no longer hold: nothing of it becomes an edit or an article."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta

import pytest
from django.utils import timezone

from rasad.archive.frontier import frontier_key
from rasad.archive.models import Article, Capture, Frontier, HeldPage, Job, Outlet, OutletReading, Version
from rasad.archive.readings.held_pages import settle_all
from tests.pipelines.installation import START, Installation, prose

ENTRY = """
- {outlet: alef, name: خبرگزاری الف, kind: agency, home: "http://alef.example/", family: generic,
   id_pattern: '/news/(?P<id>[0-9]+)',
   rules: {title: "h1.headline", body: "div.text", published: "time.date@datetime"}}
"""


ADDED = "این بند را رسانه پس از انتشار به خبر افزوده است و پیش از این نبود."


def old(number: int, title: str = "", body: str = "") -> bytes:
    """An article in the layout that the rules know."""
    return _html("headline", "text", "date", number, title, body)


def new(number: int, title: str = "", body: str = "") -> bytes:
    """The same after a relaunch: other class names."""
    return _html("xx", "yy", "zz", number, title, body)


def _html(title_class: str, body_class: str, date_class: str, number: int, title: str, body: str) -> bytes:
    head = title or f"تیتر خبر شماره {number} دربارهٔ شهر {number * 7}"
    at = START - timedelta(hours=number)
    paragraphs = "".join(f"<p>{part}</p>" for part in (body or prose(number)).split("\n\n"))
    return (
        f"<html lang=fa><head><meta charset=utf-8><title>{head} - خبرگزاری الف</title></head><body>"
        f'<div class=top><a href="/">خانه</a></div><article><h1 class="{title_class}">{head}</h1>'
        f'<time class="{date_class}" datetime="{at.isoformat()}">دیروز</time>'
        f'<div class="{body_class}">{paragraphs}</div></article>'
        "<div class=side><p>این جعبهٔ کنار صفحه در همهٔ خبرها همین است که هست و چیزی نمی‌گوید.</p></div>"
        "</body></html>"
    ).encode()


class Site:
    """An outlet whose pages are fetched as the crawler would."""

    def __init__(self, installation: Installation) -> None:
        self.made = installation
        self.define(ENTRY)

    def define(self, entry: str) -> None:
        """Write the outlet's definition, as a person mends it."""
        (self.made.folder / "outlets" / "all.yaml").write_text(entry, encoding="utf-8")
        self.made.specs._read_at = float("-inf")
        self.made.specs._specs = {}
        spec = self.made.specs.get("alef")
        assert spec is not None
        Outlet.objects.filter(pk="alef").update(digest=spec.digest, name=spec.name)

    def fetch(self, numbers: Iterable[int], page: Callable[[int], bytes], title: str = "") -> None:
        """Pages on record, each with its row in the frontier; parsed then."""
        for number in numbers:
            self._fetch(number, page(number), title.format(number))
        self.made.run("parse")

    def _fetch(self, number: int, page: bytes, title: str) -> None:
        url = f"http://alef.example/news/{number}"
        hint = {"title": title} if title else {}
        capture = self.made.capture("alef", url, page, hint=hint)
        spec = self.made.specs.get("alef")
        assert spec is not None
        Frontier.objects.update_or_create(
            key=frontier_key(spec, url),
            defaults={
                "url": url, "host": "alef.example", "outlet_id": "alef", "state": "done",
                "fetched_at": capture.fetched_at, "next_try_at": timezone.now() + timedelta(days=9),
            },
        )  # fmt: skip

    @property
    def broken(self) -> dict[str, str]:
        row = OutletReading.objects.filter(pk="alef").first()
        return row.broken if row is not None and row.broken_since else {}


@pytest.fixture
def site(installation: Installation) -> Site:
    """An outlet with eight articles, read well."""
    made = Site(installation)
    made.fetch(range(1, 9), old)
    return made


@pytest.fixture
def versions(site: Site) -> int:
    return Version.objects.count()


def test_a_relaunch_makes_no_edits_and_no_wrong_articles_and_is_named(site: Site, versions: int) -> None:
    texts = {one.id: one.text for one in Article.objects.all()}
    site.fetch((20, 21, 1, 2, 22), new)
    assert Version.objects.count() == versions
    assert {one.id: one.text for one in Article.objects.all()} == texts
    assert site.broken["body"] == "fell"
    since = OutletReading.objects.get(pk="alef").broken_since
    assert since == Capture.objects.filter(url__endswith="/20").get().fetched_at
    assert HeldPage.objects.filter(known=False).count() == 3
    assert set(Capture.objects.filter(url__endswith="/20").values_list("parsed", flat=True)) == {"held"}


def test_after_the_relaunch_is_taken_back_all_is_fetched_again_and_stored(site: Site) -> None:
    site.fetch((20, 21, 22, 1), new)
    assert site.broken
    site.fetch((2, 3, 20), old)
    assert not site.broken
    due = Frontier.objects.filter(next_try_at__lte=timezone.now()).values_list("url", flat=True)
    assert {url.rsplit("/", 1)[1] for url in due} == {"1", "21", "22"}
    site.fetch((21, 22, 1), old)
    assert not HeldPage.objects.exists()
    assert Article.objects.count() == 11
    assert Version.objects.count() == 11


def test_mended_rules_read_what_was_held_and_make_no_edits(site: Site, versions: int) -> None:
    site.fetch((20, 21, 22, 1, 2), new)
    site.define(
        ENTRY.replace("h1.headline", "h1.xx").replace("div.text", "div.yy").replace("time.date", "time.zz")
    )
    settle_all(timezone.now())
    assert Job.objects.filter(stage="parse").count() == 5
    site.made.run("parse")
    assert not site.broken
    assert Article.objects.count() == 11
    assert Version.objects.count() == versions + 3
    site.fetch([2], lambda n: new(n, body=f"{prose(2)}\n\n{ADDED}"))
    assert Article.objects.filter(status="edited").count() == 1


def test_one_odd_page_is_stored_once_the_others_are_seen_to_be_as_ever(site: Site) -> None:
    site.fetch([30], new)
    assert not site.broken
    assert Article.objects.count() == 8
    assert settle_all(timezone.now())["probed"] > 0
    site.fetch((3, 4, 5), old)
    assert settle_all(timezone.now()) == {"accepted": 1}
    site.made.run("parse")
    assert Article.objects.count() == 9


def test_an_edit_of_one_article_is_an_edit(site: Site, versions: int) -> None:
    site.fetch([1], lambda n: old(n, body=f"{prose(1)}\n\n{ADDED}"))
    assert Version.objects.count() == versions + 1


def test_the_sites_name_in_place_of_headlines_is_not_stored(site: Site) -> None:
    site.fetch((40, 41, 42), lambda n: old(n, title="خبرگزاری الف"))
    assert site.broken == {"title": "site_name"}
    assert Article.objects.count() == 8


def test_another_headline_than_the_feed_announced_on_page_after_page_is_not_stored(site: Site) -> None:
    said = "تیتر خبر شماره {0} دربارهٔ شهر و مردم آن"
    site.fetch(range(1, 9), old, said)
    site.fetch((40, 41, 42), lambda n: old(n, title=f"تازه‌ترین گفت‌وگوها با کارشناسان {n}"), said)
    assert site.broken == {"title": "contradicts"}
    assert Article.objects.count() == 8


def test_one_text_on_page_after_page_is_noticed_at_the_third(site: Site) -> None:
    site.fetch(range(50, 55), lambda n: old(n, body=prose(99)))
    assert site.broken == {"body": "repeats"}
    assert Article.objects.count() == 10


def test_a_template_that_was_new_from_the_start_and_is_taken_back_makes_no_edits(
    installation: Installation,
) -> None:
    site = Site(installation)
    site.fetch(range(1, 8), lambda n: new(n, body=f"{prose(n)}\n\n{ADDED}"))
    assert Version.objects.count() == 7
    site.fetch(range(1, 8), old)
    assert Version.objects.count() == 7
    assert {one.body for one in Article.objects.all()} == {prose(n) for n in range(1, 8)}
