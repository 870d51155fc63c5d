"""How newsrooms take over each other's texts: whole, edited, quoted, as a post. Likeness is guaranteed.

What counts as the same story is defined here once: a reprint shares at least `SAME` of its shingles
(Jaccard) with the text it was taken from; anything else stays under `OTHER`.
"""

from __future__ import annotations

import random
from dataclasses import replace

from demo.model import CityOutlet, Text
from demo.texts.likeness import contained, jaccard, numbers, shingles, words

SAME = 0.42
OTHER = 0.22
QUOTED = 0.45

_SYNONYMS = (
    ("گفت:", "اظهار کرد:"),
    ("افزود:", "ادامه داد:"),
    ("تأکید کرد", "تصریح کرد"),
    ("یادآور شد", "خاطرنشان کرد"),
    ("شهروندان", "ساکنان شهر"),
    ("نزدیک به", "حدود"),
    ("آغاز", "شروع"),
    ("به گفته", "بنا به اعلام"),
)
_LEAD_INS = (
    "به گزارش {own} به نقل از {origin}، ",
    "به گزارش {own}، ",
    "{own} - ",
    "به نقل از {origin}، ",
    "به گزارش خبرنگار {own}، ",
)
_TAILS = (
    "این خبر با رسیدن جزئیات تکمیل می‌شود.",
    "جزئیات بیشتر را در سرویس شهری دنبال کنید.",
    "پیگیری‌های خبرنگار ما در این باره ادامه دارد.",
    "گفتنی است این رسانه پیش‌تر نیز به این موضوع پرداخته بود.",
)
_FRAMES = (
    "در متنی که روابط عمومی فرستاده آمده است: «{quote}»",
    "بر پایه اطلاعیه رسمی، «{quote}»",
    "پیش‌تر در خبر روابط عمومی خوانده بودیم: «{quote}»",
    "مسئولان اما نوشته‌اند: «{quote}»",
)


def whole(text: Text, own: CityOutlet, origin: CityOutlet, dice: random.Random) -> Text:
    """Taken over unchanged but for a lead-in."""
    first = dice.choice(_LEAD_INS).format(own=own.tag, origin=origin.tag) + text.paras[0]
    return replace(text, paras=(first, *text.paras[1:]), kicker="")


def edited(
    text: Text, headlines: tuple[str, ...], own: CityOutlet, origin: CityOutlet, dice: random.Random
) -> Text:
    """Taken over with another headline, some words changed, paragraphs trimmed or moved, a tail added."""
    made = text
    for keep in (0.6, 0.7, 0.8, 1.0):
        paras = list(whole(text, own, origin, dice).paras)
        for old, new in dice.sample(_SYNONYMS, 4):
            paras = [para.replace(old, new) for para in paras]
        paras = paras[: max(1, round(len(paras) * keep))]
        if len(paras) > 3 and dice.random() < 0.4:
            paras.append(paras.pop(1))
        if dice.random() < 0.5:
            paras.append(dice.choice(_TAILS))
        made = replace(text, title=dice.choice(headlines), paras=tuple(paras), kicker="")
        if not same_numbers(made, text):
            made = replace(made, title=text.title)
        if jaccard(shingles(made.body), shingles(text.body)) >= SAME + 0.1 and same_numbers(made, text):
            break
    return made


def same_numbers(one: Text, other: Text) -> bool:
    """Whether they share so many numbers that nobody takes them for two days of a daily report."""
    mine, theirs = numbers(one.words), numbers(other.words)
    shared = len(mine & theirs)
    if min(len(words(one.words)), len(words(other.words))) < 80:
        return shared >= 0.55 * len(mine | theirs)
    return shared >= 0.6 * min(len(mine), len(theirs))


def quoting(own: Text, release: Text, dice: random.Random) -> Text | None:
    """`own` with passages of a release set in; None if it would be neither a quote nor another story."""
    wanted, known = shingles(release.body), shingles(f"{release.lead}\n{release.body}")
    paras = list(own.paras)
    for index, para in enumerate(release.paras):
        quote = dice.choice(_FRAMES).format(quote=para.rstrip("."))
        paras.insert(min(len(paras), 1 + 2 * index), quote)
        made = replace(own, paras=tuple(paras))
        got = shingles(f"{made.lead}\n{made.body}")
        if contained(wanted, got) >= QUOTED and contained(known, got) >= QUOTED - 0.05:
            return made if jaccard(known, got) <= OTHER else None
    return None


def post_of(text: Text, dice: random.Random) -> Text:
    """A whole text as a social post: the headline, an empty line, the body."""
    mark = dice.choice(("♦️ ", "🔸 ", "📌 ", ""))
    paras = ((text.lead,) if text.lead else ()) + text.paras
    return Text(mark + text.title, paras)


def updated(text: Text, sentence: str) -> Text:
    """The body edited after publication."""
    return replace(text, paras=(text.paras[0], f"به‌روزرسانی: {sentence}", *text.paras[1:]))
