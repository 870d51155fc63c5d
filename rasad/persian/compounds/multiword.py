"""Words that belong together although a space stands between them: می رود, کتاب ها, گفت و گو, بیست و دو.

Works on the tokens of `rasad.persian.analyzer` in one pass; only tokens that can begin or end such a group,
beside one that can go on with it (`triggers`), are looked at: a text pays for what it holds.
"""

from __future__ import annotations

from rasad.persian.compounds import number_groups
from rasad.persian.compounds.exceptions import CompoundExceptions
from rasad.persian.compounds.rules import Handler, Rewrite, adjacent, is_torn
from rasad.persian.compounds.triggers import Trigger
from rasad.persian.compounds.verb_groups import VerbGroups
from rasad.persian.lexicon.lexicon import ADJECTIVE, COMMON, NOUN, WEAK, Lexicon
from rasad.persian.morphology.affixes import COMPARED, DEGREE_PARTS, PERFECT, PLURAL_PARTS
from rasad.persian.morphology.stemmer import Stemmer
from rasad.persian.text import numbers
from rasad.persian.text.normalizer import ZWNJ
from rasad.persian.text.token import LONGEST_TERM, Token, is_persian

_AFTER_H = frozenset(("ای", "اش", "ات", "ام", "ایم", "اید", "اند"))
_ORDINAL_ENDS = frozenset(("م", "ام", "امین", "مین"))
_BEFORE_NOUN = frozenset(
    (
        *("در", "از", "به", "با", "برای", "بر", "تا", "بی", "بدون", "هر", "هیچ", "این", "آن", "همان", "همین"),
        *("چنین", "چند", "یک", "را", "که", "درباره", "مانند", "مثل", "طی", "بین", "چه", "تنها"),
        *("است", "بود", "ولی", "اما", "اگر", "روی", "زیر", "همه", "بهترین", "بیشترین", "نخستین", "اولین"),
    )
)
_ALWAYS = Trigger(always=True)


class MultiwordReader:
    """Joins tokens of one folded text; stateless but for the lexicon."""

    def __init__(self, lexicon: Lexicon, stemmer: Stemmer) -> None:
        self._lexicon = lexicon
        self._stemmer = stemmer
        self._verbs = VerbGroups(lexicon)
        self._exceptions = CompoundExceptions(lexicon.exceptions)
        self._firsts: dict[str, set[str]] = {}  # first word of a group -> its second words
        for key in lexicon.spaced:
            first, second, *_ = key.split(" ")
            self._firsts.setdefault(first, set()).add(second)
        # Second parts that are rarely a word alone: only their plurals are looked for after a first part.
        self._starts = {
            first: tuple(part for part in seconds if not lexicon.known.get(part, 0) & COMMON)
            for first, seconds in self._firsts.items()
        }
        self._stems: dict[str, str] = {}
        self._wholes = {one for key, one in lexicon.spaced.items() if key.count(" ") == 1}
        self._longest = max((key.count(" ") + 1 for key in lexicon.spaced), default=1)
        self._followers: dict[str, frozenset[str]] = {}  # a noun with ی -> the words before which it is one
        for key in lexicon.before.keys() | lexicon.before_free.keys():
            noun, _, follower = key.partition(" ")
            self._followers[noun] = self._followers.get(noun, frozenset()) | {follower}
        self._by_word: dict[str, Handler] = {
            **dict.fromkeys(self._verbs.cores(), self._verbs.prefixed),
            **dict.fromkeys(number_groups.MEASURES, number_groups.measure),
            **dict.fromkeys({*PLURAL_PARTS, *DEGREE_PARTS, *_AFTER_H, *_ORDINAL_ENDS}, self._suffix),
            **dict.fromkeys(number_groups.NUMERIC, number_groups.number),
            numbers.THOUSAND: number_groups.thousand,
            **self._verbs.handlers(),
            **dict.fromkeys(self._followers, self._relative),
        }
        self._triggers: dict[Handler, Trigger] = {
            number_groups.number: Trigger(number_groups.AFTER_NUMBER, (), numbers.COUNTED),
            **self._verbs.triggers(),
        }
        self._first_triggers: dict[str, Trigger] = {}

    def trigger(self, exact: str, stem: str) -> Trigger | None:
        """What must stand beside a token with these terms for it to take part in a group; None: none can."""
        handler = self._handler(exact)
        trigger = self._triggers.get(handler, _ALWAYS) if handler else None
        if handler == self._relative:
            trigger = Trigger(self._followers[exact])
        if exact == stem and stem in self._firsts:
            first = self._first_triggers.get(stem)
            if first is None:
                first = self._first_triggers[stem] = Trigger(
                    frozenset(self._firsts[stem]), self._starts[stem]
                )
            return trigger | first if trigger else first
        return trigger

    def _handler(self, exact: str) -> Handler | None:
        handler = self._by_word.get(exact)
        if handler is None and exact.startswith(("می\u200c", "نمی\u200c")):
            return self._verbs.mi_joined
        return handler

    def join(self, tokens: list[Token], triggers: list[int], folded: str) -> list[Token]:
        """The tokens with groups joined; `triggers` are the indexes whose trigger was met, ascending."""
        joined: list[Token] = []
        position = 0
        for index in triggers:
            if index < position:
                continue
            joined.extend(tokens[position:index])
            token = tokens[index]
            handler = self._handler(token.exact)
            rewrite = handler(joined, tokens, index, folded) if handler else None
            if rewrite is None and token.stem in self._firsts:
                rewrite = self._apart(joined, tokens, index, folded)
            if rewrite is None:
                joined.append(token)
                position = index + 1
            else:
                joined.extend(rewrite[1])
                position = index + rewrite[0]
        joined.extend(tokens[position:])
        return joined

    def _apart(self, joined: list[Token], tokens: list[Token], index: int, folded: str) -> Rewrite | None:
        """گفت و گو, ولی عصر, سه شنبه: one word of the reviewed or known spellings."""
        if index + 1 >= len(tokens):
            return None
        following, seconds = tokens[index + 1], self._firsts[tokens[index].stem]
        if following.stem not in seconds:
            if following.exact.startswith(self._starts[tokens[index].stem]):
                return self._apart_inflected(joined, tokens[index], following, folded)
            return None
        for count in range(min(self._longest, len(tokens) - index), 1, -1):
            if whole := self._whole(joined, tokens, index, count, folded):
                return count, [whole]
        return None

    def _whole(
        self, joined: list[Token], tokens: list[Token], index: int, count: int, folded: str
    ) -> Token | None:
        """The one word that `count` tokens are, None if they are several."""
        group = tokens[index : index + count]
        key = " ".join(token.stem for token in group)
        one = self._lexicon.spaced.get(key)
        if one is None or not adjacent(group, folded) or is_torn(joined, group, folded):
            return None
        last = group[-1]
        if any(token.exact != token.stem for token in group[:-1]):
            return None
        if last.exact != last.stem and last.exact.split(ZWNJ)[-1] in self._lexicon.after_mi:
            return None  # «آب می‌رود», «راه بردند»
        before = joined[-1] if joined and adjacent([joined[-1], group[0]], folded) else None
        after = tokens[index + count] if index + count < len(tokens) else None
        if after and not adjacent([last, after], folded):
            after = None
        if not self._exceptions.allow(key, last, before, after):
            return None
        exact = one + last.exact[len(last.stem) :] if last.exact.startswith(last.stem) else one
        if len(exact) > LONGEST_TERM:
            return None
        return Token(exact, self._stem_of(one), group[0].start, last.end)

    def _stem_of(self, one: str) -> str:
        """The stem of a joined word, looked up once (there are as many as the lexicon's groups)."""
        if (stem := self._stems.get(one)) is None:
            stem = self._stems[one] = self._stemmer.find(one).stem
        return stem

    def _apart_inflected(
        self, joined: list[Token], token: Token, following: Token, folded: str
    ) -> Rewrite | None:
        """خبر نگاران: the second part is no word of its own, so its plural is read after the join; گزارش and
        ساختمان are words, and «بر گزارش», «زیر ساختمان» no forms of برگزار and زیرساخت.
        """
        bits = self._lexicon.known.get(following.exact, 0) if following.exact == following.stem else 0
        base = following.exact.removesuffix("ان")
        if bits & ~WEAK and (
            base == following.exact or (bits & COMMON and base not in self._firsts[token.stem])
        ):
            return None
        if token.exact != token.stem or not adjacent([token, following], folded):
            return None
        if is_torn(joined, [token, following], folded):
            return None
        found = self._stemmer.find(token.exact + following.exact)
        if found.parts or found.stem not in self._wholes:
            return None
        return 2, [Token(found.exact, found.stem, token.start, following.end)]

    def _suffix(self, joined: list[Token], tokens: list[Token], index: int, folded: str) -> Rewrite | None:
        """کتاب ها, بزرگ تر, خانه ای, ۲۲ ام: a suffix set apart."""
        token = tokens[index]
        before = joined[-1] if joined else None
        if before is None or not adjacent([before, token], folded):
            return None
        suffix = token.exact
        if before.stem.isdigit():
            close = folded[before.end : token.start] != " " or suffix in ("ام", "امین")
            if suffix not in _ORDINAL_ENDS or not close:
                return None
            joined[-1] = before._replace(end=token.end)
            return 1, []
        if suffix in _ORDINAL_ENDS - _AFTER_H or not is_persian(before.exact):
            return None
        whole = before.exact + suffix
        if len(whole) >= LONGEST_TERM:
            return None
        if whole in COMPARED:
            joined[-1] = Token(whole, COMPARED[whole], before.start, token.end)
            return 1, []
        bits = self._lexicon.known.get(before.stem, 0)
        ezafe = not before.exact.endswith("ی") and folded[before.end - 1] == "ی"
        if suffix in ("تر", "تری") and (ezafe or (bits & NOUN and not bits & ADJECTIVE)):  # هوای تر: wet
            return None
        if suffix in _AFTER_H and not before.exact.endswith("ه"):
            return None
        stem = before.stem
        if suffix in PERFECT:
            stem = self._lexicon.participle_stem(before.exact) or stem
        joined[-1] = Token(f"{before.exact}{ZWNJ}{suffix}", stem, before.start, token.end)
        return 1, []

    def _relative(self, joined: list[Token], tokens: list[Token], index: int, folded: str) -> Rewrite | None:
        """کاری که, گروهی از: reviewed words whose ی joins a clause or means "a"; of some only where no noun
        stands before that they could describe: «در شهری که», not «مدیریت شهری که».
        """
        token, after = tokens[index], tokens[index + 1 : index + 2]
        if not after or not adjacent([token, *after], folded):
            return None
        key = f"{token.exact} {after[0].exact}"
        stem = self._lexicon.before.get(key)
        if stem is None and (stem := self._lexicon.before_free.get(key)):
            before = joined[-1] if joined else None
            if before and before.exact not in _BEFORE_NOUN and adjacent([before, token], folded):
                return None
        return (1, [token._replace(stem=stem)]) if stem else None
