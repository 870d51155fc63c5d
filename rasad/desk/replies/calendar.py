"""The office's calendar: hours by weekday, public holidays by year, days that differ."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time

import holidays

from rasad.archive.database.transactions import write_transaction
from rasad.desk.accounts.roles import may
from rasad.desk.audit.actor import Actor
from rasad.desk.audit.log import note
from rasad.desk.errors import GoneError, InvalidValueError, NotAllowedError
from rasad.desk.replies.models import Holiday, OfficeDay
from rasad.persian.dates.jalali import from_jalali, to_jalali

_ESTIMATED = "(تخمینی)"


def _check(actor: Actor) -> None:
    if actor.user is None or not may(actor.user, "issue"):
        raise NotAllowedError


def fill_holidays(actor: Actor, year: int) -> int:
    """Add the public holidays of a Jalali year that are not there yet; how many.

    Those of the lunar calendar are estimates until they are announced, and say so.
    Raises `NotAllowedError`, `InvalidValueError`.
    """
    _check(actor)
    if not 1380 <= year <= 1450:
        raise InvalidValueError("year", "year_invalid", "سالی از ۱۳۸۰ تا ۱۴۵۰ بنویسید.")
    first = from_jalali(year, 1, 1)
    found = holidays.country_holidays("IR", years=[first.year, first.year + 1], language="fa_IR")
    rows = [
        Holiday(day=day, name=name.replace(_ESTIMATED, "").strip()[:200], estimated=_ESTIMATED in name)
        for day, name in sorted(found.items())
        if to_jalali(day).year == year
    ]
    with write_transaction():
        known = set(Holiday.objects.filter(day__in=[row.day for row in rows]).values_list("day", flat=True))
        fresh = [row for row in rows if row.day not in known]
        Holiday.objects.bulk_create(fresh)
        note(actor, "calendar.fill", f"year:{year}", days=len(fresh))
    return len(fresh)


def set_holiday(actor: Actor, day: date, name: str, *, works: bool = False) -> Holiday:
    """Say that a day is free, or works although it would be.

    Raises `NotAllowedError`, `InvalidValueError`.
    """
    _check(actor)
    name = " ".join(name.replace("\x00", "").split())[:200]
    if not name:
        raise InvalidValueError("name", "name_missing", "بنویسید چه روزی است.")
    with write_transaction():
        row, _ = Holiday.objects.update_or_create(
            day=day, defaults={"name": name, "works": works, "estimated": False}
        )
        note(actor, "calendar.day", f"day:{day.isoformat()}", name=name, works=works)
    return row


def take_off(actor: Actor, day: date) -> None:
    """Let a day be as its weekday is. Raises `NotAllowedError`, `GoneError`."""
    _check(actor)
    with write_transaction():
        if not Holiday.objects.filter(day=day).delete()[0]:
            raise GoneError("day")
        note(actor, "calendar.day", f"day:{day.isoformat()}", removed=True)


def set_hours(actor: Actor, hours: Mapping[int, tuple[time, time]]) -> None:
    """Write the working hours by weekday (Saturday 0); a day that is left out is free.

    Raises `NotAllowedError`, `InvalidValueError`.
    """
    _check(actor)
    if not hours or any(begin >= end for begin, end in hours.values()) or not set(hours) <= set(range(7)):
        message = "دست‌کم یک روز کاری بنویسید که پایانش پس از آغاز آن باشد."
        raise InvalidValueError("hours", "hours_invalid", message)
    with write_transaction():
        OfficeDay.objects.all().delete()
        OfficeDay.objects.bulk_create(
            [OfficeDay(weekday=day, from_time=begin, to_time=end) for day, (begin, end) in hours.items()]
        )
        written = {str(day): f"{begin:%H:%M}-{end:%H:%M}" for day, (begin, end) in hours.items()}
        note(actor, "calendar.hours", "calendar:hours", **written)
