"""What of the outlets' figures needs a person: pure rules, one problem a cause."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rasad.operation.health.problem import HealthProblem
from rasad.operation.outlet_health.failure_sentences import sentence

FAILURES = 3  # of a feed, in a row
FAILING_PAGES = 3
RECALL = 0.9
RECALL_FROM = 20  # fewer announced items say nothing
VOLUME_CAUSES = {
    "rules": ("its rules no longer hold", "قاعده‌هایش دیگر نمی‌خواند"),
    "failing": ("its feeds often fail", "سرزدن به خوراکش بیشتر ناموفق است"),
    "fewer_announced": (
        "its feeds announce fewer: a feed was cut or moved, or it publishes less",
        "خوراکش کمتر اعلام می‌کند: شاید کوتاه یا جابه‌جا شده، یا رسانه کم‌کار شده است",
    ),
    "refused": (
        "as many are announced, fewer can be stored: see the causes in `manage.py coverage`",
        "به همان اندازه اعلام می‌شود و کمتر ثبت می‌شود؛ علت‌ها در صفحهٔ پوشش است",
    ),
    "more_announced": ("its feeds announce more: a new section, or doubles", "خوراکش بیشتر اعلام می‌کند"),
    "backlog": ("older articles came in late", "مطلب‌های پیشین دیرتر رسیده است"),
}
_FIELDS = {"title": ("headline", "تیتر"), "body": ("text", "متن"), "published": ("date", "تاریخ")}


def outlet_problems(report: Mapping[str, Any]) -> Iterator[HealthProblem]:
    """The problems of each outlet that is crawled."""
    broken = {row["outlet"] for row in report.get("rules", ())}
    barred = {row["outlet"] for row in report.get("ways", {}).get("outlets", ())}
    for row in report["outlets"]:
        if row["paused"] or not row["feeds"]:
            continue
        if row["outlet"] not in barred:
            yield from _trouble(row, broken)
        yield from _losses(row)
        yield from _changes(row)


def _trouble(row: Mapping[str, Any], broken: set[str]) -> Iterator[HealthProblem]:
    """What keeps an outlet from being had now; the gravest alone."""
    key, name = row["outlet"], row["name"]
    pages = row.get("failing_pages") or {}
    worst = max(pages, key=lambda outcome: pages[outcome], default="")
    if row["failures"] >= FAILURES:
        english, persian = sentence(row.get("last_outcome") or "", row["last_error"])
        times = row["failures"]
        yield HealthProblem(
            "outlet_failing",
            key,
            f"{key}: {times} failed polls in a row: {english}. It is tried again by itself",
            f"{name}: {times} سرزدن پیاپی ناموفق؛ {persian}. خود دوباره می‌کوشد",
        )
    elif pages.get(worst, 0) >= FAILING_PAGES:
        english, persian = sentence(worst)
        yield HealthProblem(
            "pages_failing",
            key,
            f"{key}: {pages[worst]} pages cannot be had: {english}. They are tried again by themselves",
            f"{name}: {pages[worst]} صفحه گرفته نشده است؛ {persian}. خود دوباره می‌کوشد",
        )
    elif row.get("silent") and key not in broken:
        hours, expected = (row.get("article_age_seconds") or 0) / 3600, row.get("expected")
        usual = f", where about {expected:.0f} are usual" if expected else ""
        usually = f"؛ در این مدت معمولاً نزدیک {expected:.0f} مطلب دارد" if expected else ""
        yield HealthProblem(
            "outlet_silent",
            key,
            f"{key}: no new article for {hours:.0f} hours{usual}",
            f"{name}: {hours:.0f} ساعت بی مطلب تازه{usually}",
        )


def _losses(row: Mapping[str, Any]) -> Iterator[HealthProblem]:
    key, name = row["outlet"], row["name"]
    if row["gaps"]:
        yield HealthProblem(
            "gap",
            key,
            f"{key}: items may have passed by unseen {row['gaps']} times in a week (its feed was full of "
            "new ones): add a listing or archive feed, or poll it more often (`fetch.poll`)",
            f"{name}: در هفتهٔ گذشته {row['gaps']} بار شاید مطالبی ندیده گذشته باشد",
        )
    recall = row["recall"]
    if recall is not None and recall < RECALL and row["discovered"] >= RECALL_FROM:
        number = row["discovered"]
        yield HealthProblem(
            "recall",
            key,
            f"{key}: only {recall:.0%} of {number} announced items are stored: `manage.py coverage` says why",
            f"{name}: فقط {recall:.0%} مطالب اعلام‌شده ثبت شده است",
        )


def _changes(row: Mapping[str, Any]) -> Iterator[HealthProblem]:
    key, name = row["outlet"], row["name"]
    volume = row.get("volume")
    if volume:
        english, persian = VOLUME_CAUSES[volume["cause"]]
        usual, now = volume["usual"], volume["now"]
        yield HealthProblem(
            "volume",
            key,
            f"{key}: {now:g} articles a day where {usual:g} are usual; likely cause: {english}",
            f"{name}: روزی {now:g} مطلب به‌جای {usual:g} مطلب معمول؛ علت محتمل: {persian}",
        )
    for field, (before, now) in sorted((row.get("decay") or {}).items()):
        english, persian = _FIELDS.get(field, (field, field))
        yield HealthProblem(
            "rules_decay",
            key,
            f"{key}: the rule for the {english} holds on {now:.0%} of the pages, before on {before:.0%}; "
            f"likely cause: some of its pages have a new template: add a selector to `rules.{field}`",
            f"{name}: قاعدهٔ {persian} در {now:.0%} صفحه‌ها می‌خواند، پیش‌تر {before:.0%}؛ "
            "علت محتمل: بخشی از صفحه‌ها قالب تازه دارد",
        )


def slow_host_problems(report: Mapping[str, Any]) -> Iterator[HealthProblem]:
    """Hosts that answer slowly, by name; the others wait for none of them."""
    failing = {row["outlet"] for row in report["outlets"] if row["failures"] >= FAILURES}
    for row in report.get("slow_hosts", ()):
        keys = [key for key in row["outlets"] if key not in failing]
        if not keys:
            continue
        names = "، ".join(row["outlets"][key] for key in keys)
        yield HealthProblem(
            "slow_host",
            keys[0],
            f"{row['host']} ({', '.join(keys)}) takes {row['seconds']:.0f} seconds an answer; others wait "
            "for none of it, but its own articles come late",
            f"{names}: سرور {row['host']} برای هر پاسخ {row['seconds']:.0f} ثانیه وقت می‌برد "
            "و خبرهایش دیر می‌رسد",
        )


def missed_problems(report: Mapping[str, Any]) -> Iterator[HealthProblem]:
    """What people said was missed and is still not here."""
    number = report.get("missed", 0)
    if number:
        yield HealthProblem(
            "missed",
            "missed",
            f"{number} items that people missed are still not here: see `/missed`",
            f"{number} خبری که همکاران ندیده بودند هنوز نرسیده است",
        )
