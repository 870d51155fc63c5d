"""A revision is analysed once: attribution, story, index, alerts and result pages use that analysis."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import pytest

from rasad.archive.articles.records import whole_articles
from rasad.archive.models import Article
from rasad.desk.models import AlertRule, Match
from rasad.persian.analyzer import Analyzer
from rasad.persian.text.token import Token
from rasad.search.query.parser import parse
from search_api.search.result_rows import rows_of
from search_api.search.state import SearchState
from tests.pipelines.installation import Installation, page, prose

STAGES = ("parse", "story", "index", "alerts", "coverage")


@pytest.fixture
def analysed(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each text was analysed."""
    counted = Counter[str]()
    real = Analyzer.analyze

    def analyze(self: Analyzer, text: str) -> list[Token]:
        counted[text] += 1
        return real(self, text)

    monkeypatch.setattr(Analyzer, "analyze", analyze)
    return counted


def show(article: Article) -> None:
    query = parse("مترو", datetime.now(UTC))
    [row] = rows_of(list(whole_articles().filter(id=article.id)), query, SearchState(q="مترو"))
    assert "<mark>" in row.title


def test_from_the_page_to_the_result_page_a_text_is_analysed_once(
    installation: Installation, analysed: Counter[str]
) -> None:
    AlertRule.objects.create(name="مترو", query="مترو")
    installation.article("unit5", 1, "مترو تا میدان شهرک هفتم", prose(501) + " مترو")
    installation.run(*STAGES)
    article = Article.objects.get()
    show(article)
    assert Match.objects.exists()
    assert [analysed[text] for text in (article.title, article.body)] == [1, 1]
    parts = [text for text in analysed if article.body[:200] in text]
    assert parts == [article.body], "no part of the text is analysed under another form"


def test_a_revision_that_changes_no_word_is_not_analysed_again(
    installation: Installation, analysed: Counter[str]
) -> None:
    installation.article("alef", 1, "مترو تا بازار", prose(502))
    installation.run(*STAGES)
    installation.article("be", 1, "مترو تا پل", prose(502))  # the story grows: both are indexed again
    installation.run(*STAGES)
    first = Article.objects.get(outlet="alef")
    assert first.revision > 1
    show(first)
    assert [analysed[text] for text in (first.title, first.body)] == [1, 1]


def test_an_edited_headline_leaves_the_body_analysed(
    installation: Installation, analysed: Counter[str]
) -> None:
    url = "http://alef.example/news/1/x"
    for title in ("مترو تا تونل", "مترو تا محله"):
        installation.capture("alef", url, page(title, prose(503)))
        installation.run(*STAGES)
    article = Article.objects.get()
    assert article.status == "edited"
    assert [analysed[text] for text in (article.title, article.body)] == [1, 1]
