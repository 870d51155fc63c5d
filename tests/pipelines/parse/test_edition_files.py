"""A paper's PDF and its first page: evidence always, items where no article page says more."""

from __future__ import annotations

from demo.sites.pdf import pdf
from rasad.archive.models import Article, Frontier
from tests.pipelines.installation import START, Installation

DAY = "2026-11-19T20:30:00+00:00"
HINT = {"published": DAY, "published_precision": "day"}
LINE = "The city council has approved the budget of the next year for roads, parks, libraries and trains"


def _pdf(installation: Installation, **hint: object) -> None:
    url = "http://plain.example/pdf/7.pdf"
    installation.capture("plain", url, pdf([f"{LINE} one", "short"]), kind="pdf", hint=HINT | hint)
    installation.run("parse", "story")


def test_the_text_layer_is_read_where_there_is_no_article_page(installation: Installation) -> None:
    _pdf(installation, alone=True)
    article = Article.objects.get()
    assert article.body == f"{LINE} one"
    assert article.title == "ساده، ۲۹ آبان ۱۴۰۵، صفحهٔ 1 (متن از PDF)"
    assert article.provenance["body"] == "pdf text layer, page 1"
    assert (str(article.published), article.published_precision) == (DAY.replace("T", " "), "day")
    assert article.url == "http://plain.example/pdf/7.pdf#page=1"
    installation.run("parse")
    assert Article.objects.count() == 1


def test_an_issue_with_article_pages_keeps_its_pdf_as_evidence_alone(installation: Installation) -> None:
    Frontier.objects.create(
        key="k", url="http://plain.example/a", host="plain.example", outlet_id="plain", hint=HINT,
        discovered_at=START,
    )  # fmt: skip
    _pdf(installation)
    assert not Article.objects.exists()


def test_a_first_page_is_a_picture_with_its_day(installation: Installation) -> None:
    url = "http://plain.example/img/7-1.jpg"
    installation.capture("plain", url, b"\xff\xd8\xff picture", kind="front_page", hint=HINT)
    installation.run("parse", "story")
    article = Article.objects.get()
    assert (article.title, article.images) == ("صفحهٔ اول ساده، ۲۹ آبان ۱۴۰۵", [url])
    assert article.published_precision == "day"
