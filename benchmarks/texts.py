"""Synthetic Persian articles for the benchmarks of this room: own vocabulary, own spelling variation, seeded.

Words are drawn with a Zipf-like weight from the shipped lexicon's frequent words where it is there,
sentences are strung of them, so shingles collide about as rarely as in news.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import accumulate
from random import Random

_ROOTS = [
    "شهر", "خیابان", "پل", "تونل", "مترو", "اتوبوس", "پارک", "درخت", "آب", "برق", "گاز",
    "هوا", "باران", "برف", "مدرسه", "بیمارستان", "کتابخانه", "بازار", "میدان", "خانه", "کار", "کارگر",
    "معلم", "پزشک", "مدیر", "شورا", "مجلس", "دولت", "وزیر", "استان", "شهرستان", "روستا", "جاده",
    "ریل", "قطار", "هواپیما", "فرودگاه", "بندر", "کشتی", "ورزش", "فوتبال", "سینما", "تئاتر", "موسیقی",
    "نقاشی", "کتاب", "روزنامه", "خبر", "گزارش", "پرسش", "پاسخ", "طرح", "برنامه", "بودجه", "هزینه",
    "درآمد", "مالیات", "بانک", "پول", "سکه", "طلا", "نفت", "بنزین", "خودرو", "کارخانه", "تولید",
    "صنعت", "کشاورزی", "گندم", "برنج", "میوه", "گوشت", "مرغ", "شیر", "نان", "دارو", "درمان",
    "بیمه",
]  # fmt: skip
_ENDINGS = ("", "", "", "ی", "‌ها", "‌های", "ان", "‌ای", "‌هایی", "م")
_VERBS = ("می‌شود", "شد", "خواهد شد", "می‌رسد", "رسید", "گفت", "می‌کند", "کرد", "داشت", "آغاز شد", "پایان یافت")
_GLUE = ("و", "در", "از", "به", "با", "برای", "که", "این", "آن", "را", "تا", "بر")


class Maker:
    """Makes texts; the same seed makes the same ones."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)
        joined = [a + b for a in _ROOTS for b in _ENDINGS]
        pairs = [f"{a}{b}" for a in _ROOTS[:40] for b in ("گاه", "بان", "دار", "نامه", "سازی", "پذیر")]
        self.words = joined + pairs
        self.chance.shuffle(self.words)
        self._weights = list(accumulate(1 / (rank + 20) for rank in range(len(self.words))))
        self.made: list[str] = []

    def word(self) -> str:
        """One content word."""
        return self.chance.choices(self.words, cum_weights=self._weights)[0]

    def sentence(self) -> str:
        """A sentence of 8 to 22 words."""
        out = []
        for place in range(self.chance.randint(6, 20)):
            out.append(self.chance.choice(_GLUE) if place % 3 == 2 else self.word())
            if self.chance.random() < 0.03:
                out.append(str(self.chance.randint(2, 9_000)))
        return " ".join([*out, self.chance.choice(_VERBS)]) + "."

    def text(self, sentences: int) -> str:
        """Paragraphs of about four sentences."""
        made = [self.sentence() for _ in range(sentences)]
        return "\n\n".join(" ".join(made[at : at + 4]) for at in range(0, sentences, 4))

    def article(self) -> str:
        """A new text of 60 to 500 words; remembered for copies."""
        text = self.text(self.chance.randint(5, 34))
        self.made.append(text)
        return text

    def copy(self) -> str:
        """An edited copy of one of the last few hundred."""
        return self.edited(self.chance.choice(self.made[-300:]), self.chance.uniform(0.02, 0.3))

    def edited(self, text: str, share: float) -> str:
        """The text with about `share` of its sentences dropped, rewritten or added, and other spelling."""
        out: list[str] = []
        for part in text.split("\n\n"):
            kept: list[str] = []
            for sentence in part.split(". "):
                luck = self.chance.random()
                if luck < share / 3:
                    continue
                kept.append(self.sentence().rstrip(".") if luck < share * 2 / 3 else sentence.rstrip("."))
                if luck > 1 - share / 3:
                    kept.append(self.sentence().rstrip("."))
            if kept:
                out.append(". ".join(kept) + ".")
        return self.respelled("\n\n".join(out) or text)

    def respelled(self, text: str) -> str:
        """Another house's spelling: half-spaces, Arabic letters, digits."""
        if self.chance.random() < 0.4:
            text = text.replace("می‌", "می ")
        if self.chance.random() < 0.3:
            text = text.replace("‌های", " های").replace("‌ها", "ها")
        if self.chance.random() < 0.3:
            text = text.replace("ی", "ي").replace("ک", "ك")
        if self.chance.random() < 0.5:
            text = text.translate({ord("0") + n: "۰۱۲۳۴۵۶۷۸۹"[n] for n in range(10)})
        return text

    def now(self, number: int) -> datetime:
        """The moment of the nth item."""
        return datetime(2026, 11, 20, 6, tzinfo=UTC) + timedelta(seconds=number)

    def page(self, text: str, at: datetime) -> bytes:
        """A page of about 40 KB that holds the text."""
        title = " ".join(self.word() for _ in range(7))
        told = f'"datePublished": "{at.isoformat()}", "headline": "{title}"'
        body = "".join(f"<p>{part}</p>" for part in text.split("\n\n"))
        side = "".join(f"<li><a href='/news/{n}'>{self.word()} {self.word()}</a></li>" for n in range(120))
        return (
            f"<html lang=fa><head><meta charset=utf-8><title>{title}</title>"
            f'<script type="application/ld+json">{{"@type": "NewsArticle", {told}}}</script></head>'
            f"<body><ul>{side}</ul><article><h1>{title}</h1>"
            f'<div itemprop="articleBody">{body}</div></article><ul>{side}</ul></body></html>'
        ).encode()
