"""Patterns inferred from addresses: which are articles, and what in them names the item."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rasad.extract.proposal.address_clusters import NEVER, Address, Part

_END = r"(?=[/?#&._-]|$)"
_FEW = 4  # addresses from which a number that closes a headline is believed
_LEAST_ENDED = 5  # its digits
_YEAR = re.compile(r"1[34]\d\d|20\d\d")
_NEVER = "|".join(NEVER)


@dataclass(frozen=True, slots=True)
class InferredPattern:
    """`id_pattern` "" where no number names the item; `article_url` over path and query."""

    id_pattern: str
    article_url: str
    unique: float
    """Share of the addresses whose number is theirs alone."""


def infer(addresses: Sequence[Address], never: frozenset[str] = frozenset()) -> InferredPattern | None:
    """The pattern of articles' addresses of one shape; `never`: words in addresses that are no articles'."""
    distinct = list({one.url: one for one in addresses}.values())
    if not distinct:
        return None
    place = _number_place(distinct)
    if place is None:
        return InferredPattern("", _article_url(distinct, None, never), 0.0)
    start, end = place
    unique = len({_key(one, start, end) for one in distinct}) / len(distinct)
    numbered = _id_pattern(distinct, start, end, never)
    return InferredPattern(numbered, _article_url(distinct, place, never), unique)


def _key(one: Address, start: int, end: int) -> tuple[str, ...]:
    return tuple(part.number for part in one.parts[start : end + 1])


def _number_place(addresses: Sequence[Address]) -> tuple[int, int] | None:
    """First and last part of the number that names the item: one part, or several side by side (4512/3/2)."""
    count = len(addresses[0].parts)
    numbered = [n for n in range(count) if all(one.parts[n].has_number for one in addresses)]
    singles = [
        n for n in numbered
        if len({one.parts[n].number for one in addresses}) == len(addresses) and _may_name(addresses, n)
    ]  # fmt: skip
    if singles:
        return (best := max(singles, key=lambda n: _rank(addresses, n))), best
    runs = [(start, end) for start in numbered for end in numbered if end > start and end - start < 4]
    for start, end in sorted(runs, key=lambda run: run[1] - run[0]):
        side_by_side = end < len(addresses[0].path) and all(
            n in numbered and all(one.parts[n].kind == "number" for one in addresses)
            for n in range(start, end + 1)
        )
        if side_by_side and len({_key(one, start, end) for one in addresses}) == len(addresses):
            return None if _dates_only(addresses, start, end) else (start, end)
    return None


def _rank(addresses: Sequence[Address], place: int) -> tuple[int, int, int]:
    """A parameter called id before another; then the number with most digits; then the later one.

    A number at the end of a headline («-1405») comes last.
    """
    part = addresses[0].parts[place]
    named = part.name.lower().endswith("id") or part.name.lower() in ("n", "code", "p", "nn")
    digits = min(len(one.parts[place].number) for one in addresses)
    return (int(named) - (part.kind == "ended"), digits, place)


def _may_name(addresses: Sequence[Address], place: int) -> bool:
    """Whether a number may be the item's: one that closes a headline only if it is long in every address."""
    parts = [one.parts[place] for one in addresses]
    if any(part.kind == "ended" for part in parts):
        return len(parts) >= _FEW and min(len(part.number) for part in parts) >= _LEAST_ENDED
    return not _is_date(addresses, place)


def _is_date(addresses: Sequence[Address], place: int) -> bool:
    """Whether a part is a year, or a month or day after one."""
    numbers = [one.parts[place].number for one in addresses]
    if all(_YEAR.fullmatch(number) for number in numbers) and addresses[0].parts[place].kind == "number":
        return True
    before = [one.parts[place - 1] for one in addresses] if place else []
    near = [*before, *([one.parts[place - 2] for one in addresses] if place > 1 else [])]
    small = all(len(number) <= 2 and int(number) <= 31 for number in numbers)
    return small and any(_YEAR.fullmatch(part.number) for part in near if part.kind == "number")


def _dates_only(addresses: Sequence[Address], start: int, end: int) -> bool:
    return all(_is_date(addresses, place) for place in range(start, end + 1))


def _id_pattern(addresses: Sequence[Address], start: int, end: int, never: frozenset[str]) -> str:
    first = addresses[0]
    if start >= len(first.path):
        return rf"[?&]{re.escape(first.parts[start].name)}=(?P<id>\d+)(?=[&#]|$)"
    before = [_text(addresses, place, never) for place in range(start)]
    number = "/".join(r"\d+" for _ in range(start, end + 1))
    mark = _mark(addresses, start)
    generic = not mark and all(not re.search(r"[a-z]{3}", text) for text in before)
    if generic and start == end:
        least = min(len(one.parts[start].number) for one in addresses)
        number = rf"\d{{{max(1, least - 1)},}}"
    return "^https?://[^/]+/" + "".join(f"{text}/" for text in before) + f"{mark}(?P<id>{number}){_END}"


def _mark(addresses: Sequence[Address], place: int) -> str:
    """What stands before the number in its own part."""
    before = {one.parts[place].before for one in addresses}
    if before == {""}:
        return ""
    return re.escape(before.pop()) if len(before) == 1 else r"(?:[^/?#]*[^\d/?#])?"


def _text(addresses: Sequence[Address], place: int, never: frozenset[str]) -> str:
    """A pattern for one part of the path before the number."""
    parts = [one.parts[place] for one in addresses]
    texts = {part.text for part in parts}
    if len(texts) == 1 and parts[0].kind in ("word", "slug", "number", "marked", "led"):
        text = texts.pop()
        if parts[0].kind == "word" or not parts[0].number:
            return _written(text)
    if all(part.kind == "number" and not part.after for part in parts):
        return r"\d{4}" if all(_YEAR.fullmatch(part.number) for part in parts) else r"\d+"
    words = sorted(texts)
    if len(words) <= 2 and len(parts) >= 8 and all(part.kind == "word" for part in parts):
        return f"(?:{'|'.join(map(_written, words))})"
    known = "|".join(map(re.escape, sorted(word for word in never if word.isascii() and word not in NEVER)))
    return rf"(?!(?:{_NEVER}{'|' if known else ''}{known})(?:/|$))[^/?#]+"


def _written(text: str) -> str:
    """A part as canonical addresses write it: what is not ASCII may stand percent-encoded."""
    return re.escape(text) if text.isascii() else r"[^/?#]+"


def _article_url(addresses: Sequence[Address], place: tuple[int, int] | None, never: frozenset[str]) -> str:
    first = addresses[0]
    pieces = [_piece(addresses, n, place, never) for n in range(len(first.path))]
    path = "^/" + "/".join(pieces)
    if place is not None and place[1] < len(first.path) - 1:  # the headline after the number may be missing
        path = "^/" + "/".join(pieces[: place[1] + 1]) + _END
    elif not first.query:
        path += "/?$"
    if not first.query:
        return path
    numbered = [part for part in first.query if part.has_number] or list(first.query)
    chosen = first.parts[place[0]] if place is not None and place[0] >= len(first.path) else numbered[0]
    value = r"\d+" if chosen.has_number else r"[^&#]+"
    return rf"{path}/?\?(?:[^#]*&)?{re.escape(chosen.name)}={value}"


def _piece(addresses: Sequence[Address], n: int, place: tuple[int, int] | None, never: frozenset[str]) -> str:
    parts = [one.parts[n] for one in addresses]
    if place is not None and place[0] <= n <= place[1]:
        return f"{_mark(addresses, n)}\\d+" + _after(parts)
    if all(part.kind == "slug" for part in parts) and len({part.text for part in parts}) > 1:
        dashes = min(part.text.count("-") for part in parts)
        return r"[^/?#]*" + r"-[^/?#]*" * min(dashes, 2) if dashes and n == 0 else r"[^/?#]+"
    if len({part.kind for part in parts}) == 1 and parts[0].kind == "led":
        return r"\d+[-_.][^/?#]*"
    return _text(addresses, n, never)


def _after(parts: Sequence[Part]) -> str:
    if all(part.kind == "led" for part in parts):
        return r"[-_.][^/?#]*"
    after = {part.after for part in parts}
    return re.escape(after.pop()) if len(after) == 1 else r"(?:\.\w{3,5})?"
