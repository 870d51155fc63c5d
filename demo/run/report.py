"""The figures of a demo run: what the records say, held against the city's truth."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from statistics import quantiles
from typing import Any

from demo.run.score import Score, Stored, score
from rasad.archive import identity
from rasad.archive.articles.search_index import open_index
from rasad.archive.models import Alias, Article, Capture, Coverage, Frontier, Quarantine
from rasad.desk.models import Delivery, Match
from rasad.search.query.parser import Query, literal, parse
from rasad.search.requests import SearchRequest
from rasad.search.service import Searcher

#: How long an item must stand while the crawl runs to count as "could be observed"; a kill costs a start.
OBSERVABLE = timedelta(seconds=45)
START = timedelta(seconds=20)


def stored_articles() -> list[Stored]:
    """Every article with the hashes of all its addresses."""
    addresses: dict[str, set[str]] = defaultdict(set)
    for key, article in Alias.objects.values_list("key", "article_id"):
        addresses[article].add(key)
    rows = Article.objects.values_list("id", "outlet_id", "title", "published", "story_id", "url", "extra")
    return [
        Stored(
            id_,
            outlet,
            title,
            published,
            story,
            frozenset(addresses[id_] | {hash_of(url)}),
            bool((extra or {}).get("front_page")),
        )
        for id_, outlet, title, published, story, url, extra in rows
    ]


def hash_of(url: str) -> str:
    """The alias key of an address as the truth writes it."""
    return identity.url_hash(identity.canonical_url(url))


def finder(searcher: Searcher, now: datetime) -> Callable[[str, str], bool]:
    """`finds(headline, article id)`: the headline's words, and the headline as a phrase, both return it."""

    def finds(headline: str, article: str) -> bool:
        words = "".join(c if c.isalnum() or c in "\u200c.٫" else " " for c in headline).split()
        plain = " ".join(word for word in words if word not in ("یا", "OR", "NOT", "AND"))
        return all(returns(parse(text, now), article) for text in (plain, literal(headline)))

    def returns(query: Query, article: str) -> bool:
        after: str | None = None
        for _ in range(5):
            result = searcher.search(SearchRequest(query=query, sort="newest", size=100, after=after))
            if any(hit.id == article for hit in result.hits):
                return True
            after = result.next_after
            if after is None:
                return False
        return False

    return finds


def may_be_seen(
    row: Mapping[str, Any], began: datetime, ended: datetime, faulty: Iterable[str] = (), kills: int = 0
) -> bool:
    """Published, standing long enough while the crawl ran, allowed by robots, at an outlet without fault."""
    visible = max(datetime.fromisoformat(row["visible_at"]), began)
    gone = min(datetime.fromisoformat(row["removed_at"]), ended) if row.get("removed_at") else ended
    if visible > ended or (row.get("removed_at") and gone - visible < OBSERVABLE + kills * START):
        return False
    return bool(row.get("robots_allowed", True)) and row["outlet"] not in set(faulty)


def judge(
    rows: list[dict[str, Any]],
    began: datetime,
    ended: datetime,
    faulty: Iterable[str] = (),
    kills: int = 0,
) -> tuple[Score, dict[str, Any]]:
    """The score, and the JSON object that `demo --once --json` prints."""
    index = open_index()
    try:
        index.refresh()
        indexed = int(str(index.stats()["documents"]))
        out = [row for row in rows if datetime.fromisoformat(row["visible_at"]) <= ended]
        found = score(
            out,
            stored_articles(),
            url_hash=hash_of,
            finds=finder(Searcher(index), ended),
            observable=lambda row: may_be_seen(row, began, ended, faulty, kills),
        )
    finally:
        index.close()
    sent = Delivery.objects.filter(state=Delivery.State.SENT)
    return found, {
        "published": found.published,
        "expected": found.expected,
        "fetched": Frontier.objects.filter(fetched_at__isnull=False).count(),
        "captures": Capture.objects.count(),
        "stored": found.stored,
        "indexed": indexed,
        "stories": found.stories,
        "story_f1": round(found.story_f1, 4),
        "story_precision": round(found.story_precision, 4),
        "story_recall": round(found.story_recall, 4),
        "coverage": coverage_score(out),
        "matches": Match.objects.count(),
        "delivered": sent.count(),
        "undelivered": Delivery.objects.exclude(state=Delivery.State.SENT).count(),
        "quarantined": Quarantine.objects.filter(replayed_at__isnull=True).count(),
        "lost": found.lost,
        "doubled": found.doubled,
        "unexpected": found.unexpected,
        "removed_unseen": found.removed_unseen,
        "wrong_date": found.wrong_date,
        "fetch_to_accepted_seconds": latency(sent),
    }


def latency(sent: Any) -> dict[str, float | int]:
    """Seconds from the capture of the article that was caught to the target's acceptance: n, p50, p95."""
    seconds = sorted(
        (done - fetched).total_seconds()
        for done, fetched in sent.filter(match__isnull=False).values_list(
            "sent_at", "match__article__first_capture"
        )
    )
    if len(seconds) < 2:
        return {"n": len(seconds)}
    cuts = quantiles(seconds, n=20, method="inclusive")
    return {"n": len(seconds), "p50": round(cuts[9], 3), "p95": round(cuts[18], 3)}


def coverage_score(rows: list[dict[str, Any]]) -> dict[str, float | int]:
    """Releases and who carried them, by address: pairs in truth, found, right."""
    address: dict[str, str] = {}
    for key, article in Alias.objects.values_list("key", "article_id"):
        address[key] = article
    releases = {row["release"]: row for row in rows if row.get("release") and not row.get("coverage")}
    real = set()
    by_story = {row["story"]: row for row in releases.values()}
    for row in rows:
        release = (
            releases.get(row.get("release") or "") if row.get("coverage") else by_story.get(row["story"])
        )
        if release is None or release is row:
            continue
        pair = (address.get(hash_of(release["url"])), address.get(hash_of(row["url"])))
        if all(pair):
            real.add(pair)
    made = set(Coverage.objects.values_list("release_id", "article_id"))
    right = len(real & made)
    return {
        "pairs": len(real),
        "found": len(made),
        "precision": round(right / len(made), 4) if made else 1.0,
        "recall": round(right / len(real), 4) if real else 1.0,
    }


def doubled_messages(received: Iterable[Mapping[str, Any]]) -> int:
    """Messages that a target accepted a second time, by their key."""
    return sum(n - 1 for n in Counter((row["channel"], row["key"]) for row in received).values())
