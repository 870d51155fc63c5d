"""Words that belong together although a space stands between them: می رود, کتاب ها, گفت و گو, بیست و دو.

Works on the tokens of :mod:`persian.tokens` in one pass; only tokens that can begin or end such a group
are looked
at (``is_trigger``), so a text pays for what it holds.
"""

from collections.abc import Callable

from persian import number_groups
from persian.affixes import COMPARED, DEGREE_PARTS, PLURAL_PARTS
from persian.characters import ZWNJ
from persian.lexicon import ADJECTIVE, COMMON, NOUN, Lexicon
from persian.positions import LONGEST_TERM, Token, Verdict, adjacent, is_persian
from persian.stems import Stemmer
from persian.verbs import PREFIXES

_MI = frozenset(prefix + mi for prefix in ("", *PREFIXES) for mi in ("می", "نمی"))
_AFTER_H = frozenset(("ای", "اش", "ات", "ام", "ایم", "اید", "اند"))
_PERFECT = frozenset(("اند", "ام", "ایم", "اید"))
_COPULAS = frozenset(("است", "بود", "بودند", "باشد", "باشند"))
_ORDINAL_ENDS = frozenset(("م", "ام", "امین", "مین"))
_FUTURE = frozenset(
    f"{prefix}{n}خواه{e}"
    for prefix in ("", *PREFIXES)
    for n in ("", "ن")
    for e in ("م", "ی", "د", "یم", "ید", "ند")
)
_PASSIVE = "شد"

Handler = Callable[[list[Token], list[Token], int, str], Verdict | None]


class Context:
    """Joins tokens of one folded text; stateless but for the lexicon."""

    def __init__(self, lexicon: Lexicon, stemmer: Stemmer) -> None:
        self._lexicon = lexicon
        self._stemmer = stemmer
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
        self._by_word: dict[str, Handler] = {
            **dict.fromkeys(number_groups.MEASURES, number_groups.measure),
            **dict.fromkeys({*PLURAL_PARTS, *DEGREE_PARTS, *_AFTER_H, *_ORDINAL_ENDS}, self._suffix),
            **dict.fromkeys(number_groups.NUMERIC, number_groups.number),
            **dict.fromkeys(_FUTURE, self._future),
            **dict.fromkeys(_MI, self._mi),
            **dict.fromkeys(lexicon.perfects, self._participle),
            **dict.fromkeys(lexicon.before_ke, self._relative),
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
        if index + 1 >= len(tokens):
            return None
        following, seconds = tokens[index + 1], self._firsts[tokens[index].stem]
        if following.stem not in seconds:
            if following.exact.startswith(self._starts[tokens[index].stem]):
                return self._apart_inflected(tokens[index], following, folded)
            return None
        for count in range(min(self._longest, len(tokens) - index), 1, -1):
            group = tokens[index : index + count]
            one = self._lexicon.spaced.get(" ".join(token.stem for token in group))
            if one is None or not adjacent(group, folded):
                continue
            if any(token.exact != token.stem for token in group[:-1]):
                continue
            last = group[-1]
            exact = one + last.exact[len(last.stem) :] if last.exact.startswith(last.stem) else one
            if len(exact) > LONGEST_TERM:
                continue
            return count, [Token(exact, self._stem_of(one), group[0].start, last.end)]
        return None

    def _stem_of(self, one: str) -> str:
        """The stem of a joined word, looked up once (there are as many as the lexicon's groups)."""
        if (stem := self._stems.get(one)) is None:
            stem = self._stems[one] = self._stemmer.find(one).stem
        return stem

    def _apart_inflected(self, token: Token, following: Token, folded: str) -> Verdict | None:
        """خبر نگاران: the second part is no word of its own, so its plural is read after the join."""
        if token.exact != token.stem or not adjacent([token, following], folded):
            return None
        found = self._stemmer.find(token.exact + following.exact)
        if found.parts or found.stem not in self._wholes:
            return None
        return 2, [Token(found.exact, found.stem, token.start, following.end)]

    def _mi(self, joined: list[Token], tokens: list[Token], index: int, folded: str) -> Verdict | None:
        """می رود, بر می‌گردد: the verb's prefix, and the prefix before it."""
        token = tokens[index]
        prefix, _, rest = token.exact.partition(ZWNJ)
        end, taken = token.end, 1
        if not rest:
            following = tokens[index + 1] if index + 1 < len(tokens) else None
            if following is None or not adjacent([token, following], folded):
                return None
            if joined and joined[-1].exact == "ماه" and adjacent([joined[-1], token], folded):
                return None
            rest, end, taken = following.exact, following.end, 2
            if ZWNJ in rest and rest not in self._lexicon.after_mi:  # می میرند: not "می‌رند"
                rest = folded[following.start : end]
        before = joined[-1] if joined and joined[-1].exact in PREFIXES else None
        if before and adjacent([before, token], folded):
            stem = self._lexicon.after_mi.get(before.exact + rest)
            if stem:
                joined.pop()
                return taken, [Token(f"{before.exact}{prefix}{ZWNJ}{rest}", stem, before.start, end)]
        if taken == 1:
            return None
        start, core = token.start, prefix.removesuffix("نمی") if prefix.endswith("نمی") else prefix[:-2]
        stem = self._lexicon.after_mi.get(core + rest)
        found: list[Token] = []
        if stem is None and core and (stem := self._lexicon.after_mi.get(rest)):  # باز می‌خواند: again
            found.append(Token(core, core, start, start + len(core)))
            start, prefix = start + len(core), prefix[len(core) :]
        if stem is None:
            return None
        return taken, [*found, Token(f"{prefix}{ZWNJ}{rest}", stem, start, end)]

    def _future(self, joined: list[Token], tokens: list[Token], index: int, folded: str) -> Verdict | None:
        """خواهد شد, باز خواهد گشت: the auxiliary is not خواستن, and may part a verb from its prefix."""
        token = tokens[index]
        if index + 1 >= len(tokens) or not adjacent([token, tokens[index + 1]], folded):
            return None
        following = tokens[index + 1]
        past = following.exact
        if self._lexicon.after_mi.get(past) not in (past, past + "ن"):
            return None
        core = token.exact[: token.exact.index("خواه")].removesuffix("ن")
        before = joined[-1] if joined and not core and joined[-1].exact in PREFIXES else None
        start = token.start
        if before and adjacent([before, token], folded):
            core, start = before.exact, before.start
        stem = self._lexicon.after_mi.get(core + past) if core else None
        if stem in (core + past, core + past + "ن"):
            if before:
                joined.pop()
            auxiliary = Token(f"{core}{ZWNJ}{token.exact.removeprefix(core)}", "خواهد", start, token.end)
            return 2, [auxiliary, following._replace(stem=stem)]
        if len(token.exact) > 6 and token.exact[0] != "ن":  # برخواهد … of no known verb
            return None
        return 1, [Token(token.exact, "خواهد", token.start, token.end)]

    def _suffix(self, joined: list[Token], tokens: list[Token], index: int, folded: str) -> Verdict | None:
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
        if suffix in _PERFECT:
            after_mi = self._lexicon.after_mi
            stem = after_mi.get(before.exact) or after_mi.get(before.exact.removeprefix("ن")) or stem
        joined[-1] = Token(f"{before.exact}{ZWNJ}{suffix}", stem, before.start, token.end)
        return 1, []

    def _participle(
        self, joined: list[Token], tokens: list[Token], index: int, folded: str
    ) -> Verdict | None:
        """داده است, داده خواهد شد: a participle that alone is another word (data), but not before these."""
        token, after = tokens[index], tokens[index + 1 : index + 3]
        if not after or not adjacent([token, *after[:1]], folded):
            return None
        if after[0].exact in _COPULAS:
            return 1, [token._replace(stem=self._lexicon.perfects[token.exact])]
        passive = after[0].stem == _PASSIVE or (
            len(after) > 1
            and (after[0].exact in _FUTURE or after[0].exact in _MI)
            and after[1].stem == _PASSIVE
        )
        stem = self._lexicon.passives.get(token.exact) if passive else None
        return (1, [token._replace(stem=stem)]) if stem else None

    def _relative(self, joined: list[Token], tokens: list[Token], index: int, folded: str) -> Verdict | None:
        """کاری که, زمانی که: reviewed words whose ی before که joins a clause; not «مدیریت شهری که»."""
        token, after = tokens[index], tokens[index + 1 : index + 2]
        if not after or after[0].exact != "که" or folded[token.end : after[0].start] != " ":
            return None
        return 1, [token._replace(stem=self._lexicon.before_ke[token.exact])]
