"""Every written form of every verb to its one stem (set-up only): conjugation, less what is another word."""

from __future__ import annotations

from collections.abc import Iterable

from rasad.persian.lexicon.lexicon import ADJECTIVE, NOUN
from rasad.persian.lexicon.sources import clean, rows, verb_pairs
from rasad.persian.morphology import conjugation
from rasad.persian.text.normalizer import ZWNJ

_SHORT_FORMS = frozenset(
    ("کند", "شود", "دهد", "زند", "رسد", "کنم", "شده", "زده", "نشد", "شدم", "شدن", "زدم", "زدن")
)
# Forms that hazm also lists as nouns, but that a news reader meets as verbs.
_VERB_WINS = frozenset(
    [
        "کند",
        "شود",
        "دهد",
        "دارد",
        "گوید",
        "کنند",
        "شوند",
        "دهند",
        "دارند",
        "گویند",
        "باشد",
        "باشند",
        "رفته",
        "گفته",
        "شده",
        "کرده",
        "نشده",
        "نکرده",
        "بوده",
        "دیده",
        "گفتند",
    ]
)


def _halves(verb: str) -> tuple[str, str]:
    """Past and present stem of ``past#present``; a past of "" if the row is not a verb of two plain stems."""
    past, _, present = (clean(part.strip()) for part in verb.partition("#"))
    return ("", "") if " " in present else (past, present)


def verb_tables(known: dict[str, int], hazm_verbs: Iterable[str]) -> tuple[dict[str, str], dict[str, str]]:
    """(forms after می, bare forms), each form to its verb's stem."""
    listed: dict[str, list[str]] = {}
    for kind, value, *_ in rows("morphology/verbs"):
        listed.setdefault(kind, []).append(value)
    same = dict(verb_pairs("same"))
    by_infinitive = {clean(past) for past in listed["infinitive-stem"]}
    alone = {clean(word) for kind in ("left-alone", "participle") for word in listed[kind]}

    def stem_of(past: str) -> str:
        past = same.get(past, past)
        return past + "ن" if past in by_infinitive else past

    after_mi: dict[str, str] = {}
    bare: dict[str, str] = {}
    spoken = {
        start + ending: stem
        for start, stem in conjugation.SPOKEN.items()
        for ending in conjugation.SPOKEN_FORMS
    }
    for past, stem in conjugation.SPOKEN_PASTS.items():  # می‌تونستن
        spoken |= dict.fromkeys((past + ending for ending in (*conjugation.PAST_ENDINGS, "ن")), stem)
    for past, present in map(_halves, listed["simple"]):  # می‌سوزونن, می‌چرخوند
        if past.endswith("اند") and present == past[:-1]:
            start = past[:-3] + "ون"
            spoken |= dict.fromkeys((start + ending for ending in conjugation.SPOKEN_FORMS), stem_of(past))
            spoken |= dict.fromkeys((start + "د" + ending for ending in ("", "م", "ن", "یم")), stem_of(past))
    in_use = [*listed["simple"], *listed["prefixed"]]
    archaic = [verb for verb in hazm_verbs if verb not in set(in_use)]
    for verb in [*in_use, "", *archaic]:
        if not verb:  # speech comes after the verbs in use (می‌دوند runs) and before old ones
            after_mi = spoken | after_mi
            continue
        past, present = _halves(verb)
        for form in conjugation.after_mi(past, present) if past else ():
            # of a verb out of use the participle is an adjective: آماده, فرسوده
            if verb in archaic and (len(form) < 4 or form.startswith(past + "ه")):
                continue
            after_mi.setdefault(form, stem_of(past))
            after_mi.setdefault(form.replace("آ", "ا"), stem_of(past))
    for negative in (False, True):  # نشستن is to sit before it is not to wash
        for verb in in_use:
            past, present = _halves(verb)
            second = set(conjugation.second_person(present, negative)) if verb in listed["simple"] else set()
            for form in (*conjugation.bare(past, present, negative, verb in listed["prefixed"]), *second):
                if (
                    form in alone
                    or len(form) < 3
                    or (len(form) == 3 and form != past and form not in _SHORT_FORMS)
                ):
                    continue
                # The second person singular is a verb only where nothing else is written so (بگویی).
                if form in second and form in known:
                    continue
                listed_too = known.get(form, 0) & (NOUN | ADJECTIVE) and form[-1] not in "نه"
                if form != past and listed_too and form not in _VERB_WINS:
                    continue
                bare.setdefault(form, stem_of(past) if form != past or past in same else past)
    joined = {word.replace(ZWNJ, "") for word in known if ZWNJ in word}  # بن‌مایه
    for verb in [*listed["simple"], *(f"{stem}#{start}" for start, stem in conjugation.SPOKEN.items())]:
        past, present = _halves(verb)
        for form in conjugation.spoken_subjunctive(present):  # بخرن, نکنین, بسازه: only what is no other word
            mi = form.startswith("نمی") and form[3:] in after_mi  # نمیره: does not go
            if len(form) > 3 and not mi and form not in known and form not in alone | joined:
                bare.setdefault(form, stem_of(past.removesuffix("ن") if past == "نشستن" else past))
    for past, stem in conjugation.SPOKEN_PASTS.items():
        for form in (start + past + ending for start in ("", "ن") for ending in ("", "م", "یم", "ن")):
            if form not in known:
                bare.setdefault(form, stem)
    for form, stem in list(bare.items()):  # درامده, فراورد: ا for آ inside a verb
        if "آ" in form[1:] and (plain := form[0] + form[1:].replace("آ", "ا")) not in known:
            bare.setdefault(plain, stem)
    for participle in listed["never-perfect"]:  # وابسته‌اند: they are dependent
        after_mi.pop(clean(participle), None)
    for form, stem in {
        "توان": "توانست",
        "بایست": "باید",
        "بایستی": "باید",
        "باید": "باید",
        "شاید": "شاید",
    }.items():
        after_mi[form] = stem
    for form, stem in verb_pairs("form"):
        bare[form] = stem
    return after_mi, bare
