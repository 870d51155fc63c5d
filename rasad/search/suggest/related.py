"""Words that go with a query: more frequent in what it found than in the archive."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from math import log, sqrt

from rasad.persian.lexicon.lexicon import ADJECTIVE, COMMON, OTHER, load
from rasad.persian.text.normalizer import ZWNJ
from rasad.search.match import AnalysedArticle
from rasad.search.query.ast import Near, Phrase, Prefix, Term, leaves
from rasad.search.query.parser import Query
from rasad.search.service import Searcher

LEAST = 2  # stories in which a word must stand
SHORTEST = 3  # letters
CANDIDATES = 400  # words looked up in the index
_TO_BE = frozenset(("است", "نیست", "هست", "بود", "نبود"))
CERTAIN = 1.96  # z-score: below it a word may well be there by chance (است in two of three items)


def related_terms(
    searcher: Searcher, query: Query, articles: Iterable[AnalysedArticle], count: int = 10
) -> list[tuple[str, float]]:
    """Words (as most often written) with their z-scores, highest first.

    Log-odds with an informative prior (Monroe, Colaresi and Quinn 2008): the archive's frequencies are the
    prior. A story counts once, whatever number of outlets reprinted it: otherwise one reprinted item takes
    every place.
    """
    stories: dict[str, dict[str, str]] = {}
    for one in articles:
        words = stories.setdefault(one.doc.story_key, {})
        for part in ("title", "lead", "body"):
            for token in one.tokens[part]:
                words.setdefault(token.stem, token.exact)
    asked = _query_terms(query)
    seen: Counter[str] = Counter()
    written: dict[str, Counter[str]] = {}
    for words in stories.values():
        for stem, exact in words.items():
            if len(stem) >= SHORTEST and not asked & {stem, exact} and _says_something(exact, stem):
                seen[stem] += 1
                written.setdefault(stem, Counter())[exact] += 1
    forms = {
        stem: written[stem].most_common(1)[0][0] for stem, n in seen.most_common(CANDIDATES) if n >= LEAST
    }
    frequencies = searcher.frequencies(forms.values())
    everything = max(searcher.count(None), 1)
    total = max(len(stories), 1)
    scored = []
    for stem, form in forms.items():
        prior = min(frequencies.get(form, 1), everything) / everything
        inside = (seen[stem] + prior) / (total + 1)
        if inside > prior:
            odds = log(inside / (1 - min(inside, 0.999))) - log(prior / (1 - min(prior, 0.999)))
            spread = sqrt(1 / (seen[stem] + prior) + 1 / max(frequencies.get(form, 1), 1))
            if odds / spread >= CERTAIN:
                scored.append((form, odds / spread))
    return sorted(scored, key=lambda pair: (-pair[1], pair[0]))[:count]


def _says_something(exact: str, stem: str) -> bool:
    """Whether a word alone tells a reader what a text is about: no verb, number, pronoun, preposition."""
    lexicon = load()
    bits = lexicon.known.get(stem, 0)
    if stem.isdigit() or stem in _TO_BE or bits == OTHER or exact.startswith(("می" + ZWNJ, "نمی" + ZWNJ)):
        return False
    verb = exact in lexicon.explicit and bits & OTHER  # its nouns' plurals are there, too
    grammar = bits & OTHER and bits & COMMON and not bits & ADJECTIVE
    return not verb and not grammar


def _query_terms(query: Query) -> set[str]:
    asked: set[str] = set()
    for leaf in leaves(query.ast):
        if isinstance(leaf, Term | Prefix):
            asked.add(leaf.value)
        elif isinstance(leaf, Phrase | Near):
            asked.update(leaf.values)
    return asked
