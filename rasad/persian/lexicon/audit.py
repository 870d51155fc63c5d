"""The audit: which written forms of a corpus are indexed under another form, commonest first, for a person to
read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from rasad.persian.analyzer import analyze
from rasad.persian.text.normalizer import fold_with_offsets


class ChangedForm(NamedTuple):
    """A written form, the stem it got, and how often it stood in the corpus."""

    form: str
    stem: str
    times: int


def changed_forms(texts: Iterable[str], limit: int = 2000) -> list[ChangedForm]:
    """The `limit` most frequent written forms whose stem differs from what is written, ties in written order.

    The form is what stands in the text, folded; a form split into several tokens is listed by token.
    """
    counts: Counter[tuple[str, str]] = Counter()
    for text in texts:
        for token in analyze(text):
            written = fold_with_offsets(text[token.start : token.end])[0]
            if written != token.stem:
                counts[written, token.stem] += 1
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [ChangedForm(form, stem, count) for (form, stem), count in ordered[:limit]]


def hazm_words() -> Iterator[str]:
    """hazm's words, each as often as needed to keep its order of frequency (set-up only: hazm must be
    installed).
    """
    from rasad.persian.lexicon.sources import hazm_data

    rows = []
    for line in (hazm_data() / "words.dat").read_text(encoding="utf-8").splitlines():
        parts = line.split("\t")
        if len(parts) == 3 and parts[2] != "0":
            rows.append((int(parts[1]), parts[0]))
    rows.sort(key=lambda row: (-row[0], row[1]))
    yield from (word for _, word in rows)


def read_texts(path: Path) -> Iterator[str]:
    """The lines of a text file, UTF-8, broken bytes replaced."""
    with path.open(encoding="utf-8", errors="replace") as file:
        yield from file
