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
from rasad.desk.reading.stories import independent_origins
from rasad.search.match import AnalysedArticle, highlight_spans, passages
from rasad.search.query.parser import Query
from search_api.highlight_html import mark
from search_api.pages.review.strip import Strip
from search_api.search.state import SearchState

EXCERPT = 220  # characters shown where no passage matches


@dataclass(frozen=True)
class ResultRow:
    """One row of the results, ready for the template: an article, or a story by its origin."""

    article: Article
    origin: Article  # the article itself where the row is no story
    heading: str
    title: SafeString
    passages: list[SafeString]
    href: str
    best_href: str  # of the copy that matched, where the row is a story and its origin is another
    outlet_href: str
    story_size: int
    story_outlets: int
    story_href: str
    independent: int  # origins of the story that did not take it from each other
    span: float  # seconds from the first copy to the last
    units: list[dict[str, str]]
    carried: str  # the query, for addresses that follow it
    strip: Strip | None


def articles_of(ids: Sequence[str]) -> list[Article]:
    """The articles in the order of the ids; one the index knows and the records don't is left out."""
    found: Mapping[str, Article] = whole_articles().in_bulk(list(ids))
    return [found[key] for key in ids if key in found]


def rows_of(
    articles: Sequence[Article],
    query: Query | None,
    state: SearchState,
    strips: Mapping[str, Strip] | None = None,
) -> list[ResultRow]:
    """Rows with the query's highlights on the original text; of stories, where the search asks for them."""
    stories = [one.story for one in articles if one.story is not None and one.story.size > 1]
    wanted = {story.origin_id for story in stories if story.origin_id} if state.rows == "story" else set()
    origins = {one.pk: one for one in articles} | whole_articles().in_bulk(
        list(wanted - {o.pk for o in articles})
    )
    independent = independent_origins([story.pk for story in stories]) if wanted else {}
    rows: list[ResultRow] = []
    for article in articles:
        story = article.story
        origin = article
        if state.rows == "story" and story is not None and story.size > 1:
            origin = origins.get(story.origin_id or "", article)
        number = independent.get(story.pk, 1) if story is not None else 1
        rows.append(_row(article, origin, query, state, (strips or {}).get(article.pk), number))
    return rows


def highlights_of(query: Query | None, article: Article) -> dict[str, list[tuple[int, int]]]:
    """Where the query stands in each field of an article, from the clauses that made it match."""
    return highlight_spans(query, AnalysedArticle(document_of(article))) if query is not None else {}


def _row(
    article: Article,
    origin: Article,
    query: Query | None,
    state: SearchState,
    strip: Strip | None,
    independent: int,
) -> ResultRow:
    carried = urlencode({"q": state.q}) if state.q else ""
    behind = f"?{carried}" if carried else ""
    story = article.story
    by_story = state.rows == "story" and story is not None and story.size > 1
    link = reverse("article", args=[article.pk]) + behind
    story_link = reverse("story", args=[story.pk]) + behind if story is not None else ""
    spans = highlights_of(query, origin).get("title", [])
    return ResultRow(
        article=article,
        origin=origin,
        heading=origin.title,
        title=mark(origin.title, spans),
        passages=_passages(article, query),
        href=story_link if by_story else link,
        best_href=link if by_story and query is not None and origin.pk != article.pk else "",
        outlet_href="?" + state.change(outlets=(origin.outlet_id,)).query_string(),
        story_size=story.size if by_story and story is not None else 1,
        story_outlets=story.outlets if story is not None else 1,
        story_href=story_link,
        independent=independent,
        span=(story.last_at - story.first_at).total_seconds() if story is not None else 0.0,
        units=[
            {"name": found.unit.name, "href": "?" + state.change(units=(found.unit.key,)).query_string()}
            for found in article.attributions.all()
            if found.unit is not None
        ],
        carried=carried,
        strip=strip,
    )


def _passages(article: Article, query: Query | None) -> list[SafeString]:
    shown: list[SafeString] = []
    if query is not None:
        shown = [
            mark(getattr(article, found.field), found.highlights, found.start, found.end)
            for found in passages(query, AnalysedArticle(document_of(article)), n=2)
            if found.field in ("kicker", "lead", "body")
        ]
    return shown or _excerpt(article)


def _excerpt(article: Article) -> list[SafeString]:
    text = " ".join((article.lead or article.body).split())
    if len(text) > EXCERPT:
        text = text[:EXCERPT].rsplit(" ", 1)[0] + "…"
    return [mark(text, [])] if text else []
