"""The places of the desk: what stands in the rail, with its counts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rasad.desk.access import visible_matches
from rasad.desk.accounts.roles import may
from rasad.desk.review.queue import waiting


@dataclass(frozen=True, slots=True)
class Place:
    """One entry: the name of its address, its section, and who may see it."""

    route: str
    section: str
    label: str | Promise
    key: str = ""  # after `g`
    permission: str = ""
    apart: bool = False  # administration
    count: Callable[[User], int] | None = None


@dataclass(frozen=True, slots=True)
class PlaceLink:
    """An entry as the template shows it."""

    place: Place
    href: str
    on: bool
    count: int


def _unseen(user: User) -> int:
    return visible_matches(user).filter(seen_at=None).count()


PLACES = (
    Place("today", "today", _("امروز"), "t"),
    Place("search", "search", _("جست‌وجو"), "s"),
    Place("review", "review", _("صف بررسی"), "r", "review", count=waiting),
    Place("matches", "matches", _("صندوق هشدار"), "m", count=_unseen),
    Place("bulletins", "bulletins", _("بولتن"), "b"),
    Place("replies", "replies", _("پاسخ‌ها"), "p"),
    Place("units", "units", _("واحدها"), "u"),
    Place("dashboard", "dashboard", _("داشبورد"), "d"),
    Place("alerts", "alerts", _("هشدارها"), "a"),
    Place("saved", "saved", _("جست‌وجوهای من"), "w"),
    Place("submissions", "submission_new", _("ورود دستی"), permission="correct"),
    Place("outlets", "outlets", _("رسانه‌ها"), "o", apart=True),
    Place("coverage", "coverage", _("پوشش"), apart=True),
    Place("health", "health", _("سلامت"), "h", apart=True),
    Place("quarantine", "quarantine", _("قرنطینه"), permission="operate", apart=True),
    Place("people", "people", _("کاربران"), permission="people", apart=True),
    Place("audit", "audit", _("دفتر رویدادها"), permission="people", apart=True),
)


def places_of(user: User, section: str) -> list[PlaceLink]:
    """The entries that this person may open."""
    found: list[PlaceLink] = []
    for place in PLACES:
        if place.permission and not may(user, place.permission):
            continue
        try:
            href = reverse(place.route)
        except NoReverseMatch:
            continue
        count = place.count(user) if place.count is not None else 0
        found.append(PlaceLink(place, href, place.section == section, count))
    return found
