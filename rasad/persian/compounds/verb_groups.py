"""Verbs with spaces inside (می رود, باز خواهد گشت, بر نگشت), and words that are verbs only beside others.

The methods are handlers of `multiword`: each sees what was joined so far, and the tokens from `index`.
"""

from __future__ import annotations

from rasad.persian.compounds.rules import Handler, Rewrite, adjacent, is_torn
from rasad.persian.compounds.triggers import Trigger
from rasad.persian.lexicon.lexicon import ADJECTIVE, NOUN, Lexicon
from rasad.persian.morphology.affixes import PERFECT
from rasad.persian.morphology.conjugation import PREFIXES
from rasad.persian.text.normalizer import ZWNJ
from rasad.persian.text.token import Token

_MI = frozenset(prefix + mi for prefix in ("", *PREFIXES) for mi in ("می", "نمی"))
_COPULAS = frozenset(("است", "بود", "بودند", "باشد", "باشند"))
_FUTURE = frozenset(
    f"{prefix}{n}خواه{e}"
    for prefix in ("", *PREFIXES)
    for n in ("", "ن")
    for e in ("م", "ی", "د", "یم", "ید", "ند")
)
_BEFORE_PASSIVE = _FUTURE | _MI
_PASSIVE = "شد"
_PREFIXES = frozenset(PREFIXES)
_INCOME = "درآمد"
_CAME_INTO = frozenset(
    (
        *("اجرا", "نمایش", "صدا", "تصویب", "حرکت", "پرواز", "تصرف", "عضویت", "ثبت", "حالت"),
        *("شکل", "صورت", "عقد", "تسخیر", "اشغال", "گل", "کنترل", "محاصره", "مالکیت", "استخدام"),
        *("اهتزاز", "لرزه", "رنگ", "آب", "پا", "دست", "تملک", "مرحله", "قالب", "تحریر", "رقص"),
        *("تعلیق", "گردش", "نگارش", "اسارت", "مهار"),
    )
)
_BEFORE_DOOR = frozenset(
    ("پشت", "جلوی", "جلو", "مقابل", "کنار", "این", "آن", "هر", "از", "به", "دم", "روی", "پای")
)
_CLAUSE_ENDS = ".،,؛;:!؟?»)\n"
_ONLY_PREFIXES = frozenset(("فرا", "فرو", "وا", "ور"))


def _becomes(after: list[Token]) -> bool:
    """Whether a form of شدن follows: شد, خواهد شد, می شود."""
    if not after:
        return False
    parted = len(after) > 1 and after[0].exact in _BEFORE_PASSIVE and after[1].stem == _PASSIVE
    return after[0].stem == _PASSIVE or parted


def _ends_clause(tokens: list[Token], index: int, folded: str) -> bool:
    """Whether the text ends behind a token, or a full stop, comma or line end stands there."""
    following = tokens[index + 1].start if index + 1 < len(tokens) else len(folded)
    gap = folded[tokens[index].end : following]
    return index + 1 == len(tokens) or any(mark in gap for mark in _CLAUSE_ENDS)


def _is_copula(tokens: list[Token], index: int) -> bool:
    """Whether است, بود … follows a token."""
    return index + 1 < len(tokens) and tokens[index + 1].exact in _COPULAS


class VerbGroups:
    """Joins the parts of verbs; stateless but for the lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def cores(self) -> set[str]:
        """What may follow a prefix set apart: گشت, نگشته, of the verbs with one."""
        lexicon = self._lexicon
        verbs = set(lexicon.after_mi.values())
        forms = [
            form for form in lexicon.explicit.keys() | verbs if lexicon.explicit.get(form, form) in verbs
        ]
        cores = {
            form.removeprefix(prefix) for prefix in PREFIXES for form in forms if form.startswith(prefix)
        }
        perfects = {
            core.removesuffix(ending) + ZWNJ + ending
            for core in cores
            for ending in PERFECT
            if core.endswith("ه" + ending)
        }
        return {core for core in cores if len(core) > 2} | perfects

    def triggers(self) -> dict[Handler, Trigger]:
        """What must stand beside a word for its rule to be tried; others always are."""
        becomes = _BEFORE_PASSIVE | {_PASSIVE}
        return {
            self.prefixed: Trigger(before=_PREFIXES),
            self.mi_joined: Trigger(before=_PREFIXES),
            self.participle: Trigger(becomes | _COPULAS),
            self.adjective: Trigger(becomes),
            self.came_into: Trigger(before=_CAME_INTO),
        }

    def handlers(self) -> dict[str, Handler]:
        """The handler of each word that may begin such a group, or is read anew in it."""
        return {
            **dict.fromkeys(_FUTURE, self.future),
            **dict.fromkeys(_MI, self.mi),
            **dict.fromkeys(self._lexicon.perfects, self.participle),
            **dict.fromkeys(self._lexicon.adjectives, self.adjective),
            _INCOME: self.came_into,
        }

    def mi(self, joined: list[Token], tokens: list[Token], index: int, folded: str) -> Rewrite | None:
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
        if (
            before
            and adjacent([before, token], folded)
            and not is_torn(joined[-2:-1], [before, token], folded)
        ):
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

    def mi_joined(self, joined: list[Token], tokens: list[Token], index: int, folded: str) -> Rewrite | None:
        """بر می‌گردد: only a prefix before it is of interest."""
        return self.mi(joined, tokens, index, folded)

    def future(self, joined: list[Token], tokens: list[Token], index: int, folded: str) -> Rewrite | None:
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
        return 2, [token._replace(stem="خواهد"), following._replace(stem=self._lexicon.after_mi[past])]

    def participle(self, joined: list[Token], tokens: list[Token], index: int, folded: str) -> Rewrite | None:
        """داده است, داده خواهد شد: a participle that alone is another word (data), but not before these."""
        token, after = tokens[index], tokens[index + 1 : index + 3]
        if not after or not adjacent([token, *after[:1]], folded):
            return None
        if after[0].exact in _COPULAS:
            return 1, [token._replace(stem=self._lexicon.perfects[token.exact])]
        stem = self._lexicon.passives.get(token.exact) if _becomes(after) else None
        return (1, [token._replace(stem=stem)]) if stem else None

    def adjective(self, joined: list[Token], tokens: list[Token], index: int, folded: str) -> Rewrite | None:
        """کند شد: what is a verb's form elsewhere is an adjective before شدن."""
        token, after = tokens[index], tokens[index + 1 : index + 3]
        if not _becomes(after) or not adjacent([token, after[0]], folded):
            return None
        return 1, [token._replace(stem=self._lexicon.adjectives[token.exact])]

    def came_into(self, joined: list[Token], tokens: list[Token], index: int, folded: str) -> Rewrite | None:
        """به اجرا درآمد: it came into; elsewhere درآمد is income («به افزایش درآمد»)."""
        if len(joined) < 2 or joined[-2].exact not in ("به", "از") or joined[-1].exact not in _CAME_INTO:
            return None
        stem = self._lexicon.after_mi.get(_INCOME)
        return (1, [tokens[index]._replace(stem=stem)]) if stem else None

    def prefixed(self, joined: list[Token], tokens: list[Token], index: int, folded: str) -> Rewrite | None:
        """بر نگشت, فرا گرفت: a verb whose prefix is set apart; not «بر گشت», where a noun may follow."""
        token, before = tokens[index], joined[-1] if joined else None
        if before is None or before.exact not in _PREFIXES or not adjacent([before, token], folded):
            return None
        if is_torn(joined[-2:-1], [before, token], folded):  # فرمان‌بر گشت
            return None
        two_before = joined[-2].exact if len(joined) > 1 else ""
        if (before.exact, two_before) == ("بر", "در") or (
            before.exact == "در" and two_before in _BEFORE_DOOR
        ):
            return None  # در بر داشت, پشت در مانده‌اند
        whole = before.exact + token.exact.replace(ZWNJ, "")  # فرو رفته‌اند
        stem = self._lexicon.explicit.get(whole) or self._lexicon.after_mi.get(whole)
        if stem is None or not stem.startswith(before.exact):
            return None
        if before.exact not in _ONLY_PREFIXES:
            noun = self._lexicon.known.get(token.exact, 0) & (NOUN | ADJECTIVE)
            # در گذشت زمان, در رفت و آمد; but «از ریل در رفت.»
            past = before.exact == "در" and stem.startswith(whole)
            if before.exact != "در" and token.exact.endswith("ه") and _is_copula(tokens, index):
                noun = 0  # باز مانده است
            if (noun or past) and not (past and _ends_clause(tokens, index, folded)):
                return None
        joined.pop()
        return 1, [Token(whole, stem, before.start, token.end)]
