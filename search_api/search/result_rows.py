"""Hits of the index to rows of a page: records read in one go, headline and passages marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import SafeString

from rasad.archive.articles.documents import document_of
from rasad.archive.articles.records import whole_articles
from rasad.archive.models import Article
from rasad.search.match import AnalysedArticle, highlight_spans, passages
from rasad.search.query.parser import Query
from search_api.highlighting import mark
from search_api.search.state import SearchState

EXCERPT = 220  # characters shown where no passage matches


@dataclass(frozen=True)
class ResultRow:
    """One row of the results, ready for the template."""

    article: Article
    title: SafeString
    passages: list[SafeString]
    href: str
    outlet_href: str
    story_size: int
    story_outlets: int
    story_href: str
    units: list[dict[str, str]]


def articles_of(ids: Sequence[str]) -> list[Article]:
    """The articles in the order of the ids; one the index knows and the records don't is left out."""
    found: Mapping[str, Article] = whole_articles().in_bulk(list(ids))
    return [found[key] for key in ids if key in found]


def rows_of(articles: Sequence[Article], query: Query | None, state: SearchState) -> list[ResultRow]:
    """Rows with the query's highlights on the original text."""
    return [_row(article, query, state) for article in articles]


def highlights_of(query: Query | None, article: Article) -> dict[str, list[tuple[int, int]]]:
    """Where the query stands in each field of an article, from the clauses that made it match."""
    return highlight_spans(query, AnalysedArticle(document_of(article))) if query is not None else {}


def _row(article: Article, query: Query | None, state: SearchState) -> ResultRow:
    carried = urlencode({"q": state.q}) if state.q else ""
    story = article.story
    shown: list[SafeString] = []
    spans: list[tuple[int, int]] = []
    if query is not None:
        analysed = AnalysedArticle(document_of(article))
        spans = highlight_spans(query, analysed).get("title", [])
        shown = [
            mark(getattr(article, found.field), found.highlights, found.start, found.end)
            for found in passages(query, analysed, n=2)
            if found.field in ("kicker", "lead", "body")
        ]
    if not shown:
        shown = _excerpt(article)
    link = reverse("article", args=[article.id])
    return ResultRow(
        article=article,
        title=mark(article.title, spans),
        passages=shown,
        href=f"{link}?{carried}" if carried else link,
        outlet_href="?" + state.change(outlets=(article.outlet_id,)).query_string(),
        story_size=story.size if story else 1,
        story_outlets=story.outlets if story else 1,
        story_href=reverse("story", args=[story.id]) + (f"?{carried}" if carried else "") if story else "",
        units=[
            {"name": found.unit.name, "href": "?" + state.change(units=(found.unit.key,)).query_string()}
            for found in article.attributions.all()
            if found.unit is not None
        ],
    )


def _excerpt(article: Article) -> list[SafeString]:
    text = " ".join((article.lead or article.body).split())
    if len(text) > EXCERPT:
        text = text[:EXCERPT].rsplit(" ", 1)[0] + "…"
    return [mark(text, [])] if text else []
