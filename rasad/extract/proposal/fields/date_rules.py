"""The rule of an article's printed moment, by agreement over several pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from selectolax.lexbor import LexborNode

from rasad.extract.html.likeness import letters
from rasad.extract.html.page import Page, text_of
from rasad.extract.proposal.fields.article_rules import LEAST, InferredRule, titled
from rasad.extract.proposal.fields.selectors import best
from rasad.extract.proposal.fields.witnesses import Witness
from rasad.persian.dates import Parsed, explain
from rasad.persian.dates.jalali import tehran_today

_LONGEST_DATE = 90
_MOST_NODES = 6_000
_OUTSIDE = frozenset({"nav", "aside", "footer", "select", "option"})


@dataclass(frozen=True, slots=True)
class _Printed:
    """A moment printed on a page, and the node that says it."""

    node: LexborNode
    parsed: Parsed


def date_rule(witnesses: Sequence[Witness]) -> InferredRule | None:
    """The element that prints the article's moment: as its witnesses say, else as the numbers' order does."""
    printed = {one.page: list(_printed(one.page, one.seen_at)) for one in witnesses}
    pages = [one.page for one in witnesses]
    dated = [one for one in witnesses if one.date is not None]
    nodes = [(page, one.node) for page, all_of in printed.items() for one in all_of]
    if len(dated) >= max(2, len(witnesses) // 2):
        said = {one.page: one for one in witnesses}

        def agrees(page: Page, node: LexborNode) -> bool:
            parsed = _moment(node, said[page].seen_at)
            return parsed is not None and (said[page].date is None or _same(parsed, said[page]))

        found = best(nodes, pages, agrees)
        if found and found[0].agreement >= LEAST:
            why = f"prints the moment that feed, map or JSON-LD say of {len(dated)} pages"
            return InferredRule(found[0].rule, found[0].agreement, why)
        return None
    return _unwitnessed(witnesses, pages, nodes)


def _same(parsed: Parsed, said: Witness) -> bool:
    assert said.date is not None
    if parsed.precision == "minute" and said.exact:
        gap = abs((parsed.at - said.date).total_seconds())
        return gap < 60 or any(abs(gap - minutes * 60) < 60 for minutes in (60, 210, 270))
    return tehran_today(parsed.at) == tehran_today(said.date)


def _unwitnessed(
    witnesses: Sequence[Witness], pages: list[Page], nodes: list[tuple[Page, LexborNode]]
) -> InferredRule | None:
    """The printed date that differs from page to page, is no clock, and stands near the headline."""
    seen = {one.page: one.seen_at for one in witnesses}
    found = best(nodes, pages, lambda page, node: _moment(node, seen[page]) is not None)
    ranked: list[tuple[float, InferredRule]] = []
    for tried in found[:60]:
        if tried.agreement < LEAST:
            break
        moments = [
            (_moment(match, one.seen_at), one) for one in witnesses if (match := one.page.first(tried.rule))
        ]
        said = [(parsed.at, one) for parsed, one in moments if parsed is not None]
        score = _plausible(said)
        if score > 0:
            near = sum(_near(one.page, tried.rule, one.titles) for one in witnesses) / len(witnesses)
            why = (
                f"prints a date of its own on {tried.agreement:.0%} of the pages; nothing else bears witness"
            )
            ranked.append((score + near, InferredRule(tried.rule, tried.agreement * 0.8, why)))
    return max(ranked, key=lambda pair: pair[0])[1] if ranked else None


def _plausible(said: list[tuple[datetime, Witness]]) -> float:
    """0 for a page's clock or a date that all pages share; more the more days there are."""
    days = {tehran_today(at) for at, _ in said}
    if (
        all(tehran_today(at) == tehran_today(one.seen_at) for at, one in said)
        and len({at for at, _ in said}) == 1
    ):
        return 0.0
    if len(said) > 2 and len({at for at, _ in said}) == 1:
        return 0.0
    return 0.5 + min(1.0, len(days) / max(1, len(said)))


def _near(page: Page, rule: str, titles: Sequence[str]) -> float:
    """How near the rule's match stands to the headline: by the boxes that both are in."""
    match = page.first(rule)
    heading = next(titled(page, {letters(text) for text in titles}), None)
    if match is None or heading is None:
        return 0.0
    above, climbed = heading.parent, 1
    while above is not None and climbed < 6:
        inside = match.parent
        while inside is not None:
            if inside.mem_id == above.mem_id:
                return 1 / climbed
            inside = inside.parent
        above, climbed = above.parent, climbed + 1
    return 0.0


def _printed(page: Page, seen_at: datetime) -> Iterator[_Printed]:
    """Short texts of the page that say a moment, not inside boxes of navigation."""
    for node in page.all("body *")[:_MOST_NODES]:
        if node.tag in _OUTSIDE or node.tag in ("a", "script"):
            continue
        parsed = _moment(node, seen_at)
        if parsed is not None and not _is_outside(node):
            yield _Printed(node, parsed)


def _moment(node: LexborNode, seen_at: datetime) -> Parsed | None:
    raw = node.text()
    if len(raw) > 3 * _LONGEST_DATE:
        return None
    text = text_of(node, " ")
    if not 6 <= len(text) <= _LONGEST_DATE or not any(char.isdigit() for char in text):
        return None
    parsed = explain(text, seen_at)
    return parsed if isinstance(parsed, Parsed) and parsed.calendar != "relative" else None


def _is_outside(node: LexborNode) -> bool:
    above = node.parent
    while above is not None:
        if above.tag in _OUTSIDE:
            return True
        above = above.parent
    return False
