"""Scores one run of the demo city against its truth. Pure: values in, values out.

Only this module and tests read the truth; the system never does.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

TEHRAN = ZoneInfo("Asia/Tehran")


@dataclass(frozen=True, slots=True)
class Stored:
    """What the system keeps of one article, as far as the score looks."""

    id: str
    outlet: str
    title: str
    published: datetime | None
    story: str | None
    addresses: frozenset[str]  # identity.url_hash of every address it is known by
    picture: bool = False  # of a front page: an item of its own, while the truth lists texts


@dataclass(slots=True)
class Score:
    """The figures of one run; `failures` holds one readable line for every miss."""

    published: int = 0
    expected: int = 0
    stored: int = 0
    found: int = 0
    lost: int = 0
    doubled: int = 0
    unexpected: int = 0
    wrong_date: int = 0
    removed_unseen: int = 0  # taken down before the run had to see them, and not stored: not counted as lost
    flaws: int = 0  # what `verify` names of the archive
    stories: int = 0
    story_precision: float = 0.0
    story_recall: float = 0.0
    story_f1: float = 0.0
    failures: list[str] = field(default_factory=list)


def pairwise(truth: Mapping[str, str], found: Mapping[str, str]) -> tuple[float, float, float]:
    """Precision, recall and F1 over pairs of articles put together; keys present in both count.

    No pair on a side counts as 1.0 there: nothing was put together wrongly.
    """
    keys = truth.keys() & found.keys()

    def pairs(sizes: Iterable[int]) -> int:
        return sum(n * (n - 1) // 2 for n in sizes)

    both = pairs(Counter((truth[k], found[k]) for k in keys).values())
    real = pairs(Counter(truth[k] for k in keys).values())
    made = pairs(Counter(found[k] for k in keys).values())
    precision = both / made if made else 1.0
    recall = both / real if real else 1.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return precision, recall, f1


def date_is_right(row: Mapping[str, Any], published: datetime | None) -> bool:
    """To the minute where the page shows the minute, else to the Tehran day."""
    if published is None:
        return False
    real = datetime.fromisoformat(row["published"])
    if row["published_precision" if "published_precision" in row else "precision"] == "minute":
        return abs(real - published) < timedelta(seconds=60)
    return real.astimezone(TEHRAN).date() == published.astimezone(TEHRAN).date()


def score(
    rows: Iterable[Mapping[str, Any]],
    articles: Iterable[Stored],
    *,
    url_hash: Callable[[str], str],
    finds: Callable[[str, str], bool],
    observable: Callable[[Mapping[str, Any]], bool],
) -> Score:
    """Compare truth rows with what is stored.

    `finds(headline, article id)` says whether a search for the headline returns the article;
    `observable(row)` whether the system could and may have seen the item: published, not removed
    before it could be fetched, allowed by robots, without an injected fault.
    """
    result = Score()
    stored = _StoredArticles(articles)
    result.stored = len(stored.unclaimed)
    truth_story: dict[str, str] = {}
    found_story: dict[str, str] = {}
    for row in rows:
        result.published += 1
        mine = stored.claim({url_hash(url) for url in (row["url"], *row.get("aliases", ()))})
        if len(mine) > 1:
            result.doubled += len(mine) - 1
            result.failures.append(f"doubled {len(mine) - 1}: {row['url']}")
        if not observable(row):
            result.removed_unseen += bool(row.get("removed_at")) and not mine
            continue
        hit = _found(row, mine, finds, result)
        if hit is not None and row.get("story"):
            truth_story[hit.id] = row["story"]
            found_story[hit.id] = hit.story or f"none:{hit.id}"
    unexpected = [article for article in stored.unclaimed.values() if not article.picture]
    result.unexpected = len(unexpected)
    for article in unexpected:
        result.failures.append(f"unexpected: {article.outlet} «{article.title}»")
    result.stories = len(set(found_story.values()))
    result.story_precision, result.story_recall, result.story_f1 = pairwise(truth_story, found_story)
    return result


class _StoredArticles:
    """What is stored, by address; `unclaimed` are those that no row of the truth accounts for yet."""

    def __init__(self, articles: Iterable[Stored]) -> None:
        self.unclaimed: dict[str, Stored] = {}
        self._by_address: dict[str, list[Stored]] = defaultdict(list)
        for article in articles:
            self.unclaimed[article.id] = article
            for address in article.addresses:
                self._by_address[address].append(article)

    def claim(self, addresses: set[str]) -> list[Stored]:
        """The articles at these addresses, each once; a row of the truth accounts for them now."""
        mine = {a.id: a for address in addresses for a in self._by_address.get(address, ())}
        for one in mine:
            self.unclaimed.pop(one, None)
        return list(mine.values())


def _found(
    row: Mapping[str, Any], mine: list[Stored], finds: Callable[[str, str], bool], result: Score
) -> Stored | None:
    """The article of an observable row that a search for its headline finds; notes in `result` what fails."""
    result.expected += 1
    titles = [row["title"], *row.get("titles", ())]
    hit = next((a for a in mine if any(finds(title, a.id) for title in titles)), None)
    if hit is None:
        result.lost += 1
        why = "stored but not found" if mine else "not stored"
        result.failures.append(f"lost ({why}): {row['outlet']} {row['url']} «{row['title']}»")
        return None
    result.found += 1
    if not date_is_right(row, hit.published):
        result.wrong_date += 1
        result.failures.append(f"date: {row['url']} is {row['published']}, stored {hit.published}")
    return hit


def is_good(found: Score) -> bool:
    """Whether nothing was lost, doubled, misdated or flawed, and the stories are those of the truth."""
    missed = found.lost or found.doubled or found.wrong_date or found.flaws
    return not missed and found.story_f1 >= 0.97
