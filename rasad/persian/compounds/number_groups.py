"""Number words and digits that are one number: بیست و دو, ۲ هزار و ۵۰۰, منطقهٔ ده, ۱۲/۵ درصد.

Each function is a handler of `multiword`: it sees what was joined so far and the tokens from `index`.
"""

from __future__ import annotations

from rasad.persian.compounds.rules import Rewrite, adjacent
from rasad.persian.text import numbers
from rasad.persian.text.normalizer import ZWNJ
from rasad.persian.text.token import Token

NUMERIC = numbers.VALUES.keys() | numbers.ORDINALS.keys() | {numbers.THOUSAND}
_IN_NUMBERS = NUMERIC | {"و"}
# what may go on with a number word
AFTER_NUMBER = frozenset(_IN_NUMBERS | numbers.SCALES | numbers.MONTHS | {numbers.METRES})
MEASURES = numbers.SCALES | {"درصد"}
_LONGEST_NUMBER = 14  # tokens; نهصد و نود و نه هزار و نهصد و نود و نه


def measure(joined: list[Token], tokens: list[Token], index: int, folded: str) -> Rewrite | None:
    """۱۲/۵ درصد: a slash between digits before a measure is a decimal point."""
    if len(joined) < 2:
        return None
    whole, fraction = joined[-2:]
    if len(whole.stem) + len(fraction.stem) > 30:
        return None
    if whole.stem.isdigit() and fraction.stem.isdigit() and folded[whole.end : fraction.start] == "/":
        value = f"{whole.stem}.{fraction.stem}"
        joined[-2:] = [Token(value, value, whole.start, fraction.end)]
    return None


def number(joined: list[Token], tokens: list[Token], index: int, folded: str) -> Rewrite | None:
    """بیست و دو, ۲ هزار و ۵۰۰, منطقهٔ ده."""
    token = tokens[index]
    group = [token]
    while len(group) < _LONGEST_NUMBER and index + len(group) < len(tokens):
        following = tokens[index + len(group)]
        if not adjacent([group[-1], following], folded):
            break
        group.append(following)
        if following.exact not in _IN_NUMBERS and not following.exact.isdigit():
            break
    words = [one.exact for one in group]
    borrowed = 0
    if token.exact == numbers.THOUSAND and joined and joined[-1].stem.isdigit():
        if not adjacent([joined[-1], token], folded):
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
    part = bool(joined) and joined[-1].exact in numbers.PARTS
    if len(group) > 1 and not part and (day := _before(token.exact, group[1].exact)):
        return 1, [Token(str(day), str(day), token.start, token.end)]
    return _counted(joined, words, token, folded)


def _before(word: str, following: str) -> int | None:
    """پانزده خرداد, هفتم تیر, سی متری: a single number word before a month or the width of a street."""
    if following == numbers.METRES:
        return numbers.VALUES.get(word) if word not in ("یک", "نه") else None
    if following not in numbers.MONTHS or word.endswith("ین"):
        return None
    value = numbers.VALUES.get(word) or numbers.ORDINALS.get(word)
    if value is None or value > 31 or (word == "نه" and following != "دی"):
        return None
    return value


def thousand(joined: list[Token], tokens: list[Token], index: int, folded: str) -> Rewrite | None:
    """۲ هزار و ۵۰۰: the number before belongs to it, so it is always looked at."""
    return number(joined, tokens, index, folded)


def _counted(joined: list[Token], words: list[str], token: Token, folded: str) -> Rewrite | None:
    """A single number word after a word that counts."""
    value = numbers.VALUES.get(token.exact) or numbers.ORDINALS.get(token.exact)
    head = joined[-1] if joined else None
    if value is None or head is None or head.exact not in numbers.COUNTED:
        return None
    if head.exact in numbers.RANKED and token.exact not in numbers.ORDINALS:
        return None
    if not adjacent([head, token], folded):
        return None
    before = joined[-2] if len(joined) > 1 and adjacent([joined[-2], head], folded) else None
    if before and before.exact in numbers.POINTING:
        return None
    if before and head.exact == numbers.KILOMETRE and (before.stem.isdigit() or before.exact in NUMERIC):
        return None  # ۵ کیلومتر دو مسیر
    if folded[token.end : token.end + 1] == ZWNJ:  # محله هفت‌حوض: part of a name
        return None
    if token.exact == "نه" and len(words) > 1 and words[1] in numbers.AFTER_NOT:
        return None
    return 1, [Token(str(value), str(value), token.start, token.end)]
