"""Words that belong together although a space stands between them: می رود, کتاب ها, گفت و گو, بیست و دو.

Works on the tokens of :mod:`persian.tokens` in one pass; only tokens that can begin or end such a group
are looked
at (``is_trigger``), so a text pays for what it holds.
"""

import re
from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

from persian import numbers
from persian.affixes import COMPARED, DEGREE_PARTS, PLURAL_PARTS
from persian.characters import MARKS, ZWNJ
from persian.lexicon import ADJECTIVE, NOUN, Lexicon
from persian.verbs import PREFIXES


class Token(NamedTuple):
    """One position of a text: its written form, its stem, and where it stands in the original string."""

    exact: str
    stem: str
    start: int
    end: int


_MI = frozenset(("می", "نمی"))
_AFTER_H = frozenset(("ای", "اش", "ات", "ام", "ایم", "اید", "اند"))
_PERFECT = frozenset(("اند", "ام", "ایم", "اید"))
_COPULAS = frozenset(("است", "بود", "بودند", "باشد", "باشند"))
_ORDINAL_ENDS = frozenset(("م", "ام", "امین", "مین"))
_FUTURE = frozenset(f"{n}خواه{e}" for n in ("", "ن") for e in ("م", "ی", "د", "یم", "ید", "ند"))
_NUMERIC = numbers.VALUES.keys() | numbers.ORDINALS.keys() | {numbers.THOUSAND}
_IN_NUMBERS = _NUMERIC | {"و"}
_MEASURES = numbers.SCALES | {"درصد"}
_GAPS = {" ", ZWNJ, "", "_", f" {ZWNJ}", f"{ZWNJ} ", ZWNJ * 2}
_GAP_MARKS = re.compile(f"[{MARKS}]+")  # of the word before: خطِ سه, ناحیهٔ چهار
_LONGEST_NUMBER = 14  # tokens; نهصد و نود و نه هزار و نهصد و نود و نه

Verdict = tuple[int, list[Token]]
Handler = Callable[[list[Token], list[Token], int, str], Verdict | None]


class Context:
    """Joins tokens of one folded text; stateless but for the lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._firsts: dict[str, set[str]] = {}  # first word of a group -> its second words
        for key in lexicon.spaced:
            first, second, *_ = key.split(" ")
            self._firsts.setdefault(first, set()).add(second)
        self._longest = max((key.count(" ") + 1 for key in lexicon.spaced), default=1)
        self._by_word: dict[str, Handler] = {
            **dict.fromkeys(_MEASURES, self._measure),
            **dict.fromkeys({*PLURAL_PARTS, *DEGREE_PARTS, *_AFTER_H, *_ORDINAL_ENDS}, self._suffix),
            **dict.fromkeys(_NUMERIC, self._number),
            **dict.fromkeys(_FUTURE, self._future),
            **dict.fromkeys(_MI, self._mi),
            **dict.fromkeys(_COPULAS, self._perfect),
        }

    def is_trigger(self, exact: str, stem: str) -> bool:
        """Whether a token with these terms can take part in a group."""
        return self._handler(exact, stem) is not None

    def _handler(self, exact: str, stem: str) -> Handler | None:
        handler = self._by_word.get(exact)
        if handler is None and exact.startswith(("می\u200c", "نمی\u200c")):
            return self._mi
        return handler or (self._apart if stem in self._firsts else None)

    def join(self, tokens: list[Token], triggers: list[int], folded: str) -> list[Token]:
        """The tokens with groups joined; ``triggers`` are the indexes ``is_trigger`` said yes to,
        ascending."""
        joined: list[Token] = []
        position = 0
        for index in triggers:
            if index < position:
                continue
            joined.extend(tokens[position:index])
            token = tokens[index]
            handler = self._handler(token.exact, token.stem)
            verdict = handler(joined, tokens, index, folded) if handler else None
            if verdict is None and token.stem in self._firsts:
                verdict = self._apart(joined, tokens, index, folded)
            if verdict is None:
                joined.append(token)
                position = index + 1
            else:
                joined.extend(verdict[1])
                position = index + verdict[0]
        joined.extend(tokens[position:])
        return joined

    def _apart(self, joined: list[Token], tokens: list[Token], index: int, folded: str) -> Verdict | None:
        """گفت و گو, ولی عصر, سه شنبه: one word of the reviewed or known spellings."""
        following = tokens[index + 1].stem if index + 1 < len(tokens) else None
        if following not in self._firsts[tokens[index].stem]:
            return None
        for count in range(min(self._longest, len(tokens) - index), 1, -1):
            group = tokens[index : index + count]
            one = self._lexicon.spaced.get(" ".join(token.stem for token in group))
            if one is None or not _adjacent(group, folded):
                continue
            if any(token.exact != token.stem for token in group[:-1]):
                continue
            last = group[-1]
            exact = one + last.exact[len(last.stem) :] if last.exact.startswith(last.stem) else one
            return count, [Token(exact, one, group[0].start, last.end)]
        return None

    def _mi(self, joined: list[Token], tokens: list[Token], index: int, folded: str) -> Verdict | None:
        """می رود, بر می‌گردد: the verb's prefix, and the prefix before it."""
        token = tokens[index]
        taken = 1
        prefix, _, rest = token.exact.partition(ZWNJ)
        end = token.end
        if not rest:
            following = tokens[index + 1] if index + 1 < len(tokens) else None
            if following is None or not _adjacent([token, following], folded):
                return None
            if joined and joined[-1].exact == "ماه" and _adjacent([joined[-1], token], folded):
                return None
            rest, end, taken = following.exact, following.end, 2
        before = joined[-1] if joined and joined[-1].exact in PREFIXES else None
        if before and _adjacent([before, token], folded):
            stem = self._lexicon.after_mi.get(before.exact + rest)
            if stem:
                joined.pop()
                return taken, [Token(f"{before.exact}{prefix}{ZWNJ}{rest}", stem, before.start, end)]
        stem = self._lexicon.after_mi.get(rest)
        if stem is None or taken == 1:
            return None
        return taken, [Token(f"{prefix}{ZWNJ}{rest}", stem, token.start, end)]

    def _future(self, joined: list[Token], tokens: list[Token], index: int, folded: str) -> Verdict | None:
        """خواهد شد: the auxiliary is not the verb خواستن."""
        token = tokens[index]
        if index + 1 >= len(tokens) or not _adjacent([token, tokens[index + 1]], folded):
            return None
        past = tokens[index + 1].exact
        if self._lexicon.after_mi.get(past) not in (past, past + "ن"):
            return None
        return 1, [Token(token.exact, "خواهد", token.start, token.end)]

    def _suffix(self, joined: list[Token], tokens: list[Token], index: int, folded: str) -> Verdict | None:
        """کتاب ها, بزرگ تر, خانه ای, ۲۲ ام: a suffix set apart."""
        token = tokens[index]
        before = joined[-1] if joined else None
        if before is None or not _adjacent([before, token], folded):
            return None
        suffix = token.exact
        if before.stem.isdigit():
            close = folded[before.end : token.start] != " " or suffix in ("ام", "امین")
            if suffix not in _ORDINAL_ENDS or not close:
                return None
            joined[-1] = before._replace(end=token.end)
            return 1, []
        if suffix in _ORDINAL_ENDS - _AFTER_H or not _is_persian(before.exact):
            return None
        whole = before.exact + suffix
        if whole in COMPARED:
            joined[-1] = Token(whole, whole, before.start, token.end)
            return 1, []
        bits = self._lexicon.known.get(before.stem, 0)
        ezafe = not before.exact.endswith("ی") and folded[before.end - 1] == "ی"
        if suffix in ("تر", "تری") and (ezafe or (bits & NOUN and not bits & ADJECTIVE)):  # هوای تر: wet
            return None
        if suffix in _AFTER_H and not before.exact.endswith("ه"):
            return None
        stem = before.stem
        if suffix in _PERFECT:
            after_mi = self._lexicon.after_mi
            stem = after_mi.get(before.exact) or after_mi.get(before.exact.removeprefix("ن")) or stem
        joined[-1] = Token(f"{before.exact}{ZWNJ}{suffix}", stem, before.start, token.end)
        return 1, []

    def _perfect(self, joined: list[Token], tokens: list[Token], index: int, folded: str) -> Verdict | None:
        """داده است, یافته بود: a participle that alone is another word, but not before these."""
        before = joined[-1] if joined else None
        if before is None or not _adjacent([before, tokens[index]], folded):
            return None
        if (stem := self._lexicon.perfects.get(before.exact)) is not None:
            joined[-1] = before._replace(stem=stem)
        return None

    def _measure(self, joined: list[Token], tokens: list[Token], index: int, folded: str) -> Verdict | None:
        """۱۲/۵ درصد: a slash between digits before a measure is a decimal point."""
        if len(joined) < 2:
            return None
        whole, fraction = joined[-2:]
        if whole.stem.isdigit() and fraction.stem.isdigit() and folded[whole.end : fraction.start] == "/":
            value = f"{whole.stem}.{fraction.stem}"
            joined[-2:] = [Token(value, value, whole.start, fraction.end)]
        return None

    def _number(self, joined: list[Token], tokens: list[Token], index: int, folded: str) -> Verdict | None:
        """بیست و دو, ۲ هزار و ۵۰۰, منطقهٔ ده."""
        token = tokens[index]
        group = [token]
        while len(group) < _LONGEST_NUMBER and index + len(group) < len(tokens):
            following = tokens[index + len(group)]
            if not _adjacent([group[-1], following], folded):
                break
            group.append(following)
            if following.exact not in _IN_NUMBERS and not following.exact.isdigit():
                break
        words = [one.exact for one in group]
        borrowed = 0
        if token.exact == numbers.THOUSAND and joined and joined[-1].stem.isdigit():
            if not _adjacent([joined[-1], token], folded):
                return None
            borrowed = 1
            group.insert(0, joined[-1])
            words.insert(0, joined[-1].stem)
        if found := numbers.compose(words):
            value, count = found
            if borrowed:
                joined.pop()
            span = group[:count]
            return count - borrowed, [Token(str(value), str(value), span[0].start, span[-1].end)]
        return self._counted(joined, words, token, folded)

    def _counted(self, joined: list[Token], words: list[str], token: Token, folded: str) -> Verdict | None:
        """A single number word after a word that counts."""
        value = numbers.VALUES.get(token.exact) or numbers.ORDINALS.get(token.exact)
        head = joined[-1] if joined else None
        if value is None or head is None or head.exact not in numbers.COUNTED:
            return None
        if not _adjacent([head, token], folded):
            return None
        if len(joined) > 1 and joined[-2].exact in numbers.POINTING and _adjacent([joined[-2], head], folded):
            return None
        if folded[token.end : token.end + 1] == ZWNJ:  # محله هفت‌حوض: part of a name
            return None
        if token.exact == "نه" and len(words) > 1 and words[1] in numbers.AFTER_NOT:
            return None
        return 1, [Token(str(value), str(value), token.start, token.end)]


def _adjacent(tokens: list[Token], folded: str) -> bool:
    """Whether nothing but one space, half-space or a hashtag's ``_`` stands between the tokens."""
    for a, b in pairwise(tokens):
        gap = folded[a.end : b.start]
        if gap not in _GAPS and _GAP_MARKS.sub("", gap) not in _GAPS:
            return False
    return True


def _is_persian(term: str) -> bool:
    return "\u0600" < term[0] < "\u0700"
