"""What a feed tells of an item stands, marked as a summary, until the page is had; it is no version."""

from __future__ import annotations

from html import escape

from pipelines.reprocess import reprocess
from rasad.archive.models import Article, PageKind, Version
from tests.pipelines.installation import Installation, prose

FULL = PageKind.FULL_FEED.value


def feed(*items: tuple[int, str, str]) -> bytes:
    """A feed with the whole text of items: number, headline, text."""
    entries = "".join(
        f"<item><title>{title}</title><link>http://alef.example/news/{number}/slug</link>"
        f"<pubDate>Sat, 14 Nov 2026 10:00:00 +0330</pubDate>"
        f"<content:encoded>{escape(f'<p>{text}</p>')}</content:encoded></item>"
        for number, title, text in items
    )
    space = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    return f'<rss version="2.0" {space}><channel><title>t</title>{entries}</channel></rss>'.encode()


def told(installation: Installation, *items: tuple[int, str, str]) -> None:
    """The feed came, and was read."""
    installation.capture("alef", "http://alef.example/rss", feed(*items), kind=FULL)
    installation.run("parse", "story")


def stands() -> tuple[str, str, str, int]:
    """The one article: headline, quality, status, number of versions."""
    article = Article.objects.get()
    return article.title, article.quality, article.status, Version.objects.count()


def test_the_page_takes_the_place_of_what_the_feed_told(installation: Installation) -> None:
    told(installation, (1, "سرخط", prose(1)))
    assert stands() == ("سرخط", "summary", "live", 1)
    told(installation, (1, "سرخط", prose(2)))
    assert stands() == ("سرخط", "summary", "live", 1)
    installation.article("alef", 1, "سرخط کامل", prose(3))
    installation.run("parse", "story")
    assert stands() == ("سرخط کامل", "ok", "live", 1)
    article = Article.objects.get()
    assert prose(3).split("\n")[0] in article.body
    told(installation, (1, "سرخط", prose(2)))
    reprocess()
    installation.run("parse", "story")
    assert stands() == ("سرخط کامل", "ok", "live", 1)
    installation.article("alef", 1, "سرخط دیگر", prose(5))
    installation.run("parse", "story")
    assert stands() == ("سرخط دیگر", "ok", "edited", 2)


def test_an_article_that_was_had_is_not_told_again(installation: Installation) -> None:
    installation.article("alef", 1, "سرخط", prose(1))
    told(installation, (1, "سرخط خوراک", prose(2)), (2, "دیگر", prose(4)))
    found = dict(Article.objects.values_list("title", "quality"))
    assert found == {"سرخط": "ok", "دیگر": "summary"}


def test_the_data_of_an_application_stand_for_the_page_that_people_open(installation: Installation) -> None:
    data = f'{{"title": "سرخط", "body": "<p>{prose(1)}</p>"}}'.replace("\n", " ").encode()
    public = "http://alef.example/news/7/slug"
    installation.capture("alef", "http://alef.example/news/7", data, hint={"public": public})
    installation.run("parse")
    article = Article.objects.get()
    assert (article.title, article.url, article.item_key) == ("سرخط", public, "7")
