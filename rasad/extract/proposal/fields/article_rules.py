"""Rules of an article's fields by agreement over several pages, each with what bears witness to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from rasad.extract.html.blocks import blocks
from rasad.extract.html.likeness import letters
from rasad.extract.html.page import Page, text_of
from rasad.extract.proposal.fields.selectors import best, named
from rasad.extract.proposal.fields.witnesses import Witness

LEAST = 0.75  # share of the pages that must agree on a rule
_LONGEST_DATE = 90
_MOST_NODES = 6_000
_PARAGRAPH = 60  # letters from which a paragraph counts
_TITLE_TAGS = ("h1", "h2", "h3", "h4", "div", "span", "b", "strong", "font", "td", "p", "a", "big", "center")
_OUTSIDE = frozenset({"nav", "aside", "footer", "select", "option"})


@dataclass(frozen=True, slots=True)
class InferredRule:
    """A rule for a field, the share of pages that agree, and the sentence that says who bears witness."""

    rule: str
    agreement: float
    why: str


def title_rule(witnesses: Sequence[Witness]) -> InferredRule | None:
    """The element whose text is, letter by letter, what feed, JSON-LD, meta or links call the page."""
    wanted = {one.page: {letters(text) for text in one.titles} for one in witnesses}
    nodes = [(one.page, node) for one in witnesses for node in titled(one.page, wanted[one.page])]
    pages = [one.page for one in witnesses]
    found = best(nodes, pages, lambda page, node: letters(text_of(node, " ")) in wanted[page])
    if not found or found[0].agreement < LEAST:
        return None
    firm = sum(one.firm for one in witnesses)
    by = f"feed, JSON-LD or meta on {firm}" if firm else "the page's <title> and the links to it"
    return InferredRule(
        found[0].rule, found[0].agreement, f"says the headline as {by} of {len(pages)} pages do"
    )


def titled(page: Page, wanted: set[str]) -> Iterator[LexborNode]:
    """The innermost elements of the body that say one of these texts, headings first."""
    if not wanted:
        return
    longest = max(map(len, wanted)) * 2 + 20
    for tag in _TITLE_TAGS:
        for node in page.all(f"body {tag}")[:_MOST_NODES]:
            text = node.text()
            if len(text) <= longest + 200 and letters(text) in wanted:
                yield node


def says(page: Page, texts: Sequence[str]) -> bool:
    """Whether the page prints one of these texts by itself, as a headline, and not as a link."""
    wanted = {letters(text) for text in texts if len(letters(text)) >= 12}
    return any(not _is_link(node) for node in titled(page, wanted))


def _is_link(node: LexborNode) -> bool:
    inner: LexborNode | None = node
    for _ in range(4):
        if inner is None:
            return False
        if inner.tag == "a":
            return True
        inner = inner.parent
    return node.css_first("a") is not None


def lead_rule(witnesses: Sequence[Witness], body: str) -> InferredRule | None:
    """The element outside of the body that says what the feed or the head calls the summary."""
    wanted = {one.page: letters(one.text) for one in witnesses if 30 < len(letters(one.text)) < 800}
    nodes: list[tuple[Page, LexborNode]] = []
    for page, text in wanted.items():
        inside = {node.mem_id for node in page.all(f"{body} *")} if body else set()
        nodes += [(page, node) for node in titled(page, {text}) if node.mem_id not in inside]
    found = (
        best(nodes, list(wanted), lambda page, node: letters(text_of(node, " ")) == wanted[page])
        if nodes
        else []
    )
    if not found or found[0].agreement < LEAST or len(wanted) < max(2, len(witnesses) // 2):
        return None
    return InferredRule(
        found[0].rule, found[0].agreement, f"says the summary of feed or head on {len(wanted)} pages"
    )


def body_rule(witnesses: Sequence[Witness]) -> InferredRule | None:
    """The innermost element that holds the paragraphs which only this page has."""
    own = own_paragraphs(witnesses)
    nodes = [(one.page, node) for one in witnesses if (node := _holder(one, own[one.page])) is not None]
    if len(nodes) < max(2, len(witnesses) // 2):
        return None
    holders = dict(nodes)
    wanted = {page: set(_below(node)) & own[page] for page, node in nodes}

    def holds(page: Page, node: LexborNode) -> bool:
        if page not in holders:
            return False
        there = set(_below(node))
        mine = wanted[page]
        return len(there & mine) >= 0.85 * len(mine) > 0 and len(there - mine) <= max(1, len(there) // 4)

    found_rules = best(nodes, list(holders), holds)
    if not found_rules or found_rules[0].agreement < LEAST:
        return None
    top = found_rules[0]
    share = len(nodes) / len(witnesses)
    return InferredRule(
        top.rule, top.agreement * share, f"holds the paragraphs that only its page has, on {len(nodes)} pages"
    )


def own_paragraphs(witnesses: Sequence[Witness]) -> dict[Page, set[str]]:
    """The paragraphs, as letters, that a page does not share with a third of the others."""
    texts = {one.page: _paragraphs(one.page) for one in witnesses}
    count: dict[str, int] = {}
    for found in texts.values():
        for text in set(found):
            count[text] = count.get(text, 0) + 1
    many = max(1, len(witnesses) // 3)
    return {page: {text for text in found if count[text] <= many} for page, found in texts.items()}


def _paragraphs(page: Page) -> list[str]:
    root = page.tree.body
    return _below(root) if root is not None else []


def _below(node: LexborNode) -> list[str]:
    """Paragraphs below a node that are no mere links, as letters."""
    return [
        letters(block.text) for block in blocks(node) if len(block.text) >= _PARAGRAPH and not block.is_links
    ]


def _holder(one: Witness, own: set[str]) -> LexborNode | None:
    """The innermost element that holds most of the page's own paragraphs; comments seldom do."""
    node = one.page.tree.body
    if node is None or not own:
        return None
    held = sum(len(text) for text in set(_below(node)) & own)
    while held:
        shares = [
            (0 if _is_rows(child) else sum(len(text) for text in set(_below(child)) & own), child)
            for child in node.iter()
        ]
        most, inner = max(shares, key=lambda pair: pair[0], default=(0, None))
        if inner is None or most < 0.55 * held or inner.tag in ("p", "b", "span", "font", "strong"):
            return node
        node, held = inner, most
    return None


def _is_rows(node: LexborNode) -> bool:
    """Whether a node is a row of boxes alike, as comments are: each of several elements."""
    rows = [child for child in node.iter() if child.tag not in ("p", "br", "script")]
    if len(rows) < 3:
        return False
    kinds = [(row.tag, row.attributes.get("class")) for row in rows]
    alike = max(map(kinds.count, set(kinds)))
    return alike >= 0.8 * len(rows) and sum(len(list(row.iter())) >= 2 for row in rows) >= 0.8 * len(rows)


def repeated_boxes(witnesses: Sequence[Witness], body: str) -> list[str]:
    """Named boxes inside the body whose text several pages share: links, notes, calls to subscribe."""
    count: dict[tuple[str, str], int] = {}
    for one in witnesses:
        root = one.page.first(body)
        seen = set()
        for node in root.css("*")[:500] if root is not None else ():
            text = letters(node.text())
            names = list(named(node))
            if names and 10 < len(text) < 2_000:
                seen.add((names[0], text))
        for pair in seen:
            count[pair] = count.get(pair, 0) + 1
    boxes = {rule: times for (rule, _), times in count.items() if times >= max(2, 0.6 * len(witnesses))}
    return sorted(boxes, key=lambda rule: -boxes[rule])[:6]
