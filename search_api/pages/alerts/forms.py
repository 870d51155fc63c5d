"""The form of an alert rule: what is asked, checked and written."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.contrib.auth.models import User

from rasad.archive.models import Article, Outlet, Unit
from rasad.desk.access import usable_targets
from rasad.desk.alerts.rules import RuleValues
from rasad.desk.models import AlertRule, Target
from rasad.persian.dates.jalali import TEHRAN, WEEKDAYS, format_numeric
from rasad.persian.text.normalizer import fold
from rasad.search.query.date_spans import day_bounds

# Monday is 0, as `AlertRule.schedule` counts; shown from Saturday.
DAYS = [((5 + number) % 7, name) for number, name in enumerate(WEEKDAYS)]


_LABELS = {
    "name": "نام",
    "query": "عبارت",
    "outlets": "رسانه‌ها",
    "kinds": "نوع",
    "units": "واحد",
    "channels": "فرستادن به",
    "days": "روزها",
    "from_time": "از ساعت",
    "to_time": "تا ساعت",
    "max_age_days": "سن مطلب",
    "muted_until": "بی‌صدا تا",
}


class ClockField(forms.TimeField):
    """An hour of the day as people type it, in either digits. `strptime` reads only Latin ones."""

    default_error_messages = {"invalid": "ساعت خوانده نشد؛ مانند ۰۸:۳۰ بنویسید."}

    def __init__(self) -> None:
        super().__init__(required=False, input_formats=["%H:%M"])

    def to_python(self, value: Any) -> Any:
        return super().to_python(fold(value) if isinstance(value, str) else value)


class RuleForm(forms.Form):
    """One rule. Times of the schedule are Tehran's."""

    name = forms.CharField(max_length=200)
    query = forms.CharField(max_length=512)
    outlets = forms.MultipleChoiceField(required=False)
    kinds = forms.MultipleChoiceField(required=False)
    units = forms.MultipleChoiceField(required=False)
    channels = forms.ModelMultipleChoiceField(queryset=Target.objects.none(), required=False)
    per_article = forms.BooleanField(required=False)
    shared = forms.BooleanField(required=False)
    active = forms.BooleanField(required=False, initial=True)
    days = forms.TypedMultipleChoiceField(required=False, choices=DAYS, coerce=int)
    from_time = ClockField()
    to_time = ClockField()
    max_age_days = forms.IntegerField(required=False, min_value=0, max_value=36500)
    muted_until = forms.CharField(required=False, max_length=40)
    version = forms.IntegerField(required=False, min_value=1)  # of the rule as it was read

    def __init__(self, *args: Any, user: User, rule: AlertRule | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in _LABELS.items():
            self.fields[name].label = label
        _choices(self, "outlets", list(Outlet.objects.order_by("name").values_list("pk", "name")))
        _choices(self, "units", list(Unit.objects.order_by("name").values_list("pk", "name")))
        others = [kind for kind in (rule.kinds if rule else ()) if kind not in Article.Kind.values]
        _choices(
            self,
            "kinds",
            [
                *((kind, str(label)) for kind, label in Article.Kind.choices),
                *((kind, kind) for kind in others),
            ],
        )
        channels = self.fields["channels"]
        assert isinstance(channels, forms.ModelMultipleChoiceField)
        channels.queryset = usable_targets(user)

    def clean_muted_until(self) -> datetime | None:
        """A Jalali day until whose end nothing is sent."""
        text = self.cleaned_data["muted_until"].strip()
        if not text:
            return None
        span = day_bounds(text, datetime.now(UTC))
        if span is None:
            raise forms.ValidationError("تاریخ خاموشی خوانده نشد؛ مانند ۱۴۰۵/۰۹/۰۱ بنویسید.")
        return span[1]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if bool(data.get("from_time")) != bool(data.get("to_time")):
            raise forms.ValidationError("برای ساعت ارسال، هم آغاز و هم پایان را بنویسید.")
        return data

    @property
    def schedule(self) -> dict[str, Any]:
        """As `AlertRule.schedule` holds it; empty means always."""
        data = self.cleaned_data
        found: dict[str, Any] = {}
        if data["days"] and len(data["days"]) < 7:
            found["days"] = data["days"]
        if data["from_time"]:
            found |= {"from": f"{data['from_time']:%H:%M}", "to": f"{data['to_time']:%H:%M}"}
        return found

    @property
    def values(self) -> RuleValues:
        """The checked values as the act takes them."""
        data = self.cleaned_data
        return RuleValues(
            name=data["name"],
            query=data["query"],
            outlets=tuple(data["outlets"]),
            kinds=tuple(data["kinds"]),
            units=tuple(data["units"]),
            per_article=data["per_article"],
            shared=data["shared"],
            active=data["active"],
            max_age_days=data["max_age_days"],
            muted_until=data["muted_until"],
            schedule=self.schedule,
            targets=tuple(target.pk for target in data["channels"]),
        )


def _choices(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.MultipleChoiceField)
    field.choices = choices


def initial_of(rule: AlertRule) -> dict[str, Any]:
    """The form's values for a stored rule."""
    schedule: dict[str, Any] = rule.schedule or {}
    muted, last = rule.muted_until, last_day(rule)
    return {
        "name": rule.name,
        "query": rule.query,
        "outlets": rule.outlets,
        "kinds": rule.kinds,
        "units": rule.units,
        "channels": list(rule.channels.values_list("pk", flat=True)),
        "max_age_days": rule.max_age_days,
        "per_article": rule.per_article,
        "shared": rule.shared,
        "active": rule.active,
        "days": schedule.get("days", []),
        "from_time": schedule.get("from", ""),
        "to_time": schedule.get("to", ""),
        "muted_until": format_numeric(last) if muted and last and muted > datetime.now(UTC) else "",
    }


def last_day(rule: AlertRule) -> datetime | None:
    """A moment of the Tehran day at whose end the mute ends; `muted_until` is the next day's first."""
    muted = rule.muted_until
    return muted.astimezone(TEHRAN) - timedelta(seconds=1) if muted else None
