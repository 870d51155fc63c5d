"""The form of a template as values."""

from __future__ import annotations

import re
from datetime import time
from typing import Any

from django.http import QueryDict

from rasad.desk.bulletin.selection.rules import WEIGHTS
from rasad.desk.bulletin.selection.sections import CONDITIONS
from rasad.desk.bulletin.templates import COVER_FIELDS, TemplateValues
from rasad.desk.errors import InvalidValueError
from rasad.persian import fold
from search_api.pages.acts import whole_number

_CLOCK = re.compile(r"(\d{1,2}):(\d{2})")


def values_from(data: QueryDict) -> TemplateValues:
    """What was typed. Raises `InvalidValueError` for what is no clock and no number."""
    return TemplateValues(
        name=" ".join(data.get("name", "").replace("\x00", "").split()),
        kind=data.get("kind", ""),
        cover={name: data.get(f"cover-{name}", "").strip() for name in COVER_FIELDS},
        sections=_sections(data),
        weights=_weights(data),
        parts=tuple(data.getlist("parts")),
        size=_number(data, "size", 30),
        from_time=_clock(data, "from_time") or time(0),
        until_time=_clock(data, "until_time") or time(0),
        weekdays=tuple(sorted({int(day) for day in data.getlist("weekdays") if day in list("0123456")})),
        draft_time=_clock(data, "draft_time"),
        due_time=_clock(data, "due_time"),
        remind_minutes=_number(data, "remind_minutes", 30),
        recipients=tuple(dict.fromkeys(data.get("recipients", "").replace(",", " ").split())),
        link_days=_number(data, "link_days", 7),
        active=bool(data.get("active")),
    )


def _clock(data: QueryDict, name: str) -> time | None:
    text = fold(data.get(name, "")).strip()
    if not text:
        return None
    found = _CLOCK.fullmatch(text)
    try:
        return time(int(found[1]), int(found[2])) if found else _refuse(name)
    except ValueError:
        return _refuse(name)


def _refuse(name: str) -> time:
    raise InvalidValueError(name, "clock_invalid", "ساعت خوانده نشد؛ مانند ۰۷:۳۰ بنویسید.")


def _number(data: QueryDict, name: str, otherwise: int) -> int:
    text = fold(data.get(name, "")).strip()
    if not text:
        return otherwise
    found = whole_number(text)
    if found is None or found > 10_000:
        raise InvalidValueError(name, "number_invalid", "عدد خوانده نشد.")
    return found


def _weights(data: QueryDict) -> dict[str, float]:
    """The points that differ from what a rule has by itself."""
    found = {}
    for rule, usual in WEIGHTS.items():
        text = fold(data.get(f"weight-{rule}", "")).replace("−", "-").strip()
        try:
            points = float(text) if text else usual
        except ValueError:
            raise InvalidValueError("weights", "weight_invalid", "امتیاز قاعده عدد است.") from None
        if points != usual:
            found[rule] = points
    return found


def _sections(data: QueryDict) -> tuple[dict[str, Any], ...]:
    """The sections in their order; a row without a name is left out, a new one gets a key."""
    rows: list[tuple[int, dict[str, Any]]] = []
    taken = {key for key in data.getlist("section") if key}
    for place, key in enumerate(data.getlist("section")):
        title = data.get(f"title-{key}", "").strip()
        if not title or data.get(f"drop-{key}"):
            continue
        take = {name: data.getlist(f"take-{key}-{name}") for name in CONDITIONS}
        row: dict[str, Any] = {"key": key or _free_key(taken), "title": title}
        row["take"] = {name: values for name, values in take.items() if values}
        rows.append((whole_number(data.get(f"order-{key}"), place + 1) or 0, row))
    return tuple(row for _order, row in sorted(rows, key=lambda pair: pair[0]))


def _free_key(taken: set[str]) -> str:
    return next(f"s{number}" for number in range(1, 100) if f"s{number}" not in taken)
