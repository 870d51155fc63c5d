"""Conjugation: the written forms of a verb, each mapped to one stem (used once, by the lexicon's build).

A verb is `past#present` as hazm writes it (رفت#رو). Its stem is the past stem, because that is what reports
use most; where the past stem is also another word (مرد، نهاد) the infinitive is the stem.
"""

from __future__ import annotations

from collections.abc import Iterator

PAST_ENDINGS = ("", "م", "ی", "یم", "ید", "ند")
PRESENT_ENDINGS = ("م", "ی", "د", "یم", "ید", "ند")
SPOKEN_ENDINGS = ("ه", "ن", "ین")
PARTICIPLE_ENDINGS = ("", "اند", "ام", "ایم", "اید", "ست")
IMPERATIVES = frozenset(
    ("گو", "بین", "کن", "گیر", "ساز", "نویس", "خوان", "فروش", "گذار", "آور", "شنو", "نشین")
)
# Only these are used in the first person without می or ب (باید اجاره کنم); of others the form is a noun with
# its possessive: کارم، جنگم، خوابم.
LIGHT = frozenset(
    ("کن", "شو", "ده", "گیر", "دار", "باش", "یاب", "نما", "گرد", "خواه", "توان", "پذیر", "رسان", "آور")
)
PREFIXES = ("بر", "باز", "در", "فرا", "فرو", "وا", "ور")

# Present stems of speech (می‌شه، می‌گن): stem -> past stem.
SPOKEN = {
    "ش": "شد", "ر": "رفت", "گ": "گفت", "د": "داد", "خوا": "خواست", "تون": "توانست", "دون": "دانست",
    "ذار": "گذاشت",
    "مون": "ماند", "خون": "خواند", "ار": "آورد", "شین": "نشستن", "رسون": "رساند", "آ": "آمد", "ا": "آمد",
}  # fmt: skip
SPOKEN_PASTS = {
    "تونست": "توانست", "دونست": "دانست", "موند": "ماند", "خوند": "خواند", "رسوند": "رساند",
    "گردوند": "گرداند", "نشوند": "نشاند",
}  # fmt: skip
SPOKEN_FORMS = ("م", "ی", "ه", "یم", "ین", "ن", "د")


def presents(stem: str, endings: tuple[str, ...] = PRESENT_ENDINGS) -> Iterator[str]:
    """Present forms of a stem, without prefix; a stem in ا or و may take a glide (فرما+ید، گو+ید → گوید)."""
    for ending in endings:
        yield stem + ending
        if stem.endswith("ا") and len(stem) > 1:
            yield f"{stem}ی{ending}"


def after_mi(past: str, present: str) -> Iterator[str]:
    """What may stand after می or نمی: past and present forms, the participle, forms of speech."""
    for ending in (*PAST_ENDINGS, "ن"):  # می‌کردن: "they did" in speech
        yield past + ending
    for ending in PARTICIPLE_ENDINGS:
        yield f"{past}ه{ending}"
    if present:
        yield from presents(present, PRESENT_ENDINGS + SPOKEN_ENDINGS)


def _with(prefix: str, stem: str) -> str:
    """Put ب or ن before a stem: a beginning آ or ا becomes یا or ی (بیاید، نیامد، بیفتد)."""
    if stem.startswith("آ"):
        return f"{prefix}یا{stem[1:]}"
    if stem.startswith("ا") and not stem.startswith(("ای", "او")):
        return f"{prefix}ی{stem[1:]}"
    return prefix + stem


def bare(past: str, present: str, negative: bool, prefixed: bool) -> Iterator[str]:
    """Forms without می: past, participle, infinitive, present, subjunctive — or their negatives.

    The second person singular is left out: its forms are mostly other words (کشتی، سازی، گیری).
    """
    prefix = next((p for p in PREFIXES if prefixed and past.startswith(p)), "")
    past_core, present_core = past[len(prefix) :], present[len(prefix) :]
    endings = tuple(ending for ending in PRESENT_ENDINGS if ending != "ی")
    if not negative:
        yield from _past(past)
        without = endings if prefix or present in LIGHT else tuple(e for e in endings if e != "م")
        yield from (prefix + form for form in presents(present_core, without) if present)
        for form in presents(present_core, endings) if present and not prefix else ():
            yield _with("ب", form)
        if present in IMPERATIVES:
            yield _with("ب", present)
        return
    yield from _past(prefix + _with("ن", past_core))
    for form in presents(present_core, endings) if present else ():
        yield prefix + _with("ن", form)


def second_person(present: str, negative: bool) -> Iterator[str]:
    """The second person singular after ب or ن (بروی، نگویی), for those that are no other word."""
    for form in presents(present, ("ی",)) if present else ():
        yield _with("ن" if negative else "ب", form)


def spoken_subjunctive(present: str) -> Iterator[str]:
    """What people write for بخرد, بخرند, بخرید: بخره, بخرن, بخرین, and with ن."""
    for ending in SPOKEN_ENDINGS if present else ():
        yield _with("ب", present + ending)
        yield _with("ن", present + ending)


def _past(start: str) -> Iterator[str]:
    yield from (start + ending for ending in PAST_ENDINGS if ending != "ی")
    yield from (f"{start}ه{ending}" for ending in PARTICIPLE_ENDINGS)
    yield start + "ن"
