"""A scorecard as rows for people: each number with its definition, interval, sample and the period before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rasad.desk.evaluation.estimates import Estimate
from rasad.desk.evaluation.scorecards import Scorecard
from rasad.persian.dates.jalali import persian_digits

_HOW = (("whole", "کامل"), ("edited", "با ویرایش"), ("quoted", "نقل بخشی"))
_TONES = (("positive", "مثبت"), ("neutral", "خنثی"), ("negative", "منفی"), ("mixed", "آمیخته"))


@dataclass(frozen=True, slots=True)
class MetricRow:
    """One number; `low`, `value` and `high` are places of a thousand on a line, None where none is drawn."""

    key: str
    name: str
    definition: str
    text: str
    interval: str
    sample: str
    before: str
    low: int | None = None
    value: int | None = None
    high: int | None = None

    @property
    def width(self) -> int:
        """Of the drawn interval, a thousand being the whole line."""
        return max(6, (self.high or 0) - (self.low or 0))


def number(value: float | int | None, digits: int = 0) -> str:
    """A number in Persian; «—» where there is none."""
    if value is None:
        return "—"
    text = f"{value:,.{digits}f}"
    return persian_digits(text).replace(",", "٬").replace(".", "٫")


def percent(value: float | None) -> str:
    """A share as a percentage."""
    return "—" if value is None else f"{number(100 * value)}٪"


def metric_rows(card: Scorecard, before: Scorecard | None = None) -> list[MetricRow]:
    """The rows of a scorecard, beside the same of the period before."""
    return [*_counts(card, before), *_estimates(card, before)]


_COUNTS: tuple[tuple[str, str, str, Callable[[Scorecard], str]], ...] = (
    (
        "releases", "خبرهای تولیدشده",
        "خبرهای روابط عمومی در پایگاه و کانال‌های واحد؛ یک متن در چند کانال یک خبر است.",
        lambda card: number(card.releases),
    ),
    (
        "publications", "بازتاب در رسانه‌ها",
        "مطلب‌های رسانه‌های بیرون از شهرداری که دست‌کم ۳۵٪ متن یکی از آن خبرها در آن‌هاست.",
        lambda card: number(card.publications),
    ),
    (
        "municipal", "بازتاب در رسانه‌های شهرداری",
        "همان، در کانال‌های واحدهای دیگر و رسانه‌های شهرداری؛ در سنجه‌های دیگر شمرده نمی‌شود.",
        lambda card: number(card.municipal_publications),
    ),
    (
        "tiers", "ردهٔ رسانه‌ها", "شمار بازتاب‌ها در رسانه‌های ردهٔ ۱ (بزرگ‌ترین)، ۲ و ۳.",
        lambda card: "، ".join(
            f"ردهٔ {number(tier)}: {number(card.tiers.get(tier, 0))}" for tier in (1, 2, 3)
        ),
    ),
    (
        "how", "چگونگی بازتاب", "کامل، با ویرایش، نقل بخشی؛ نقض‌شده را کارکنان نشان کرده‌اند.",
        lambda card: "، ".join(
            [f"{label}: {number(card.how.get(key, 0))}" for key, label in _HOW]
            + [f"نقض شده: {number(card.contradicted)}"]
        ),
    ),
    (
        "front_pages", "صفحهٔ نخست", "بازتاب‌ها در صفحهٔ نخست روزنامه‌ها.",
        lambda card: number(card.front_pages),
    ),
    (
        "origins", "خاستگاه‌های مستقل",
        "سوژه‌هایی دربارهٔ واحد که نخستین بار رسانه‌ای بیرون از شهرداری آن‌ها را نوشت.",
        lambda card: number(card.origins),
    ),
    (
        "reflected", "رویدادهای بازتاب‌یافته",
        "همهٔ سوژه‌هایی که رسانه‌های بیرون از شهرداری دربارهٔ واحد نوشتند (شاخص رایج «بازتاب»).",
        lambda card: number(card.reflected),
    ),
    (
        "produced_published", "تولید و انتشار",
        "شاخص رایج شهرداری‌ها: خبرهای تولیدشده به‌علاوهٔ بازتاب آن‌ها در رسانه‌ها.",
        lambda card: number(card.produced_published),
    ),
    (
        "tones", "لحن مطلب‌های بررسی‌شده", "داوری کارکنان دربارهٔ لحن نسبت به واحد؛ بررسی‌نشده‌ها در آن نیست.",
        lambda card: "، ".join(f"{label}: {number(card.tones.get(key, 0))}" for key, label in _TONES),
    ),
)  # fmt: skip


def _counts(card: Scorecard, before: Scorecard | None) -> list[MetricRow]:
    return [
        MetricRow(key, name, definition, tell(card), "", "", tell(before) if before else "—")
        for key, name, definition, tell in _COUNTS
    ]


def _estimates(card: Scorecard, before: Scorecard | None) -> list[MetricRow]:
    shares = (
        ("pickup", "نرخ بازتاب", "سهم خبرهایی که دست‌کم یک رسانه آورد؛ نزدیک‌شده به میانگین شهر.", "خبر"),
        ("reach", "رسایی", "میانگین امتیاز ردهٔ آورندگان هر خبر، از ۶؛ نزدیک‌شده به میانگین شهر.", "خبر"),
        ("verbatim", "سهم بازنشر کامل", "سهم بازتاب‌هایی که متن را کم‌وبیش کامل آوردند.", "بازتاب"),
        ("tone", "لحن دریافتی", "۰ منفی، ۵۰٪ خنثی، ۱۰۰٪ مثبت؛ نزدیک‌شده به میانگین شهر.", "مطلب بررسی‌شده"),
        ("messages", "پیام‌های رسیده", "سهم بازتاب‌هایی که دست‌کم یک پیام کلیدی واحد در آن‌هاست.", "بازتاب"),
        ("replies", "جوابیه در مهلت", "سهم جوابیه‌هایی که پیش از پایان مهلت کاری نوشته شد.", "جوابیه"),
    )  # fmt: skip
    rows = [
        _share(key, name, definition, unit, getattr(card, key), getattr(before, key) if before else None)
        for key, name, definition, unit in shares
    ]
    lag = "میانهٔ ساعت‌ها از انتشار خبر تا بازتاب آن؛ زمان‌های تا روز و بازتاب‌های زودتر از خبر در آن نیست."
    rows.append(_hours("lag", "تأخیر بازتاب", lag, card.lag, before.lag if before else None, "بازتاب"))
    reply = "میانگین ساعت‌های کاری از سپردن به واحد تا نوشتن جوابیه."
    rows.append(
        _hours(
            "reply_hours",
            "زمان پاسخ",
            reply,
            card.reply_hours,
            before.reply_hours if before else None,
            "جوابیه",
        )
    )
    return rows


def _share(
    key: str, name: str, definition: str, unit: str, now: Estimate, before: Estimate | None
) -> MetricRow:
    drawn = now.value is not None and now.low is not None and now.high is not None
    return MetricRow(
        key,
        name,
        definition,
        percent(now.value),
        f"{percent(now.low)} تا {percent(now.high)}" if drawn else "—",
        f"{number(now.n)} {unit}",
        percent(before.value) if before else "—",
        *((round(1000 * (one or 0.0)) for one in (now.low, now.value, now.high)) if drawn else ()),
    )


def _hours(
    key: str, name: str, definition: str, now: Estimate, before: Estimate | None, unit: str
) -> MetricRow:
    known = now.low is not None and now.high is not None
    return MetricRow(
        key,
        name,
        definition,
        f"{number(now.value, 1)} ساعت" if now.value is not None else "—",
        f"{number(now.low, 1)} تا {number(now.high, 1)}" if known else "—",
        f"{number(now.n)} {unit}",
        f"{number(before.value, 1)} ساعت" if before and before.value is not None else "—",
    )
