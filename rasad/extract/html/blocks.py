"""A node as paragraphs: block elements separate, inline ones join, boxes that are no text are left out."""

from __future__ import annotations

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from rasad.extract.html.page import clean
from rasad.extract.limits import MAX_DEPTH

_BLOCK = {
    "address", "article", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt", "fieldset",
    "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol", "p", "pre",
    "section", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul",
}  # fmt: skip
_SKIP = {
    "aside", "audio", "button", "canvas", "embed", "figcaption", "form", "head", "iframe", "input", "label",
    "link", "map", "meta", "nav", "noscript", "object", "script", "select", "style", "svg", "template",
    "textarea", "title", "video",
}  # fmt: skip
_NOISE = re.compile(
    r"(?:^|[\s_-])(?:related|read-?more|more-?news|also-?read|share|sharing|sharer|share-?box|social|socials|"
    r"social-?icons|ads?|adv|advert\w*|sponsor\w*|banner|comments?|caption|wp-caption-text|breadcrumbs?|"
    r"tags?|tag-?list|toolbar|tools|short-?(?:link|url)|newsletter|rating|pagination|sr-only|"
    r"visually-hidden|hide-?tag|jp-relatedposts|widget|suggested|recommend\w*|bnr|banr|yektanet|mediaad|tabligh\w*|"
    r"sabavision|kaprila)(?:$|[\s_-]|\d)",
    re.I,
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_NOISE_SHARE = 0.5
_BREAK = "\x1e"


@dataclass(slots=True)
class Block:
    """One paragraph: its text, and how many of its characters are link text."""

    text: str
    linked: int
    tag: str

    @property
    def is_links(self) -> bool:
        """Whether (nearly) all of it is link text."""
        return self.linked >= 0.8 * len(self.text) > 0


def blocks(root: LexborNode, remove: frozenset[int] = frozenset()) -> list[Block]:
    """The paragraphs below `root`, without the nodes whose `mem_id` is in `remove`.

    An element whose class says it is a box (related, share, …) is left out, unless it holds over half of the
    text: then the class lies. Two `<br>` end a paragraph, one is a line break.
    """
    walker = _Walker(remove, len(root.text()))
    walker.walk(root)
    walker.flush("p")
    return walker.out


class _Walker:
    def __init__(self, remove: frozenset[int], total: int) -> None:
        self.remove = remove
        self.total = total
        self.out: list[Block] = []
        self.parts: list[str] = []
        self.length = 0
        self.linked = 0
        self.verbatim = 0  # how many <pre> are open: their line breaks are lines

    def flush(self, tag: str) -> None:
        raw, linked = "".join(self.parts), self.linked
        self.parts, self.length, self.linked = [], 0, 0
        for piece in re.split(r"\x1e\s*\x1e[\s\x1e]*", raw):
            lines = [line for line in map(clean, piece.split(_BREAK)) if line]
            if lines:
                text = "\n".join(lines)
                self.out.append(Block(text, min(linked, len(text)), tag))

    def walk(self, root: LexborNode) -> None:
        """Depth first without recursion: hostile pages nest tens of thousands deep."""
        stack: list[tuple[LexborNode, str, int]] = [(root, "", 0)]
        while stack:
            node, closing, depth = stack.pop()
            if closing:
                self._close(closing)
                continue
            if node.is_text_node:
                self._text(node, depth)
                continue
            tag = node.tag or ""
            if depth and (tag in _SKIP or tag.startswith("-") or self._is_box(node)):
                continue
            if tag == "br":
                self.parts.append(_BREAK)
                continue
            if tag == "pre":
                self.verbatim += 1
            if closing := self._open(tag):
                stack.append((node, closing, depth))
            if depth < MAX_DEPTH:
                child = node.last_child
                while child is not None:
                    stack.append((child, "", depth + 1))
                    child = child.prev

    def _open(self, tag: str) -> str:
        """Begin an element; the mark that `_close` is given at its end, "" for nothing."""
        if tag in _BLOCK:
            self.flush("p")
            return tag
        if tag in ("td", "th"):
            self.parts.append(" ")
        return str(-1 - self.length) if tag == "a" else ""

    def _close(self, closing: str) -> None:
        self.verbatim -= closing == "pre"
        if closing.startswith("-"):
            self.linked += max(0, self.length + 1 + int(closing))
        else:
            self.flush(closing)

    def _text(self, node: LexborNode, depth: int) -> None:
        text = node.text_content
        if text:
            text = text.replace(_BREAK, " ")
            self.parts.append(text.replace("\n", _BREAK) if self.verbatim else text)
            self.length += len(text)

    def _is_box(self, node: LexborNode) -> bool:
        if self.remove and node.mem_id in self.remove:
            return True
        attributes = node.attributes
        if not attributes:
            return False
        if "hidden" in attributes or _HIDDEN.search(attributes.get("style") or ""):
            return True
        named = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
        if len(named) > 1 and _NOISE.search(named):
            return len(node.text()) <= _NOISE_SHARE * self.total
        return False
