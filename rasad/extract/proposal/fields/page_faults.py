"""Faults that several pages of an outlet show together: of titles, rules, dates and bodies. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from rasad.extract.article.extraction import Extraction, Quality
from rasad.extract.article.headline import site_words
from rasad.extract.html.likeness import alike, letters, words
from rasad.extract.html.page import Page
from rasad.extract.proposal.fields.article_rules import own_paragraphs
from rasad.extract.proposal.fields.witnesses import Witness
from rasad.outlets.definitions import OutletSpec
from rasad.outlets.families import shipped
from rasad.outlets.field_types import split_rule
from rasad.outlets.verdict import OutletProblem, ProblemKind
from rasad.persian.dates import Parsed, explain
from rasad.persian.dates.jalali import tehran_today

_MANY = 1 / 3  # share of the pages from which a fault is the rules' and not a page's
_COMMENTS = re.compile(r"(?i)comment|disqus|respond|نظر|دیدگاه")
_COMMENT_LINE = re.compile(r"^(?:پاسخ|ناشناس|کاربر|مهمان|نظر شما|ارسال نظر|ثبت دیدگاه|reply)\b", re.I)
_SHIFTS = (60, 210, 270)
_LEAST_BODY = 120


@dataclass(frozen=True, slots=True)
class ReadArticle:
    """An article's page, what bears witness to it, and how the entry's rules read it."""

    said: Witness
    read: Extraction


def _share(pages: Sequence[ReadArticle], holds: Callable[[ReadArticle], bool]) -> tuple[int, bool]:
    """How many pages, and whether that is many enough to be the rules' fault."""
    count = sum(map(holds, pages))
    return count, count > 0 and count >= max(1 if len(pages) < 3 else 2, _MANY * len(pages))


def unread(spec: OutletSpec, pages: Sequence[ReadArticle], asked: int) -> Iterator[OutletProblem]:
    """Pages that a check page, a shell or something that is no article stands for."""
    blocked = [one for one in pages if one.read.quality is Quality.BLOCKED]
    shells = [one for one in pages if one.read.quality is Quality.JS_SHELL]
    if blocked:
        why = f"{len(blocked)} of {len(pages)} pages are a check page: {blocked[0].read.refused}"
        yield OutletProblem(ProblemKind.CHALLENGE, blocked[0].said.url, why, "way: browser")
    if shells:
        why = f"{len(shells)} of {len(pages)} pages are an application's shell without text"
        yield OutletProblem(ProblemKind.CHALLENGE, shells[0].said.url, why, "way: browser")
    skipped = (Quality.BLOCKED, Quality.JS_SHELL)
    refused = [one for one in pages if not one.read.quality.is_article and one.read.quality not in skipped]
    if refused and len(refused) >= max(1, _MANY * len(pages)):
        why = f"{len(refused)} of {len(pages)} announced pages are no article: {refused[0].read.refused}"
        yield OutletProblem(ProblemKind.NO_ARTICLE, refused[0].said.url, why)
    if asked and not pages:
        yield OutletProblem(ProblemKind.NO_ARTICLE, spec.home, "no page of an article could be read")


def title_faults(spec: OutletSpec, pages: Sequence[ReadArticle]) -> Iterator[OutletProblem]:
    """One title on many pages, the site's name as title, titles that feed or head do not know."""
    times = Counter(letters(one.read.title) for one in pages)
    text, most = times.most_common(1)[0] if times else ("", 0)
    if len(pages) > 1 and most >= max(2, len(pages) / 2):
        shown = next(one.read.title for one in pages if letters(one.read.title) == text)
        why = f"one title, «{shown[:80]}», on {most} of {len(pages)} pages"
        yield OutletProblem(ProblemKind.SAME_TITLE, "title", why)
        return
    named, many = _share(pages, lambda one: words(one.read.title) <= site_words(one.said.page, spec))
    if many:
        yield OutletProblem(
            ProblemKind.SAME_TITLE, "title", f"the site's name is the title of {named} of {len(pages)} pages"
        )
        return
    other, many = _share(pages, _is_other)
    if many:
        first = next(one for one in pages if _is_other(one))
        why = (
            f"{other} of {len(pages)} titles are not what feed or head say: «{first.read.title[:60]}», "
            f"there «{first.said.titles[0][:60]}»"
        )
        yield OutletProblem(ProblemKind.RULES_BROKEN, "title", why)


def _is_other(one: ReadArticle) -> bool:
    return one.said.firm and not any(alike(one.read.title, text) for text in one.said.titles)


def fallen_rules(spec: OutletSpec, pages: Sequence[ReadArticle]) -> Iterator[OutletProblem]:
    """Fields whose selectors, written for this outlet or its family, gave nothing on most pages."""
    common = shipped()["generic"].rules
    for field, rules, others in (
        ("title", spec.rules.title, common.title),
        ("body", spec.rules.body, common.body),
        ("published", spec.rules.published, common.published),
    ):
        if not rules or rules == others:
            continue
        fallen = [
            rule for one in pages if (rule := one.read.provenance.get(field, "")) and _is_generic(rule, field)
        ]
        if len(fallen) >= max(2, 0.6 * len(pages)):
            instead = fallen[0].split(";")[0]
            why = f"no selector holds on {len(fallen)} of {len(pages)} pages; read by {instead} instead"
            yield OutletProblem(ProblemKind.RULES_BROKEN, field, why)


def _is_generic(rule: str, field: str) -> bool:
    """Whether a value came from guessing, not from a selector or the page's data."""
    if field == "published":
        return rule.startswith(("text beside", "url", "no source"))
    return not rule.startswith(("selector", "json-ld", "app-data") + (("meta",) if field == "title" else ()))


def date_faults(spec: OutletSpec, pages: Sequence[ReadArticle]) -> Iterator[OutletProblem]:
    """One moment on many pages, dates outside the feed's, the page's clock, none at all."""
    moments = Counter(one.read.published for one in pages if one.read.published is not None)
    exact = {one.read.published for one in pages if one.read.published_precision == "minute"}
    at, most = moments.most_common(1)[0] if moments else (None, 0)
    if at is not None and len(pages) > 2 and most >= max(3, 2 / 3 * len(pages)) and at in exact:
        why = f"one moment, {at.isoformat(timespec='minutes')}, on {most} of {len(pages)} pages"
        yield OutletProblem(ProblemKind.WRONG_DATE, "published", why)
        return
    off = [one for one in pages if _is_off(one)]
    if off and len(off) >= max(1 if len(pages) < 3 else 2, _MANY * len(pages)):
        one = off[0]
        there = one.said.date.isoformat(timespec="minutes") if one.said.date else ""
        here = one.read.published.isoformat(timespec="minutes") if one.read.published else ""
        why = f"{len(off)} of {len(pages)} dates are not the feed's: {here}, there {there} ({one.said.url})"
        yield OutletProblem(ProblemKind.WRONG_DATE, "published", why)
        return
    clock, many = _share(pages, _is_clock)
    if many and clock > 1:
        why = f"{clock} of {len(pages)} dates are the minute of reading: the page's clock"
        yield OutletProblem(ProblemKind.WRONG_DATE, "published", why)
        return
    none, many = _share(pages, lambda one: one.read.published is None and one.said.date is None)
    if many:
        yield OutletProblem(
            ProblemKind.WRONG_DATE,
            "published",
            f"{none} of {len(pages)} pages have no date, nor has the feed",
        )


def _is_off(one: ReadArticle) -> bool:
    """Whether the page's date is another than its feed's."""
    here, there = one.read.published, one.said.date
    if here is None or there is None:
        return False
    if one.read.published_precision == "minute" and one.said.exact:
        gap = abs((here - there).total_seconds()) / 60
        return gap > 90 and not any(abs(gap - shift) < 1 for shift in _SHIFTS)
    return abs((tehran_today(here) - tehran_today(there)).days) > 1


def _is_clock(one: ReadArticle) -> bool:
    at = one.read.published
    return (
        at is not None
        and one.read.published_precision == "minute"
        and abs((at - one.said.seen_at).total_seconds()) < 120
    )


def body_faults(spec: OutletSpec, pages: Sequence[ReadArticle]) -> Iterator[OutletProblem]:
    """One text on many pages, comments, a text that is not the page's own, none at all."""
    bodies = Counter(letters(one.read.body)[:300] for one in pages if len(one.read.body) >= _LEAST_BODY)
    most = max(bodies.values(), default=0)
    if len(pages) > 1 and most >= max(2, len(pages) / 2):
        yield OutletProblem(ProblemKind.WRONG_BODY, "body", f"one text on {most} of {len(pages)} pages")
        return
    comments, many = _share(pages, _is_comments)
    if many:
        yield OutletProblem(
            ProblemKind.WRONG_BODY,
            "body",
            f"the body of {comments} of {len(pages)} pages is readers' comments",
        )
        return
    own = own_paragraphs([one.said for one in pages]) if len(pages) > 2 else {}
    missed, many = _share(pages, lambda one: _misses(one, own.get(one.said.page, set())))
    if many:
        why = f"the body of {missed} of {len(pages)} pages is not the page's own text"
        yield OutletProblem(ProblemKind.WRONG_BODY, "body", why)
        return
    short, many = _share(
        pages, lambda one: len(one.read.body) + len(one.read.lead) < _LEAST_BODY and not one.read.images
    )
    if many:
        yield OutletProblem(
            ProblemKind.WRONG_BODY, "body", f"{short} of {len(pages)} pages give hardly any text"
        )


def _is_comments(one: ReadArticle) -> bool:
    """Whether the body stands in a box of comments, or reads like them: names and times by turns."""
    rule = one.read.provenance.get("body", "")
    if rule.startswith("selector:") and _in_comments(
        one.said.page, split_rule(rule.removeprefix("selector:"))[0]
    ):
        return True
    lines = [text for text in re.split(r"\n+", one.read.body) if text.strip()]
    marks = sum(bool(_COMMENT_LINE.match(text)) or _is_moment(text, one) for text in lines)
    return marks >= 2 and marks >= len(lines) / 4


def _is_moment(text: str, one: ReadArticle) -> bool:
    return len(text) <= 60 and isinstance(explain(text, one.said.seen_at), Parsed)


def _in_comments(page: Page, css: str) -> bool:
    node = page.first(css)
    while node is not None and node.tag not in ("body", "html"):
        if _COMMENTS.search(f"{node.attributes.get('class') or ''} {node.attributes.get('id') or ''}"):
            return True
        node = node.parent
    return False


def _misses(one: ReadArticle, own: set[str]) -> bool:
    """Whether the body lacks what bears witness to it, and the paragraphs that only this page has."""
    text = letters(f"{one.read.lead} {one.read.body} {one.read.kicker}")
    if own:
        held = sum(len(paragraph) for paragraph in own if paragraph in text)
        return held < 0.3 * sum(map(len, own))
    heart = letters(one.said.text)[:60]
    body = one.said.page.tree.body
    stated = len(heart) >= 40 and heart != letters(one.read.title)[:60]
    return stated and heart not in text and body is not None and heart in letters(body.text())
