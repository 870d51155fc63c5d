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
class DeskPlace:
    """One entry: the name of its address, its section, and who may see it."""

    route: str
    section: str
    label: str | Promise
    key: str = ""  # after `g`
    permission: str = ""
    apart: bool = False  # administration
    count: Callable[[User], int] | None = None


@dataclass(frozen=True, slots=True)
class DeskPlaceLink:
    """An entry as the template shows it."""

    place: DeskPlace
    href: str
    on: bool
    count: int


def _unseen(user: User) -> int:
    return visible_matches(user).filter(seen_at=None).count()


PLACES = (
    DeskPlace("today", "today", _("امروز"), "t"),
    DeskPlace("search", "search", _("جست‌وجو"), "s"),
    DeskPlace("review", "review", _("صف بررسی"), "r", "review", count=waiting),
    DeskPlace("matches", "matches", _("صندوق هشدار"), "m", count=_unseen),
    DeskPlace("bulletins", "bulletins", _("بولتن"), "b"),
    DeskPlace("replies", "replies", _("پاسخ‌ها"), "p"),
    DeskPlace("units", "units", _("واحدها"), "u"),
    DeskPlace("dashboard", "dashboard", _("داشبورد"), "d"),
    DeskPlace("alerts", "alerts", _("هشدارها"), "a"),
    DeskPlace("saved", "saved", _("جست‌وجوهای من"), "w"),
    DeskPlace("submissions", "submission_new", _("ورود دستی"), permission="correct"),
    DeskPlace("outlets", "outlets", _("رسانه‌ها"), "o", apart=True),
    DeskPlace("coverage", "coverage", _("پوشش"), apart=True),
    DeskPlace("health", "health", _("سلامت"), "h", apart=True),
    DeskPlace("quarantine", "quarantine", _("قرنطینه"), permission="operate", apart=True),
    DeskPlace("people", "people", _("کاربران"), permission="people", apart=True),
    DeskPlace("audit", "audit", _("دفتر رویدادها"), permission="people", apart=True),
)


def places_of(user: User, section: str) -> list[DeskPlaceLink]:
    """The entries that this person may open."""
    found: list[DeskPlaceLink] = []
    for place in PLACES:
        if place.permission and not may(user, place.permission):
            continue
        try:
            href = reverse(place.route)
        except NoReverseMatch:
            continue
        count = place.count(user) if place.count is not None else 0
        found.append(DeskPlaceLink(place, href, place.section == section, count))
    return found
