"""Who says what in an article: «… گفت: …», «به گفتهٔ …، …», and what stands in quotation marks."""

from __future__ import annotations

import re
from typing import NamedTuple

from rasad.persian import sentences

MOST = 20  # quotes of one article
_SHORTEST, _LONGEST = 12, 600  # characters of a quote
_VERBS = (
    r"(?:گفت|گفته\s+است|می\s*‌?\s*گوید|افزود|اظهار\s*(?:کرد|داشت)|تصریح\s+کرد|تأکید\s+کرد|تاکید\s+کرد|خاطر\s*‌?\s*نشان\s+"
    r"(?:کرد|ساخت)|یادآور\s+شد|بیان\s+کرد|اعلام\s+کرد|ادامه\s+داد|عنوان\s+کرد|توضیح\s+داد|نوشت|متذکر\s+شد|هشدار\s+داد)"
)
_SAID = re.compile(
    rf"(?P<who>[^:«»\n]{{2,160}}?)\s+{_VERBS}(?P<rest>[^:«»\n.]{{0,60}}):\s*(?P<what>.+)", re.S
)
_ACCORDING = re.compile(
    r"به\s+گفته(?:\s*‌?\s*ی|\u0654|ٔ)?\s+(?P<who>[^،,:«»\n]{2,120})[،,:]\s*(?P<what>.+)", re.S
)
_MARKED = re.compile(r"«([^«»]+)»")
_AGAIN = re.compile(r"^(?:وی|او|ایشان|این\s+(?:مقام|مسئول|مسؤول|مدیر)[^،,]*)\b")
#: What leads to a name and is no part of it.
_LEAD_IN = re.compile(
    r"^(?:به\s+گزارش\s+[^،,]{2,80}[،,]\s*)?(?:(?:همچنین|در\s+ادامه|سپس|از\s+سوی\s+دیگر)\s*[،,]?\s*)?"
)
_WITH = re.compile(
    r"\s+(?:با\s+(?:بیان|اشاره|تأکید|تاکید|اعلام)|در\s+(?:گفت|گفتگو|جمع|پاسخ|حاشیه|نشست|این\s+باره)|ضمن)\b.*$",
    re.S,
)


class Quote(NamedTuple):
    """`text[start:end]` is what `speaker` says; an empty speaker: the text does not say who."""

    speaker: str
    start: int
    end: int


def quotes(text: str) -> list[Quote]:
    """The quotes of a text in order; «وی افزود» has the speaker before it."""
    found: list[Quote] = []
    speaker = ""
    for start, end in sentences(text.translate(_LETTERS)):
        sentence = text[start:end].translate(_LETTERS)
        match = _SAID.search(sentence) or _ACCORDING.search(sentence)
        if match is None:
            continue
        who = _name(match["who"])
        if not _AGAIN.match(who):
            speaker = who
        first, last = _span(match)
        if _SHORTEST <= last - first <= _LONGEST:
            found.append(Quote(speaker, start + first, start + last))
        if len(found) == MOST:
            break
    return found


#: Arabic letters as Persian ones, one for one, so that offsets hold.
_LETTERS = str.maketrans("يك", "یک")


def _name(written: str) -> str:
    """The speaker as named: without lead-in and without what he does meanwhile."""
    return _WITH.sub("", _LEAD_IN.sub("", written.strip())).strip(" ،,-–؛")[:120]


def _span(match: re.Match[str]) -> tuple[int, int]:
    """Where the words stand: between quotation marks, where there are some."""
    marked = _MARKED.search(match["what"])
    first = match.start("what")
    if marked is not None and marked.start() < 3:
        return first + marked.start(1), first + marked.end(1)
    return first, match.end("what")
