"""How well stories are found: precision, recall and F1 on synthetic news, by the pipeline's own decision.

Documents come in one by one; each joins what `decisions.decide` says, over an inverted table in memory
that holds what `stories.shingles` keeps in the database. Thresholds were looked at on the
*tuning* seeds only; the *held-out* seeds are reported. Pairs are counted: two documents are a true pair
if one is a copy of the other, or both of a third. `python -m benchmarks.stories [--documents N]`.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections import Counter, defaultdict
from itertools import combinations
from random import Random
from typing import Any

from benchmarks.texts import Maker

HELD_OUT = 20_261
TUNING = 7


def documents(seed: int, number: int) -> list[tuple[str, str]]:
    """(group, text) in order of arrival: singles, edited copies, daily series, quotes."""
    maker, chance = Maker(seed), Random(seed + 1)
    out: list[tuple[str, str]] = []
    series = [maker.text(chance.randint(4, 10)) for _ in range(max(3, number // 600))]
    while len(out) < number:
        luck, group = chance.random(), f"g{len(out)}"
        if luck < 0.1:
            out.append((group, renumbered(chance.choice(series), chance)))
            continue
        text = maker.text(chance.choice([2, 3, 6, 10, 16, 24]))
        if luck < 0.2 and out:  # a follow-up or a quote: some sentences of another text
            other = chance.choice(out)[1].split(". ")
            text += "\n\n" + ". ".join(other[: max(1, len(text.split(". ")) // 6)])
        out.append((group, text))
        if luck > 0.7:
            for _ in range(chance.choice([1, 1, 2, 3, 6])):
                out.append((group, lead_in(maker.edited(text, chance.uniform(0, 0.35)), chance)))
    mixed = out[:number]
    places = sorted(range(len(mixed)), key=lambda place: place + chance.uniform(0, 400))
    return [mixed[place] for place in places]


def renumbered(text: str, chance: Random) -> str:
    """A template's report of one day: a number behind every few words."""
    words = text.split(" ")
    return " ".join(
        f"{word} {chance.randint(2, 9_999)}" if place % 9 == 4 else word for place, word in enumerate(words)
    )


def lead_in(text: str, chance: Random) -> str:
    """A reprinter's own beginning and end."""
    house = chance.choice(["ایسنا", "ایرنا", "شهرنگار", "پیام شهر"])
    begun = f"به گزارش خبرنگار شهری {house}، " if chance.random() < 0.6 else ""
    return begun + text + ("\n\nانتهای پیام" if chance.random() < 0.4 else "")


def judge(rows: list[tuple[str, str]]) -> dict[str, Any]:
    """Pairwise precision, recall and F1 of the stories made of these documents."""
    from pipelines.stories.decisions import decide, print_terms
    from pipelines.stories.shingles import CANDIDATES, COMMON, IndexedPrint, fingerprint, sampled

    table: dict[int, list[int]] = defaultdict(list)
    exact: dict[str, IndexedPrint] = {}
    known: list[IndexedPrint] = []
    begun = time.perf_counter()
    for place, (_, text) in enumerate(rows):
        own = fingerprint(print_terms("", "", text, "news"))
        same = exact.get(own.exact)
        if same is not None:
            found = decide(own, [same])
        else:
            shared: Counter[int] = Counter()
            for one in sampled(own.hashes):
                if len(table[one]) <= COMMON:
                    shared.update(table[one])
            best = sorted(shared.items(), key=lambda pair: (-pair[1], pair[0]))[:CANDIDATES]
            found = decide(own, [known[other] for other, _ in best])
        row = IndexedPrint(str(place), place, "", None, False, found.story or str(place), found.series, own)
        known.append(row)
        exact.setdefault(own.exact, row)
        for one in sampled(own.hashes):
            table[one].append(place)
    seconds = time.perf_counter() - begun
    truth, made = defaultdict(list), defaultdict(list)
    for place, (group, _) in enumerate(rows):
        truth[group].append(place)
        made[str(known[place].story)].append(place)
    wanted = {pair for group in truth.values() for pair in combinations(group, 2)}
    got = {pair for group in made.values() for pair in combinations(group, 2)}
    precision = len(wanted & got) / len(got) if got else 1.0
    recall = len(wanted & got) / len(wanted) if wanted else 1.0
    return {
        "documents": len(rows),
        "pairs": len(wanted),
        "precision": round(precision, 4),
        "recall": round(recall, 4),
        "f1": round(2 * precision * recall / (precision + recall), 4),
        "per_second": round(len(rows) / seconds),
    }


def main() -> None:
    """Report the tuning split and the held-out one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=60_000)
    given = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings.django")
    import django

    django.setup()
    found = {
        name: judge(documents(seed, given.documents))
        for name, seed in (("tuning", TUNING), ("held_out", HELD_OUT))
    }
    print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
