"""Parts that every page shares: the rail, the strip of a review, a text for reading."""

from __future__ import annotations

from typing import Any

from django import template
from django.contrib.auth.models import User

from rasad.persian.dates.jalali import persian_digits
from rasad.persian.text.reading import readable
from search_api import labels
from search_api.highlight_html import clean
from search_api.pages.places import DeskPlaceLink, places_of

register = template.Library()
_UNDO = "undo-"


@register.simple_tag(takes_context=True)
def places(context: dict[str, Any]) -> list[DeskPlaceLink]:
    """The entries of the rail for the reader; none before the login."""
    user = getattr(context.get("request"), "user", None)
    if not isinstance(user, User):
        return []
    return places_of(user, str(context.get("section", "")))


@register.filter
def undo_batch(tags: str) -> str:
    """The act that a message can take back, of its tags."""
    return next((tag.removeprefix(_UNDO) for tag in tags.split() if tag.startswith(_UNDO)), "")


@register.filter
def tags_only(tags: str) -> str:
    """The tags of a message that are classes."""
    return " ".join(tag for tag in tags.split() if not tag.startswith(_UNDO))


@register.filter
def importance(key: object) -> str:
    return labels.word(labels.IMPORTANCES, key)


@register.filter
def review_status(key: object) -> str:
    return labels.word(labels.REVIEW_STATUSES, key or "new")


@register.filter
def reading(text: object) -> str:
    """A text as Persian is printed: one form of each letter, Persian digits, half-spaces."""
    return readable(clean(str(text or "")))


@register.filter
def span(seconds: object) -> str:
    """How long something lasted: «۴ ساعت»; less than a minute is «یک‌باره»."""
    if not isinstance(seconds, int | float) or seconds < 60:
        return "یک‌باره"
    for unit, name in ((86400, "روز"), (3600, "ساعت"), (60, "دقیقه")):
        if seconds >= unit:
            return persian_digits(round(seconds / unit)) + f" {name}"
    return ""


@register.filter
def decimal(value: object) -> str:
    """A figure with two decimals, as Persian writes it."""
    if not isinstance(value, int | float) or value != value:
        return "—"
    return persian_digits(f"{value:.2f}").replace(".", "٫").replace("-", "−")
