"""What a reader of city news would type, and the texts it must and must not find (`heldout_pairs.tsv`,
`reader_pairs.tsv`, `city_pairs.tsv`, `news_pairs.tsv`, `noun_pairs.tsv`, `acceptance_pairs.tsv`),
the forms of 215 verbs (`verb_forms.tsv`), and dates as outlets print them (`heldout_dates.tsv`): written
by testers who had not read the lists; what is taken for what it is not (`look_alikes.tsv`): by an auditor
who had."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest

from rasad.persian import analyze, dates
from rasad.persian.dates import jalali

HERE = Path(__file__).parent
SEEN = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)  # Monday ۲ آذر ۱۴۰۵, 15:30 in Tehran


def rows(name: str) -> list[list[str]]:
    text = (HERE / name).read_text(encoding="utf-8").replace("⟨Z⟩", "\u200c")
    lines = re.sub("⟨([0-9A-F]+)⟩", lambda match: chr(int(match[1], 16)), text).splitlines()
    return [line.split("\t") for line in lines if not line.startswith("# ")]  # «#مترو» is a query


def groups(query: str) -> list[list[str]]:
    """The query's stems; those of one written word stay together."""
    tokens = analyze(query)
    found = [[tokens[0].stem]]
    for before, token in pairwise(tokens):
        if any(char.isspace() for char in query[before.end : token.start]):
            found.append([])
        found[-1].append(token.stem)
    return found


def matches(query: str, text: str) -> bool:
    stems = [token.stem for token in analyze(text)]
    return all(any(stems[i : i + len(group)] == group for i in range(len(stems))) for group in groups(query))


def judged(table: str) -> tuple[int, list[str]]:
    """How many pairs a table has, and those that are read otherwise than it wants."""
    count, wrong = 0, []
    for query, must, must_not in ([*row, "", ""][:3] for row in rows(table)):
        for wanted, texts in ((True, must), (False, must_not)):
            for text in filter(None, texts.split(" | ")):
                count += 1
                if matches(query, text) != wanted:
                    wrong.append(f"{query} / {text}: {groups(query)} {[t.stem for t in analyze(text)]}")
    return count, wrong


@pytest.mark.parametrize("relation", ["match", "apart"])
def test_pairs(relation: str) -> None:
    table = [row for row in rows("heldout_pairs.tsv") if row[0] == relation]
    assert len(table) >= 500
    wrong = [
        f"{query} / {text}: {groups(query)} {[token.stem for token in analyze(text)]}"
        for _, query, text in table
        if matches(query, text) != (relation == "match")
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    "table",
    ["reader_pairs.tsv", "city_pairs.tsv", "news_pairs.tsv", "noun_pairs.tsv", "acceptance_pairs.tsv"],
)
def test_a_reader_finds_what_they_typed_and_nothing_else(table: str) -> None:
    count, wrong = judged(table)
    assert count >= 2500
    assert not wrong, "\n".join(wrong)


def test_what_stands_side_by_side_by_chance_is_no_compound() -> None:
    count, wrong = judged("look_alikes.tsv")
    assert count >= 1200
    assert not wrong, "\n".join(wrong)


def test_a_verb_is_found_in_all_its_forms() -> None:
    table = [(verb, form) for verb, forms in rows("verb_forms.tsv") for form in forms.split(" | ")]
    assert len(table) >= 5000
    wrong = [f"{verb} / {form}" for verb, form in table if not matches(verb, form)]
    assert not wrong, "\n".join(wrong)


def found(text: str) -> str:
    replacement = dates.explain(text, SEEN)
    if isinstance(replacement, dates.Refused):
        return "refused"
    year, month, day = jalali.to_jalali(replacement.at)
    clock = f" {jalali.tehran(replacement.at):%H:%M}" if replacement.precision == "minute" else ""
    return f"{year}-{month:02}-{day:02}{clock}"


def found_range(text: str) -> str:
    bounds = dates.day_range(text, SEEN)
    if bounds is None:
        return "refused"
    return " ".join("{}-{:02}-{:02}".format(*jalali.to_jalali(bound)) for bound in bounds)


def test_dates() -> None:
    table = rows("heldout_dates.tsv")
    assert len(table) >= 200
    reading = {"day": found, "range": found_range}
    wrong = [
        f"{text}: {got}, not {wanted}"
        for kind, text, wanted in table
        if (got := reading[kind](text)) != wanted
    ]
    assert not wrong, "\n".join(wrong)
