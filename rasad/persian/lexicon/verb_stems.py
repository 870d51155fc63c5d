"""Every written form of every verb to its one stem (set-up only): conjugation, less what is another word.

A table is filled rule by rule, the surest first: a form keeps the stem that the first rule gives it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rasad.persian.lexicon.lexicon import ADJECTIVE, NOUN
from rasad.persian.lexicon.sources import clean, rows, verb_pairs
from rasad.persian.morphology import conjugation
from rasad.persian.text.normalizer import ZWNJ

FormStems = Iterator[tuple[str, str]]

_SHORT_FORMS = frozenset(
    ("کند", "شود", "دهد", "زند", "رسد", "کنم", "شده", "زده", "نشد", "شدم", "شدن", "زدم", "زدن")
)
# Forms that hazm also lists as nouns, but that a news reader meets as verbs.
_VERB_WINS = frozenset(
    (
        *("کند", "شود", "دهد", "دارد", "گوید", "کنند", "شوند", "دهند", "دارند", "گویند", "باشد", "باشند"),
        *("رفته", "گفته", "شده", "کرده", "نشده", "نکرده", "بوده", "دیده", "گفتند"),
    )
)
_MODALS = {"توان": "توانست", "بایست": "باید", "بایستی": "باید", "باید": "باید", "شاید": "شاید"}


def verb_tables(known: dict[str, int], hazm_verbs: Iterable[str]) -> tuple[dict[str, str], dict[str, str]]:
    """(forms after می, bare forms), each form to its verb's stem."""
    verbs = _VerbList()
    after_mi = _first_wins(
        _in_use_after_mi(verbs),
        iter(_spoken_after_mi(verbs).items()),  # می‌دوند runs is in use, an old verb may give way
        _archaic_after_mi(verbs, hazm_verbs),
    )
    bare = _first_wins(
        _in_use_bare(verbs, known),
        _spoken_subjunctives(verbs, known, after_mi),
        _spoken_pasts(known),
    )
    bare = _first_wins(iter(bare.items()), _with_plain_alef(bare, known))
    for participle in verbs.never_perfect:  # وابسته‌اند: they are dependent
        after_mi.pop(participle, None)
    return after_mi | _MODALS, bare | dict(verb_pairs("form"))


class _VerbList:
    """The reviewed list of verbs, each written `past#present`, and the stem each is indexed under."""

    def __init__(self) -> None:
        listed: dict[str, list[str]] = {}
        for kind, value, *_ in rows("morphology/verbs"):
            listed.setdefault(kind, []).append(value)
        self.simple = listed["simple"]
        self.in_use = [*listed["simple"], *listed["prefixed"]]
        self.prefixed = frozenset(listed["prefixed"])
        self.never_perfect = [clean(word) for word in listed["never-perfect"]]
        self.same = dict(verb_pairs("same"))
        self.no_verbs = {clean(word) for kind in ("left-alone", "participle") for word in listed[kind]}
        self._by_infinitive = {clean(past) for past in listed["infinitive-stem"]}

    def stem(self, past: str) -> str:
        """The past stem, or the infinitive where the past stem is another word, too."""
        past = self.same.get(past, past)
        return past + "ن" if past in self._by_infinitive else past


def _first_wins(*rules: FormStems) -> dict[str, str]:
    table: dict[str, str] = {}
    for rule in rules:
        for form, stem in rule:
            table.setdefault(form, stem)
    return table


def _halves(verb: str) -> tuple[str, str]:
    """Past and present stem of `past#present`; a past of "" if the row is not a verb of two plain stems."""
    past, _, present = (clean(part.strip()) for part in verb.partition("#"))
    return ("", "") if " " in present else (past, present)


def _in_use_after_mi(verbs: _VerbList) -> FormStems:
    for past, present in map(_halves, verbs.in_use):
        for form in conjugation.after_mi(past, present) if past else ():
            yield form, verbs.stem(past)
            yield form.replace("آ", "ا"), verbs.stem(past)


def _archaic_after_mi(verbs: _VerbList, hazm_verbs: Iterable[str]) -> FormStems:
    """Of a verb out of use the participle is an adjective: آماده, فرسوده."""
    in_use = frozenset(verbs.in_use)
    for past, present in (_halves(verb) for verb in hazm_verbs if verb not in in_use):
        for form in conjugation.after_mi(past, present) if past else ():
            if len(form) > 3 and not form.startswith(past + "ه"):
                yield form, verbs.stem(past)
                yield form.replace("آ", "ا"), verbs.stem(past)


def _spoken_after_mi(verbs: _VerbList) -> dict[str, str]:
    """می‌شه, می‌تونستن, می‌سوزونن, می‌چرخوند: the last of several wins."""
    spoken = {
        start + ending: stem
        for start, stem in conjugation.SPOKEN.items()
        for ending in conjugation.SPOKEN_FORMS
    }
    for past, stem in conjugation.SPOKEN_PASTS.items():
        spoken |= dict.fromkeys((past + ending for ending in (*conjugation.PAST_ENDINGS, "ن")), stem)
    for past, present in map(_halves, verbs.simple):
        if past.endswith("اند") and present == past[:-1]:
            start = past[:-3] + "ون"
            endings = (*conjugation.SPOKEN_FORMS, "د", "دم", "دن", "دیم")
            spoken |= dict.fromkeys((start + ending for ending in endings), verbs.stem(past))
    return spoken


def _in_use_bare(verbs: _VerbList, known: dict[str, int]) -> FormStems:
    for negative in (False, True):  # نشستن is to sit before it is not to wash
        for verb in verbs.in_use:
            past, present = _halves(verb)
            prefixed = verb in verbs.prefixed
            second = set() if prefixed else set(conjugation.second_person(present, negative))
            # The second person singular is a verb only where nothing else is written so (بگویی).
            other_words = verbs.no_verbs | (second & known.keys())
            for form in (*conjugation.bare(past, present, negative, prefixed), *second):
                if form not in other_words and _is_verb(form, past, known):
                    yield form, (verbs.stem(past) if form != past or past in verbs.same else past)


def _is_verb(form: str, past: str, known: dict[str, int]) -> bool:
    """Whether a form without می is rather the verb than another word that is written so."""
    if form == past:
        return len(form) > 2
    if len(form) < 3 or (len(form) == 3 and form not in _SHORT_FORMS):
        return False
    listed = known.get(form, 0) & (NOUN | ADJECTIVE) and form[-1] not in "نه"
    return not listed or form in _VERB_WINS


def _spoken_subjunctives(verbs: _VerbList, known: dict[str, int], after_mi: dict[str, str]) -> FormStems:
    """بخرن, نکنین, بسازه: only what is no other word."""
    joined = {word.replace(ZWNJ, "") for word in known if ZWNJ in word}  # بن‌مایه
    other_words = verbs.no_verbs | joined
    spoken = (f"{stem}#{start}" for start, stem in conjugation.SPOKEN.items())
    for past, present in map(_halves, (*verbs.simple, *spoken)):
        stem = verbs.stem(past.removesuffix("ن") if past == "نشستن" else past)
        for form in conjugation.spoken_subjunctive(present):
            mi = form.startswith("نمی") and form[3:] in after_mi  # نمیره: does not go
            if len(form) > 3 and not mi and form not in known and form not in other_words:
                yield form, stem


def _spoken_pasts(known: dict[str, int]) -> FormStems:
    """تونستم, ندونستن."""
    for past, stem in conjugation.SPOKEN_PASTS.items():
        for form in (start + past + ending for start in ("", "ن") for ending in ("", "م", "یم", "ن")):
            if form not in known:
                yield form, stem


def _with_plain_alef(bare: dict[str, str], known: dict[str, int]) -> FormStems:
    """درامده, فراورد: ا for آ inside a verb."""
    for form, stem in bare.items():
        if "آ" in form[1:] and (plain := form[0] + form[1:].replace("آ", "ا")) not in known:
            yield plain, stem
