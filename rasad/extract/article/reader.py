"""One page to one `Extraction`: a property for each field, and a verdict on the whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from functools import cached_property

from rasad.extract import json_data, limits
from rasad.extract.announcements import social
from rasad.extract.article import addresses, agencies, field_readers, headline
from rasad.extract.article.body import Body, by_selector, from_text
from rasad.extract.article.extraction import Extraction, Found, Quality, found
from rasad.extract.article.generic import by_reader
from rasad.extract.article.headline_date import date_beside
from rasad.extract.article.json_article import read_json_article
from rasad.extract.article.publication_date import (
    DateCandidate,
    DatedArticle,
    candidates,
    choose,
    modified_at,
)
from rasad.extract.article.quality import judge
from rasad.extract.detection import moved, spec_for
from rasad.extract.html import app_data, jsonld
from rasad.extract.html.app_data import AppArticle
from rasad.extract.html.charset import to_text
from rasad.extract.html.likeness import language
from rasad.extract.html.page import Page
from rasad.outlets.definitions import OutletSpec
from rasad.persian.dates import Parsed, explain

__all__ = ["Extraction", "Quality", "extract", "extract_unknown"]

_LD_BODY_LEAST = 200


def extract(
    body: bytes, url: str, spec: OutletSpec, seen_at: datetime, content_type: str | None = None
) -> Extraction:
    """The article a page holds; what is no article comes back with `quality` and `refused`.

    `seen_at` is when the page was fetched (aware): relative dates count from it, later ones are refused.
    Raises `ParseError` for a bomb or an oversized body, and nothing else of its own.
    """
    if json_data.is_json(body):
        return read_json_article(body, url, spec, seen_at, content_type)
    limits.check_html(body)
    source, encoding = to_text(body, content_type, spec.fetch.encoding)
    page = Page(source, url)
    read = _read(page, spec, seen_at, encoding)
    if not spec.prefix and (other := moved(page, spec)) is not None:
        again = _read(page, other, seen_at, encoding)
        if _by_selectors(again) > _by_selectors(read):
            return again
    return read


def extract_unknown(body: bytes, url: str, seen_at: datetime, content_type: str | None = None) -> Extraction:
    """As `extract`, for a host no YAML knows: the page's signs tell its family."""
    limits.check_html(body)
    source, encoding = to_text(body, content_type, None)
    page = Page(source, url)
    return _read(page, spec_for(page, url), seen_at, encoding)


def _by_selectors(read: Extraction) -> int:
    return sum(rule.startswith("selector:") for rule in read.provenance.values())


def _read(page: Page, spec: OutletSpec, seen_at: datetime, encoding: str) -> Extraction:
    return (
        _post(page, spec, seen_at) if spec.prefix else ArticlePage(page, spec, seen_at).extraction(encoding)
    )


def _post(page: Page, spec: OutletSpec, seen_at: datetime) -> Extraction:
    """One post of a channel's page: the one the address names."""
    channel = social.parse_page(page, spec, seen_at, spec.prefix)
    number = re.search(spec.id_pattern or "$^", page.url)
    name = number["id"].lower() if number else ""
    for post in channel.posts:
        if name and post.url.lower().endswith(f"/{name}"):
            return post
    many = f"a channel's page with {len(channel.posts)} posts; an address with a number names one"
    reason = many if channel.preview else "the channel shows no posts publicly"
    return Extraction(url=page.url, title=channel.channel_title, quality=Quality.NOT_ARTICLE, refused=reason)


class ArticlePage:
    """The article of a page, field by field; a field that needs another asks for it.

    Sources in order: the family's selectors, JSON-LD, meta tags, the application's own data.
    """

    def __init__(self, page: Page, spec: OutletSpec, seen_at: datetime) -> None:
        self.page = page
        self.spec = spec
        self.seen_at = seen_at

    @cached_property
    def title(self) -> Found[str] | None:
        return headline.title(self.page, self.spec) or found(self._app.title, "app-data", 0.7)

    @cached_property
    def kicker(self) -> Found[str] | None:
        return field_readers.kicker(self.page, self.spec, self._title) or found(
            self._app.kicker, "app-data", 0.8
        )

    @cached_property
    def lead(self) -> Found[str] | None:
        return self._marked_lead or field_readers.description(self.page, self._title, _text(self.body))

    @cached_property
    def body(self) -> Found[str] | None:
        if self._body is None:
            return None
        sure = {"selector": 0.95, "json-ld": 0.85, "app-data": 0.85}.get(self._body.rule.split(":")[0], 0.6)
        return found(self._body.text, self._body.rule, sure * (1 - min(self._body.linked, 0.9) / 2))

    @cached_property
    def author(self) -> Found[str] | None:
        return field_readers.author(self.page, self.spec, self._title)

    @cached_property
    def section(self) -> Found[str] | None:
        return field_readers.section(self.page, self.spec, self._title) or found(
            self._app.section, "app-data", 0.8
        )

    @cached_property
    def tags(self) -> Found[list[str]] | None:
        return field_readers.tags(self.page, self.spec) or found(self._app.tags, "app-data", 0.8)

    @cached_property
    def images(self) -> Found[list[str]] | None:
        return field_readers.images(self.page, self.spec)

    @cached_property
    def short_link(self) -> Found[str] | None:
        return field_readers.short_link(self.page, self.spec)

    @cached_property
    def news_code(self) -> Found[str] | None:
        return field_readers.news_code(self.page, self.spec)

    @cached_property
    def source_agency(self) -> Found[str] | None:
        """Whom the text credits: by selector, by its last line «منبع: …», by its first sentences."""
        named, rule = field_readers.by_rules(self.page, self.spec.rules.source_agency, 80)
        named = named or (self._body.source if self._body is not None else "")
        agency, how = agencies.credited(_text(self.lead), _text(self.body), named)
        return found(agency, rule or how, 0.9 if rule else 0.75)

    @cached_property
    def published(self) -> DatedArticle:
        edited = self._edited.at if self._edited else None
        stated = [*candidates(self.page, self.spec, self.seen_at), *_app_dates(self._app, self.seen_at)]
        chosen = choose(stated, self.seen_at, edited)
        if chosen.at is not None and chosen.why != "url":
            return chosen
        printed = date_beside(self.page, self._title, self.seen_at)
        if printed is None:
            return chosen
        beside = DateCandidate("text beside the headline", "beside", printed)
        return choose([*stated, beside], self.seen_at, None)

    @cached_property
    def modified(self) -> Found[datetime] | None:
        edited = self._edited
        if edited is None:
            return None
        at = edited.at + self.published.shift if edited.kind != "visible" else edited.at
        if at > self.seen_at and at.date() > self.seen_at.date():
            return None
        return found(at, edited.source, 0.9 if edited.exact else 0.6)

    def extraction(self, encoding: str) -> Extraction:
        """All fields, and whether they make an article."""
        page, dated = self.page, self.published
        canonical = addresses.canonical(page, self.spec)
        read = Extraction(
            url=page.url,
            family=self.spec.family,
            encoding=encoding,
            published=dated.at,
            published_precision=dated.precision,
            provenance={"published": dated.why},
            confidence={"published": dated.confidence},
            canonical=canonical,
            aliases=addresses.aliases(page, self.spec, _text(self.short_link), canonical),
            lang=language(f"{self._title} {_text(self.body)}", _stated_language(page)),
            site_name=page.meta("og:site_name")[:200],
        ).having(
            {
                "title": self.title,
                "kicker": self.kicker,
                "lead": self.lead,
                "body": self.body,
                "author": self.author,
                "modified": self.modified,
                "section": self.section,
                "tags": self.tags,
                "images": self.images,
                "short_link": self.short_link,
                "news_code": self.news_code,
                "source_agency": self.source_agency,
            }
        )
        quality, refused = judge(page, self.spec, read, self._body)
        if not quality.is_article:
            unsure = {"title": min(read.confidence.get("title", 0.0), 0.3)}
            read = replace(read, confidence=read.confidence | unsure)
        return replace(read, quality=quality, refused=refused)

    @property
    def _title(self) -> str:
        return _text(self.title)

    @cached_property
    def _app(self) -> AppArticle:
        titles = [text for _, text in headline.stated_titles(self.page, self.spec)]
        return app_data.find(self.page, titles) or AppArticle()

    @cached_property
    def _marked_lead(self) -> Found[str] | None:
        return field_readers.lead(self.page, self.spec, self._title) or found(self._app.lead, "app-data", 0.8)

    @cached_property
    def _body(self) -> Body | None:
        """The body by the first source that has one."""
        title, lead, rules = self._title, _text(self._marked_lead), self.spec.rules
        selected = by_selector(self.page, rules, title, lead)
        if selected is not None and selected.linked < 0.7:
            return selected
        ld = jsonld.text(self.page.article_ld.get("articleBody"))
        for text, rule in ((ld, "json-ld:articleBody"), (self._app.body, "app-data")):
            if len(text) >= _LD_BODY_LEAST:
                return from_text(text, rules, title, lead, rule)
        return by_reader(self.page, rules, title, lead) or selected

    @cached_property
    def _edited(self) -> DateCandidate | None:
        return modified_at(self.page, self.spec, self.seen_at)


def _text(field: Found[str] | None) -> str:
    return field.value if field is not None else ""


def _stated_language(page: Page) -> str:
    root = page.tree.root
    return (root.attributes.get("lang") if root is not None else None) or page.meta("og:locale", "language")


def _app_dates(app: AppArticle, seen_at: datetime) -> Iterator[DateCandidate]:
    if app.published and isinstance(parsed := explain(app.published, seen_at), Parsed):
        yield DateCandidate("app-data", "ld", parsed)
