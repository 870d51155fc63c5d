"""The body: which node holds it, and its paragraphs without boxes, prefixes and repeated headlines."""

from __future__ import annotations

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from rasad.extract.html.blocks import Block, blocks
from rasad.extract.html.likeness import letters
from rasad.extract.html.page import Page, clean
from rasad.outlets.definitions import Rules
from rasad.outlets.field_types import split_rule

_LEAST = 25  # characters below which a selector is taken to have missed
_END = re.compile(
    r"^[\s./*#\-–—]*(?:انتهای|پایان)\s*(?:پیام|خبر|گزارش)\s*"
    r"(?:[\s./*#\-–—\d۰-۹a-zA-Z]*|[/.#*\-–—]\s*[^\s\d]{1,12})[\s./*#]*$"
)
_END_TAIL = re.compile(r"[\s./]*(?:انتهای|پایان) پیام\s*(?:/\s*[\w‌]{1,12})?\s*[/.\s\d۰-۹]*$")
_AFTER_END = 0.25  # what follows the end mark and is less than this share of the text is no part of it
_MORE = re.compile(
    r"^[\s\W]*(?:بیشتر (?:بخوانید|ببینید|بدانید)|بیشتر(?=\s*[:：]?\s*$)|"
    r"(?:مطالب|اخبار|خبرهای|خبر|گزارش‌?های|مقالات) (?:مرتبط|بیشتر|مشابه)|"
    r"(?:همچنین|حتما) بخوانید|در همین (?:رابطه|زمینه)(?: بخوانید| بیشتر بخوانید)?|"
    r"این مطلب را هم بخوانید|read more|"
    r"related(?: news)?)[\s\W]*",
    re.I,
)
_JUNK = re.compile(
    r"^(?:(?:کد (?:خبر|مطلب)|شناسه (?:خبر|مطلب)|لینک کوتاه|کپی لینک|"
    r"اشتراک ?گذاری|به اشتراک بگذارید|چاپ|ارسال نظر|"
    r"گزارش خطا|بازدید|تبلیغات|copy link)\s*[:：]?\s*[\d۰-۹\w:/.\-]{0,60}|[\s\W]+|"
    r"(?:برچسب ?‌?ها|کلید ?‌?واژه ?‌?ها|کلمات کلیدی|تگ ?‌?ها)\s*[:：].{0,200}|(?:A[+\-−]?\s*){1,3})$",
    re.I,
)


# A line of the head that got into the text: the item's code, or a moment with year and minute.
_DATELINE = re.compile(
    r"^(?=[^\n]{6,140}$)(?:"
    r"(?:کد (?:خبر|مطلب)|شناسه (?:خبر|مطلب)|تاریخ(?: انتشار)?|زمان انتشار|انتشار|تعداد بازدید)"
    r"\s*[:：].*|(?=.*[\d۰-۹]{1,2}[:٫][\d۰-۹]{2})(?=.*(?:1[34]|۱[۳۴]|20|۲۰)[\d۰-۹]{2})[^\n]{6,60})$"
)
_HEAD, _HEAD_LINE = 6, 150
_SOURCE = re.compile(r"^\W*منبع\s*[:：]\s*([^\n]{2,60}?)[\s.]*$")
_PARAGRAPHS = {"p", "h2", "h3", "h4", "blockquote", "li"}
_BOXES = {"div", "section", "figure", "center", "header", "footer", "h3", "h4", "h5"}


@dataclass(frozen=True, slots=True)
class Body:
    """Paragraphs, the rule that found them, and the share of characters that are link text.

    `source`: whom a last line «منبع: …» names; the line itself is not part of the text.
    """

    paragraphs: list[str]
    rule: str
    linked: float
    source: str = ""

    @property
    def text(self) -> str:
        return "\n\n".join(self.paragraphs)

    def __len__(self) -> int:
        return sum(map(len, self.paragraphs))


def by_selector(page: Page, rules: Rules, title: str, lead: str) -> Body | None:
    """The body by the family's rules: the first rule that gives text; of its matches the first full one."""
    for rule in rules.body:
        css, attribute = split_rule(rule)
        if attribute:
            text = page.value(rule)
            if len(text) >= _LEAST:
                return _signed(text_paragraphs(text, rules, title, lead), f"selector:{rule}", 0.0)
            continue
        best: Body | None = None
        for nodes in _matches(page.all(css)[:400])[:20]:
            found = from_nodes(nodes, rules, title, lead, f"selector:{rule}")
            if len(found) >= _LEAST and (best is None or len(found) * (1 - found.linked) > 2 * len(best)):
                best = found
        if best is not None:
            return best
    return None


def _matches(nodes: list[LexborNode]) -> list[list[LexborNode]]:
    """The matches of a rule, each a body of its own; but paragraphs side by side are one body.

    A rule may name the paragraph's class (`.rtejustify`): the first match alone is the first paragraph.
    """
    found: list[list[LexborNode]] = []
    beside: dict[int, list[LexborNode]] = {}
    for node in nodes:
        parent = node.parent
        if node.tag not in _PARAGRAPHS or parent is None:
            found.append([node])
        elif (known := beside.get(parent.mem_id)) is not None:
            known.append(node)
        else:
            beside[parent.mem_id] = [node]
            found.append(beside[parent.mem_id])
    return found


def from_node(node: LexborNode, rules: Rules, title: str, lead: str, rule: str) -> Body:
    """The cleaned paragraphs below a node."""
    return from_nodes([node], rules, title, lead, rule)


def from_text(text: str, rules: Rules, title: str, lead: str, rule: str) -> Body:
    """A body that came as a string (JSON-LD, an application's data): HTML, or lines."""
    node = Page(text, "").tree.body if "</" in text or "<br" in text else None
    if node is not None:
        return from_node(node, rules, title, lead, rule)
    return Body(text_paragraphs(text, rules, title, lead), rule, 0.0)


def from_nodes(nodes: list[LexborNode], rules: Rules, title: str, lead: str, rule: str) -> Body:
    """The cleaned paragraphs below several nodes, in order."""
    found: list[Block] = []
    for node in nodes:
        boxes = frozenset(
            box.mem_id
            for css in rules.remove
            for box in _within(node, split_rule(css)[0])
            if box.mem_id != node.mem_id
        )
        found += blocks(node, boxes)
    total = sum(len(block.text) for block in found)
    linked = sum(block.linked for block in found) / total if total else 0.0
    return _signed(tidy(_without_teasers(found, total), rules, title, lead), rule, linked)


def _signed(paragraphs: list[str], rule: str, linked: float) -> Body:
    """A body without its last line «منبع: …», which says who is credited."""
    source = _SOURCE.match(paragraphs[-1]) if len(paragraphs) > 1 else None
    if source:
        return Body(paragraphs[:-1], rule, linked, source.group(1).strip())
    return Body(paragraphs, rule, linked)


def _without_teasers(found: list[Block], total: int) -> list[Block]:
    """Without boxes (no paragraphs, no list items) that are nothing but a link, if that leaves a text."""
    kept = [block for block in found if not (block.is_links and block.tag in _BOXES)]
    return kept if sum(len(block.text) for block in kept) > total / 2 else found


def _within(node: LexborNode, css: str) -> list[LexborNode]:
    return node.css(css)


def text_paragraphs(text: str, rules: Rules, title: str, lead: str) -> list[str]:
    """Paragraphs of a plain text (JSON-LD's articleBody): every line is one."""
    lines = [clean(line) for line in re.split(r"[\r\n\u2028\u2029]+", text)]
    return tidy([Block(line, 0, "p") for line in lines if line], rules, title, lead)


def tidy(found: list[Block], rules: Rules, title: str, lead: str) -> list[str]:
    """Without boxes of links, end marks, junk lines, the outlet's prefix, and the headline repeated."""
    drop = [re.compile(pattern) for pattern in rules.drop_paragraphs]
    kept: list[str] = []
    in_more = False
    total = sum(len(block.text) for block in found)
    read = 0
    ended = False
    for block in found:
        text = block.text
        read += len(text)
        ended = ended or bool(_END.match(text) and total - read < _AFTER_END * total)
        if ended and not _SOURCE.match(text):
            continue
        more = _MORE.match(text)
        if more and (len(text) - more.end() < 3 or block.linked > 0.5 * len(text)):
            in_more = True
            continue
        if in_more and block.is_links:
            continue
        in_more = False
        if _END.match(text) or _JUNK.match(text) or any(pattern.search(text) for pattern in drop):
            continue
        kept.append(text)
    return _edges(kept, rules, title, lead)


def _edges(kept: list[str], rules: Rules, title: str, lead: str) -> list[str]:
    for pattern in rules.body_prefix:
        if kept:
            kept[0] = re.sub(rf"\A(?:{pattern})", "", kept[0]).strip()
            if not kept[0]:
                kept.pop(0)
    repeated = {letters(title), letters(lead)} - {""}
    head = next((n for n, text in enumerate(kept[:_HEAD]) if title and letters(text) == letters(title)), 0)
    if all(
        len(text) < _HEAD_LINE for text in kept[:head]
    ):  # kicker, date, code: what stands above a headline
        kept = kept[head:]
    while len(kept) > 1 and (letters(kept[0]) in repeated or _DATELINE.match(kept[0])):
        kept.pop(0)
    if kept:
        kept[-1] = _END_TAIL.sub("", kept[-1]).strip() or kept[-1]
    return kept
