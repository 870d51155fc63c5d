"""Selectors for a node that hold on several pages of a site, found by trying them on each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from rasad.extract.html.page import Page

_NAME = re.compile(r"^-?[A-Za-z_][\w-]*$")
_OWN_NUMBER = re.compile(r"\d{3,}")  # of an item (post-1234), so it is no other page's
_STATES = frozenset({"active", "first", "last", "odd", "even", "current", "clearfix", "row", "left", "right"})
_PROPERTIES = ("itemprop", "role", "property", "data-field", "data-role", "data-type", "data-testid")
_UP = 5  # ancestors that a selector may hang on
_PLAIN = 2  # classes of one element that are tried


@dataclass(frozen=True, slots=True)
class TriedSelector:
    """A rule, and the share of the pages (0..1) on which it gave what was expected."""

    rule: str
    agreement: float


def named(node: LexborNode) -> Iterator[str]:
    """Selectors by the node's own id, classes and properties, surest first."""
    tag, attributes = node.tag or "*", node.attributes
    own = attributes.get("id") or ""
    if _NAME.match(own) and not _OWN_NUMBER.search(own):
        yield f"#{own}"
    elif own and (tail := re.search(r"_([A-Za-z]\w*)$", own)) and not _OWN_NUMBER.search(tail[1]):
        yield f'{tag}[id$="_{tail[1]}"]'  # ASP.NET: ctl00_main_lblTitle
    for name in _PROPERTIES:
        value = attributes.get(name)
        if value and re.fullmatch(r"[\w:.-]+", value) and not _OWN_NUMBER.search(value):
            yield f'{tag}[{name}="{value}"]'
    names = [
        name for name in (attributes.get("class") or "").split()
        if _NAME.match(name) and not _OWN_NUMBER.search(name) and name not in _STATES
    ]  # fmt: skip
    if len(names) > 1:
        yield f"{tag}.{'.'.join(names[:3])}"
    for name in names[:_PLAIN]:
        yield f"{tag}.{name}"


def candidates(node: LexborNode) -> Iterator[str]:
    """Selectors of a node: by its names, a telling tag, below a named ancestor, by its place."""
    own = list(named(node))
    yield from own
    tag = node.tag or "*"
    if tag in ("h1", "article", "main", "time"):
        yield tag
    path, above, climbed = _step(node), node.parent, 0
    while above is not None and above.tag not in ("html", None) and climbed < _UP:
        for name in list(named(above))[:3]:
            for inner in own[:2]:
                yield f"{name} {inner}"
            if not own:
                yield f"{name} {tag}"
            yield f"{name} > {path}"
        if above.tag == "body":
            yield f"body > {path}"
            return
        path = f"{_step(above)} > {path}"
        above, climbed = above.parent, climbed + 1
    while above is not None and above.tag not in ("body", "html", None):
        path, above = f"{_step(above)} > {path}", above.parent
    if above is not None and above.tag == "body":
        yield f"body > {path}"


def _step(node: LexborNode) -> str:
    """A node by its tag and its place among the siblings of that tag."""
    tag, before = node.tag or "*", node.prev
    place, more = 1, node.next
    while before is not None:
        place += before.tag == tag
        before = before.prev
    while more is not None and more.tag != tag:
        more = more.next
    return tag if place == 1 and more is None else f"{tag}:nth-of-type({place})"


def best(
    found: Iterable[tuple[Page, LexborNode]],
    pages: Sequence[Page],
    holds: Callable[[Page, LexborNode], bool],
    attribute: str = "",
) -> list[TriedSelector]:
    """Selectors of these nodes, by the share of `pages` whose first match `holds`; the best first.

    Equal ones: those of most nodes, then by names before places, then the shorter.
    """
    tried: dict[str, tuple[float, float]] = {}
    times: dict[str, int] = {}
    for _, node in found:
        for rule in dict.fromkeys(candidates(node)):
            times[rule] = times.get(rule, 0) + 1
    order = sorted(times, key=lambda rule: -times[rule])[:150]
    for rule in order:
        good = alone = 0
        for page in pages:
            matches = page.all(rule)
            good += bool(matches) and holds(page, matches[0])
            alone += len(matches) == 1
        tried[rule] = good / len(pages), alone / len(pages)
    ranked = sorted(
        tried,
        key=lambda rule: (
            -round(tried[rule][0], 2),
            rule.count("nth-"),
            -round(tried[rule][1], 1),
            len(rule),
        ),
    )
    suffix = f"@{attribute}" if attribute else ""
    return [TriedSelector(rule + suffix, tried[rule][0]) for rule in ranked if tried[rule][0] > 0]
