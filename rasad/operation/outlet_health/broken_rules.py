"""Outlets whose rules no longer hold: which fields, since when, what was held back, what to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Count, Q

from rasad.archive.models import HeldPage, OutletReading
from rasad.archive.readings.page_reading import ReadingFault
from rasad.operation.health.problem import HealthProblem
from rasad.persian.dates.jalali import format_numeric

_FIELDS = {"title": ("the headline", "تیتر"), "body": ("the text", "متن"), "published": ("the date", "تاریخ")}
_FAULTS = {
    ReadingFault.FELL: ("{0} no longer stands where its rule looks", "{0} دیگر جایی نیست که قاعده می‌گوید"),
    ReadingFault.REPEATS: ("{0} is the same on page after page", "{0} در همهٔ صفحه‌ها یکی است"),
    ReadingFault.SITE_NAME: ("the site's name stands in place of {0}", "به‌جای {0} نام سایت آمده است"),
    ReadingFault.CONTRADICTS: (
        "{0} is another than the outlet announced",
        "{0} با آنچه رسانه اعلام کرده نمی‌خواند",
    ),
    ReadingFault.LOST: ("{0} is found no more", "{0} دیگر پیدا نمی‌شود"),
    ReadingFault.INTRUDES: (
        "the same box stands in {0} of many articles",
        "یک تکهٔ ثابت در {0} خبرها آمده",
    ),
}


def broken_rules() -> list[dict[str, Any]]:
    """Each outlet whose rules are broken: since when (ISO 8601), field → fault, and how much is held."""
    held: dict[str, dict[str, Any]] = {
        row["outlet"]: dict(row)
        for row in HeldPage.objects.filter(state=HeldPage.State.HELD)
        .order_by()
        .values("outlet")
        .annotate(new=Count("pk", filter=Q(known=False)), known=Count("pk", filter=Q(known=True)))
    }
    rows = OutletReading.objects.exclude(broken_since=None).filter(outlet__defined=True, outlet__paused=False)
    return [
        {
            "outlet": row.outlet_id,
            "name": row.outlet.name,
            "since": row.broken_since.isoformat() if row.broken_since else "",
            "fields": row.broken,
            "held_new": held.get(row.outlet_id, {}).get("new", 0),
            "held_known": held.get(row.outlet_id, {}).get("known", 0),
        }
        for row in rows.select_related("outlet").order_by("outlet")
    ]


def broken_rules_problems(report: Mapping[str, Any]) -> Iterator[HealthProblem]:
    """A problem for each of them."""
    for row in report.get("rules", ()):
        since = datetime.fromisoformat(row["since"])
        english = "; ".join(_sentence(name, fault, 0) for name, fault in sorted(row["fields"].items()))
        persian = "؛ ".join(_sentence(name, fault, 1) for name, fault in sorted(row["fields"].items()))
        key, new, known = row["outlet"], row["held_new"], row["held_known"]
        rules = ", ".join(f"`rules.{name}`" for name in sorted(row["fields"]))
        yield HealthProblem(
            "rules_broken",
            key,
            f"{key}: the template of its pages changed at {since:%Y-%m-%d %H:%M} UTC: {english}. {new} new "
            f"articles and {known} known pages are held back, nothing of them is stored. Mend {rules} of its "
            f"entry (`manage.py check-outlet {key}` shows a page); they are read again then, all others "
            f"since by `manage.py reprocess --outlet {key}`",
            f"{row['name']}: قالب صفحه‌هایش از {format_numeric(since, with_time=True)} عوض شده است: "
            f"{persian}. {new} خبر تازه و {known} صفحهٔ پیشین نگه داشته شده و چیزی از آن‌ها ثبت نشده است",
        )


def _sentence(name: str, fault: str, language: int) -> str:
    field = _FIELDS.get(name, (name, name))[language]
    return _FAULTS[ReadingFault(fault)][language].format(field)
