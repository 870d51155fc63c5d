"""How templates write times, numbers, addresses and keys in Persian."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import unquote, urlsplit

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from rasad.desk.accounts.roles import may as has_permission
from rasad.desk.accounts.tokens import SCOPES
from rasad.persian.dates.jalali import format_jalali, format_numeric, persian_digits, tehran
from search_api import labels, operation_labels
from search_api.highlight_html import clean

register = template.Library()


@register.filter
def fa(value: object) -> str:
    """A number with Persian digits and grouping; any other text with Persian digits."""
    if value is None or value == "":
        return ""
    if isinstance(value, int):
        return persian_digits(f"{value:,}").replace(",", "٬")
    return persian_digits(value)


@register.filter
def percent(share: float | None) -> str:
    """A share of 0..1 as a percentage in Persian, one decimal below ten."""
    if share is None:
        return "—"
    value = share * 100
    text = f"{value:.0f}" if value >= 10 or value == 0 else f"{value:.1f}"
    return persian_digits(text).replace(".", "٫") + "٪"


@register.filter
def when(moment: datetime | None, precision: str = "minute") -> SafeString | str:
    """A moment as `<time>`: today's and yesterday's by name, the whole of it in the tooltip."""
    if moment is None:
        return "—"
    day_only = precision == "day"
    now = tehran(datetime.now(UTC))
    local = tehran(moment)
    gap = (now.date() - local.date()).days
    if gap == 0:
        text = "امروز" if day_only else f"امروز {local:%H:%M}"
    elif gap == 1:
        text = "دیروز" if day_only else f"دیروز {local:%H:%M}"
    elif gap == -1:
        text = "فردا" if day_only else f"فردا {local:%H:%M}"
    else:
        text = format_numeric(moment) if day_only else format_numeric(moment, with_time=True)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        moment.isoformat(),
        format_jalali(moment, with_time=not day_only, with_weekday=True),
        persian_digits(text),
    )


@register.filter
def jalali(moment: datetime | None, precision: str = "minute") -> SafeString | str:
    """A moment in full: «شنبه ۲۳ آبان ۱۴۰۵، ۱۳:۴۵»."""
    if moment is None:
        return "—"
    text = format_jalali(moment, with_time=precision != "day", with_weekday=True)
    return format_html('<time datetime="{}">{}</time>', moment.isoformat(), text)


@register.filter
def jalali_day(day: date | None) -> str:
    """A plain date: «۲۳ آبان ۱۴۰۵»."""
    return format_jalali(day) if day else "—"


@register.filter
def ago(moment: datetime | None) -> SafeString | str:
    """How long ago, coarsely; what is older than a day is dated."""
    if moment is None:
        return "هرگز"
    gap = datetime.now(UTC) - moment
    if gap < timedelta(minutes=1):
        text = "همین حالا"
    elif gap < timedelta(hours=1):
        text = f"{gap.seconds // 60} دقیقه پیش"
    elif gap < timedelta(days=1):
        text = f"{gap.seconds // 3600} ساعت پیش"
    else:
        return when(moment)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        moment.isoformat(),
        format_jalali(moment, with_weekday=True),
        persian_digits(text),
    )


@register.filter
def plain(text: object) -> str:
    """Foreign text without control and bidi-override characters (escaping stays the template's)."""
    return clean(str(text or ""))


@register.filter
def web(url: object) -> str:
    """The address if it is http(s) with a host, else nothing: for `href`."""
    text = str(url or "")
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    return text if parts.scheme in ("http", "https") and parts.hostname else ""


_BROWSERS = {"Edg/": "Edge", "OPR/": "Opera", "Firefox/": "Firefox", "Chrome/": "Chrome", "Safari/": "Safari"}
_SYSTEMS = {"Android": "اندروید", "iPhone": "آیفون", "iPad": "آی‌پد", "Windows": "ویندوز", "Mac OS": "مک"}
_SYSTEMS["Linux"] = "لینوکس"  # after Android, which says it, too


@register.filter
def browser(agent: object) -> str:
    """What a browser calls itself, in words: «Firefox، ویندوز»; the first words of what nobody knows."""
    text = clean(str(agent or ""))
    found = [
        next((name for mark, name in table.items() if mark in text), "") for table in (_BROWSERS, _SYSTEMS)
    ]
    return "، ".join(filter(None, found)) or text[:40] or "—"


@register.filter
def address(url: object) -> str:
    """An address as a person reads it: Persian letters instead of their percent codes."""
    text = str(url or "")
    try:
        return clean(unquote(text, errors="strict"))
    except UnicodeDecodeError:  # percent codes of another charset say nothing
        return clean(text)


@register.filter
def kind(key: object) -> str:
    return labels.word(labels.KINDS, key)


@register.filter
def outlet_kind(key: object) -> str:
    return labels.word(labels.OUTLET_KINDS, key)


@register.filter
def tone(key: object) -> str:
    return labels.word(labels.TONES, key)


@register.filter
def role(key: object) -> str:
    return labels.word(labels.STORY_ROLES, key)


@register.filter
def status(key: object) -> str:
    return labels.word(labels.STATUSES, key)


@register.filter
def change(key: object) -> str:
    return labels.word(labels.CHANGES, key)


@register.filter
def how(key: object) -> str:
    return labels.word(labels.COVERAGE, key)


@register.filter
def stage(key: object) -> str:
    return labels.word(labels.STAGES, key)


@register.filter
def feed(key: object) -> str:
    return labels.word(operation_labels.FEEDS, key)


@register.filter
def outcome(key: object) -> str:
    return labels.word(operation_labels.OUTCOMES, key) if key else "—"


@register.filter
def reason(key: object) -> str:
    return labels.word(operation_labels.REASONS, clean(str(key)))


@register.filter
def action(key: object) -> str:
    return operation_labels.action(key)


@register.filter
def scope(key: object) -> str:
    return SCOPES[str(key)][0] if str(key) in SCOPES else str(key)


@register.filter
def article_field(key: object) -> str:
    return labels.word(labels.ARTICLE_FIELDS, key)


@register.filter
def process(key: object) -> str:
    return labels.word(labels.PROCESSES, key)


@register.filter
def delivery(key: object) -> str:
    return labels.word(labels.DELIVERY, key)


@register.simple_tag(takes_context=True)
def may(context: dict[str, Any], permission: str) -> bool:
    """`{% may "export" as can_export %}`: whether the reader has a permission."""
    request = context.get("request")
    return request is not None and has_permission(request.user, permission)


@register.filter
def size(count: object) -> str:
    """Bytes as a person reads them."""
    if not isinstance(count, int | float):
        return "—"
    value, units = float(count), ("بایت", "کیلوبایت", "مگابایت", "گیگابایت", "ترابایت")
    place = 0
    while value >= 1024 and place < len(units) - 1:
        value, place = value / 1024, place + 1
    text = f"{value:.0f}" if value >= 10 or not place else f"{value:.1f}"
    return persian_digits(text).replace(".", "٫") + f" {units[place]}"


@register.filter
def values_at(table: dict[str, list[str]], key: str) -> list[str]:
    """The values that a table holds under a key; none where it is not there."""
    return table.get(key, [])


@register.filter
def seconds(count: object) -> str:
    """A length of time, coarsely."""
    if not isinstance(count, int | float):
        return "—"
    for unit, name in ((86400, "روز"), (3600, "ساعت"), (60, "دقیقه")):
        if count >= unit:
            return persian_digits(f"{count // unit:.0f}") + f" {name}"
    return persian_digits(f"{count:.0f}") + " ثانیه"
