"""One page to one `Extraction`: per field selector → JSON-LD → meta → generic, and a verdict."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from rasad.extract import limits
from rasad.extract.announcements import social
from rasad.extract.article import addresses, agencies, fields
from rasad.extract.article.body import Body, by_selector, from_node, text_paragraphs
from rasad.extract.article.extraction import Extraction, Quality
from rasad.extract.article.generic import by_reader
from rasad.extract.article.headline_date import date_beside
from rasad.extract.article.published import DateCandidate, candidates, choose, modified_at
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
    limits.check_html(body)
    source, encoding = to_text(body, content_type, spec.fetch.encoding)
    page = Page(source, url)
    found = _read(page, spec, seen_at, encoding)
    if not spec.prefix and (other := moved(page, spec)) is not None:
        again = _read(page, other, seen_at, encoding)
        if _by_selectors(again) > _by_selectors(found):
            return again
    return found


def extract_unknown(body: bytes, url: str, seen_at: datetime, content_type: str | None = None) -> Extraction:
    """As `extract`, for a host no YAML knows: the family is told by the page's signs."""
    limits.check_html(body)
    source, encoding = to_text(body, content_type, None)
    page = Page(source, url)
    return _read(page, spec_for(page, url), seen_at, encoding)


def _by_selectors(found: Extraction) -> int:
    return sum(rule.startswith("selector:") for rule in found.provenance.values())


def _read(page: Page, spec: OutletSpec, seen_at: datetime, encoding: str) -> Extraction:
    if spec.prefix:
        return _post(page, spec, seen_at)
    out = Extraction(url=page.url, family=spec.family, encoding=encoding)
    fields.title(page, spec, out)
    app = app_data.find(page, [text for _, text in fields.told_titles(page, spec)])
    if app is not None and not out.title.strip():
        out.record("title", app.title, "app-data", 0.7)
    fields.kicker(page, spec, out)
    fields.lead(page, spec, out)
    _from_app(app, out)
    found = _body(page, spec, out, app)
    if found is not None:
        sure = {"selector": 0.95, "json-ld": 0.85, "app-data": 0.85}.get(found.rule.split(":")[0], 0.6)
        out.record("body", found.text, found.rule, sure * (1 - min(found.linked, 0.9) / 2))
    fields.described_lead(page, out)
    _dates(page, spec, out, app, seen_at)
    for read in (
        fields.author,
        fields.section,
        fields.tags,
        fields.images,
        fields.short_link,
        fields.news_code,
    ):
        read(page, spec, out)
    named, rule = fields.by_rules(page, spec.rules.source_agency, 80)
    named = named or (found.source if found is not None else "")
    agency, how = agencies.credited(out.lead, out.body, named)
    out.record("source_agency", agency, rule or how, 0.9 if rule else 0.75)
    out.canonical = addresses.canonical(page, spec)
    out.aliases = addresses.aliases(page, spec, out.short_link, out.canonical)
    root = page.tree.root
    said = (root.attributes.get("lang") if root is not None else None) or page.meta("og:locale", "language")
    out.lang = language(f"{out.title} {out.body}", said or "")
    out.site_name = page.meta("og:site_name")[:200]
    out.quality, out.refused = judge(page, spec, out, found)
    if not out.quality.is_article:
        out.confidence["title"] = min(out.confidence.get("title", 0.0), 0.3)
    return out


def _post(page: Page, spec: OutletSpec, seen_at: datetime) -> Extraction:
    """One post of a channel's page: the one the address names."""
    channel = social.parse_page(page, spec, seen_at, spec.prefix)
    found = re.search(spec.id_pattern or "$^", page.url)
    name = found["id"].lower() if found else ""
    for post in channel.posts:
        if name and post.url.lower().endswith(f"/{name}"):
            return post
    many = f"a channel's page with {len(channel.posts)} posts; an address with a number names one"
    reason = many if channel.preview else "the channel shows no posts publicly"
    return Extraction(url=page.url, title=channel.channel_title, quality=Quality.NOT_ARTICLE, refused=reason)


def _from_app(app: AppArticle | None, out: Extraction) -> None:
    if app is None:
        return
    for name, value in (
        ("kicker", app.kicker),
        ("lead", app.lead),
        ("section", app.section),
        ("tags", app.tags),
    ):
        if not getattr(out, name):
            out.record(name, value, "app-data", 0.8)


def _body(page: Page, spec: OutletSpec, out: Extraction, app: AppArticle | None) -> Body | None:
    """The body by the first source that has one."""
    by_rule = by_selector(page, spec.rules, out.title, out.lead)
    if by_rule is not None and by_rule.linked < 0.7:
        return by_rule
    ld = jsonld.text(page.article_ld.get("articleBody"))
    for text, rule in ((ld, "json-ld:articleBody"), (app.body if app else "", "app-data")):
        if len(text) >= _LD_BODY_LEAST:
            return _from_text(text, rule, page, spec, out)
    return by_reader(page, spec.rules, out.title, out.lead) or by_rule


def _from_text(text: str, rule: str, page: Page, spec: OutletSpec, out: Extraction) -> Body:
    """A body that came as a string: HTML, or lines."""
    if "</" in text or "<br" in text:
        part = Page(text, page.url)
        node = part.tree.body
        if node is not None:
            return from_node(node, spec.rules, out.title, out.lead, rule)
    return Body(text_paragraphs(text, spec.rules, out.title, out.lead), rule, 0.0)


def _dates(page: Page, spec: OutletSpec, out: Extraction, app: AppArticle | None, seen_at: datetime) -> None:
    edited, source = modified_at(page, spec, seen_at)
    stated = [*candidates(page, spec, seen_at), *_app_dates(app, seen_at)]
    verdict = choose(stated, seen_at, edited.at if edited else None)
    if (verdict.at is None or verdict.why == "url") and (beside := date_beside(page, out.title, seen_at)):
        stated.append(DateCandidate("text beside the headline", "beside", beside))
        verdict = choose(stated, seen_at, None)
    out.published, out.published_precision = verdict.at, verdict.precision
    out.provenance["published"] = verdict.why
    out.confidence["published"] = verdict.confidence
    if edited is not None:
        at = edited.at + verdict.shift if edited.kind != "visible" else edited.at
        if at <= seen_at or at.date() <= seen_at.date():
            out.record("modified", at, source, 0.9 if edited.exact else 0.6)


def _app_dates(app: AppArticle | None, seen_at: datetime) -> Iterator[DateCandidate]:
    if app is not None and app.published and isinstance(verdict := explain(app.published, seen_at), Parsed):
        yield DateCandidate("app-data", "ld", verdict)
