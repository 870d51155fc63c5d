"""The formula of the evaluation: documented, versioned, dated; a change is a new version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from rasad.archive.database.transactions import write_transaction
from rasad.desk.accounts.roles import may
from rasad.desk.audit.actor import Actor
from rasad.desk.audit.log import note
from rasad.desk.errors import InvalidValueError, NotAllowedError
from rasad.desk.evaluation.models import EvaluationFormula
from rasad.persian.dates.jalali import from_jalali

FULL_POINTS = 6.0  # tier points at which a release has its full reach

#: Component → (name, how it is counted, 0..1, usual weight).
COMPONENTS = MappingProxyType(
    {
        "pickup": (
            _("نرخ بازتاب"),
            _("سهم خبرهایی که دست‌کم یک رسانهٔ بیرون از شهرداری آورد؛ نزدیک‌شده به میانگین شهر."),
            0.35,
        ),
        "reach": (
            _("رسایی"),
            _("میانگین امتیاز ردهٔ آورندگان هر خبر، تا سقف ۶ امتیاز؛ نزدیک‌شده به میانگین شهر."),
            0.20,
        ),
        "speed": (_("تندی"), _("H ÷ (H + میانهٔ تأخیر به ساعت)؛ H در فرمول آمده است."), 0.10),
        "tone": (
            _("لحن دریافتی"),
            _("(۱ + (مثبت − منفی) ÷ بررسی‌شده) ÷ ۲ در مطلب‌های رسانه‌ها دربارهٔ واحد؛ نزدیک‌شده به میانگین شهر."),
            0.20,
        ),
        "messages": (_("پیام‌های رسیده"), _("سهم بازتاب‌هایی که دست‌کم یک پیام کلیدی واحد در آن‌هاست."), 0.05),
        "replies": (_("پاسخ به‌موقع"), _("سهم جوابیه‌هایی که در مهلت کاری نوشته شد."), 0.10),
    }
)  # fmt: skip
TIERS = MappingProxyType({"1": 3.0, "2": 2.0, "3": 1.0})


@dataclass(frozen=True, slots=True)
class FormulaValues:
    """What a version of the formula says."""

    number: int = 0
    valid_from: date = field(default_factory=lambda: from_jalali(1400, 1, 1))
    weights: Mapping[str, float] = field(
        default_factory=lambda: {key: weight for key, (_name, _how, weight) in COMPONENTS.items()}
    )
    tier_points: Mapping[str, float] = field(default_factory=lambda: dict(TIERS))
    prior_releases: float = 10.0
    lag_hours: float = 6.0
    least_releases: int = 5
    note: str = ""


def formula_for(day: date) -> FormulaValues:
    """The version that scores a period which begins on a day; before the first, the one that Rasad ships."""
    row = EvaluationFormula.objects.filter(valid_from__lte=day).order_by("-valid_from", "-number").first()
    return values_of(row) if row else FormulaValues()


def values_of(row: EvaluationFormula) -> FormulaValues:
    """What a stored version says."""
    usual = FormulaValues()
    return FormulaValues(
        number=row.number,
        valid_from=row.valid_from,
        weights={**dict.fromkeys(COMPONENTS, 0.0), **row.weights},
        tier_points={**usual.tier_points, **row.tier_points},
        prior_releases=row.prior_releases,
        lag_hours=row.lag_hours,
        least_releases=row.least_releases,
        note=row.note,
    )


def save_formula(actor: Actor, values: FormulaValues) -> EvaluationFormula:
    """Write a new version. Raises `NotAllowedError`, `InvalidValueError`."""
    if actor.user is None or not may(actor.user, "people"):
        raise NotAllowedError
    _check(values)
    with write_transaction():
        last = EvaluationFormula.objects.aggregate(last=Max("number"))["last"] or 0
        row = EvaluationFormula.objects.create(
            number=last + 1,
            valid_from=values.valid_from,
            weights=dict(values.weights),
            tier_points=dict(values.tier_points),
            prior_releases=values.prior_releases,
            lag_hours=values.lag_hours,
            least_releases=values.least_releases,
            note=values.note[:2000],
            by=actor.user,
        )
        note(actor, "formula.make", f"formula:{row.number}", weights=row.weights, note=row.note[:300])
    return row


def _check(values: FormulaValues) -> None:
    weights = values.weights
    if set(weights) - set(COMPONENTS) or any(not 0 <= weight <= 1 for weight in weights.values()):
        raise InvalidValueError("weights", "weight_invalid", "وزن هر سنجه عددی از ۰ تا ۱ است.")
    if not sum(weights.values()):
        raise InvalidValueError("weights", "weight_missing", "دست‌کم یک وزن بیش از صفر بنویسید.")
    if set(values.tier_points) - set(TIERS) or any(
        not 0 <= one <= 100 for one in values.tier_points.values()
    ):
        raise InvalidValueError("tier_points", "tier_invalid", "امتیاز هر رده عددی از ۰ تا ۱۰۰ است.")
    if not (0 <= values.prior_releases <= 1000 and 0 < values.lag_hours <= 1000):
        message = "قدرت نزدیک‌سازی از ۰ تا ۱۰۰۰ و ساعت مرجع بیش از صفر است."
        raise InvalidValueError("prior_releases", "number_invalid", message)
    if not 0 <= values.least_releases <= 1000:
        raise InvalidValueError("least_releases", "number_invalid", "کمترین خبر از ۰ تا ۱۰۰۰ است.")
    if not values.note.strip():
        raise InvalidValueError("note", "note_missing", "بنویسید چرا فرمول عوض می‌شود؛ این در تاریخچه می‌ماند.")
