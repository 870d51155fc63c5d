"""Templates of bulletins: what a person writes into one, checked, with its audit entry."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import time
from types import MappingProxyType
from typing import Any

from django.contrib.auth.models import User
from django.utils.translation import gettext_lazy as _

from rasad.archive.database.transactions import write_transaction
from rasad.desk.accounts.roles import may
from rasad.desk.alerts.delivery.addresses import mail_address
from rasad.desk.alerts.delivery.errors import UndeliverableError
from rasad.desk.audit.actor import Actor
from rasad.desk.audit.log import note
from rasad.desk.bulletin.models import BulletinKind, BulletinTemplate
from rasad.desk.bulletin.selection.rules import WEIGHTS
from rasad.desk.bulletin.selection.sections import CONDITIONS, DEFAULT_SECTIONS
from rasad.desk.errors import ChangedMeanwhileError, GoneError, InvalidValueError, NotAllowedError

#: What a bulletin may hold beside its sections.
PARTS = MappingProxyType(
    {
        "contents": _("فهرست"),
        "front_pages": _("صفحهٔ نخست روزنامه‌ها"),
        "charts": _("نمودارها"),
        "coverage": _("بیانیهٔ پوشش دوره"),
    }
)
COVER_FIELDS = MappingProxyType(
    {
        "organisation": _("دستگاه"),
        "title": _("عنوان روی جلد"),
        "subtitle": _("زیرعنوان"),
        "note": _("یادداشت پای جلد"),
    }
)
_SECTION_KEY = re.compile(r"[a-z0-9_-]{1,40}")
MOST_SECTIONS = 20
MOST_RECIPIENTS = 100


@dataclass(frozen=True, slots=True)
class TemplateValues:
    """What a person writes into a template; `take` of a section may be left out."""

    name: str
    kind: str = BulletinKind.MORNING
    cover: Mapping[str, str] = field(default_factory=dict)
    sections: Sequence[Mapping[str, Any]] = DEFAULT_SECTIONS
    weights: Mapping[str, float] = field(default_factory=dict)
    parts: Sequence[str] = tuple(PARTS)
    size: int = 30
    from_time: time = time(15)
    until_time: time = time(7, 30)
    weekdays: Sequence[int] = ()
    draft_time: time | None = None
    due_time: time | None = None
    remind_minutes: int = 30
    recipients: Sequence[str] = ()
    link_days: int = 7
    active: bool = True


#: The templates that a new desk begins with.
FIRST_TEMPLATES = (
    TemplateValues(
        "بولتن صبح",
        cover={"organisation": "شهرداری، ادارهٔ بررسی", "title": "بولتن خبری صبح"},
        weekdays=(0, 1, 2, 3, 4),
        draft_time=time(7, 30),
        due_time=time(9),
    ),
    TemplateValues(
        "بولتن نیمروز",
        BulletinKind.NOON,
        cover={"organisation": "شهرداری، ادارهٔ بررسی", "title": "بولتن خبری نیمروز"},
        parts=("contents", "charts", "coverage"),
        size=20,
        from_time=time(7, 30),
        until_time=time(13),
        weekdays=(0, 1, 2, 3, 4),
        draft_time=time(13),
        due_time=time(14),
    ),
    TemplateValues(
        "ویژه‌نامه",
        BulletinKind.SPECIAL,
        cover={"organisation": "شهرداری، ادارهٔ بررسی", "title": "بولتن ویژه"},
        from_time=time(0),
        until_time=time(0),
    ),
)


def ensure_templates() -> None:
    """Make the first templates where there is none."""
    if BulletinTemplate.objects.exists():
        return
    with write_transaction():
        for values in FIRST_TEMPLATES:
            BulletinTemplate.objects.get_or_create(name=values.name, defaults=_columns(values))


def save_template(
    actor: Actor, values: TemplateValues, key: int | None = None, version: int | None = None
) -> BulletinTemplate:
    """Make a template (`key` None) or write one anew; `version` is the one that was read.

    Raises `NotAllowedError`, `GoneError`, `ChangedMeanwhileError`, `InvalidValueError`.
    """
    user = _editor(actor)
    _check(values, key)
    with write_transaction():
        row = BulletinTemplate() if key is None else _held(key, version)
        for name, value in _columns(values).items():
            setattr(row, name, value)
        row.version, row.by = (row.version + 1 if row.pk else 1), user
        row.save()
        note(actor, "bulletin.template", f"bulletin_template:{row.pk}", name=row.name)
    return row


def _editor(actor: Actor) -> User:
    if actor.user is None or not may(actor.user, "issue"):
        raise NotAllowedError
    return actor.user


def _held(key: int, version: int | None) -> BulletinTemplate:
    row = BulletinTemplate.objects.select_for_update(of=("self",)).filter(pk=key).first()
    if row is None:
        raise GoneError("template")
    if version is not None and version != row.version:
        raise ChangedMeanwhileError
    return row


def _columns(values: TemplateValues) -> dict[str, Any]:
    found = asdict(values)
    for one in fields(values):
        if isinstance(found[one.name], tuple):
            found[one.name] = list(found[one.name])
    found["cover"] = {name: str(found["cover"].get(name, ""))[:300] for name in COVER_FIELDS}
    return found


def values_of(row: BulletinTemplate) -> TemplateValues:
    """What stands in a template."""
    return TemplateValues(**{one.name: getattr(row, one.name) for one in fields(TemplateValues)})


def _check(values: TemplateValues, key: int | None) -> None:
    """Raise `InvalidValueError` for what could not be kept or would make no bulletin."""
    if not values.name.strip() or len(values.name) > 120:
        raise InvalidValueError("name", "name_missing", "نامی تا ۱۲۰ نویسه بنویسید.")
    if BulletinTemplate.objects.filter(name=values.name).exclude(pk=key or 0).exists():
        raise InvalidValueError("name", "name_taken", "قالبی به این نام هست؛ نام دیگری بنویسید.")
    if values.kind not in BulletinKind.values:
        raise InvalidValueError("kind", "kind_unknown", "گونهٔ بولتن را از فهرست برگزینید.")
    if not 1 <= values.size <= 200:
        raise InvalidValueError("size", "size_invalid", "شمار مطلب‌ها از ۱ تا ۲۰۰ است.")
    if unknown := set(values.parts) - set(PARTS):
        raise InvalidValueError("parts", "part_unknown", f"چنین بخشی نیست: {'، '.join(sorted(unknown))}")
    if not set(values.weekdays) <= set(range(7)):
        raise InvalidValueError("weekdays", "weekday_unknown", "روزهای هفته از ۰ (شنبه) تا ۶ (جمعه) است.")
    _check_sections(values.sections)
    _check_weights(values.weights)
    _check_schedule(values)
    _check_recipients(values.recipients)


def _check_sections(sections: Sequence[Mapping[str, Any]]) -> None:
    keys = [str(section.get("key", "")) for section in sections]
    if not 1 <= len(sections) <= MOST_SECTIONS or len(set(keys)) != len(keys):
        message = f"بولتن ۱ تا {MOST_SECTIONS} بند می‌خواهد، هر یک با کلید خود."
        raise InvalidValueError("sections", "sections_invalid", message)
    for section in sections:
        title = str(section.get("title", "")).strip()
        take = section.get("take") or {}
        if not _SECTION_KEY.fullmatch(str(section.get("key", ""))) or not title or len(title) > 120:
            message = "هر بند نامی تا ۱۲۰ نویسه و کلیدی از حروف لاتین می‌خواهد."
            raise InvalidValueError("sections", "section_invalid", message)
        if not isinstance(take, dict) or not set(take) <= set(CONDITIONS):
            message = f"شرط ناشناخته در بند «{title}»؛ شرط‌ها: {'، '.join(CONDITIONS)}"
            raise InvalidValueError("sections", "condition_unknown", message)


def _check_weights(weights: Mapping[str, float]) -> None:
    for rule, points in weights.items():
        if rule not in WEIGHTS or not -1000 <= points <= 1000:
            message = f"امتیاز قاعدهٔ «{rule}» عددی از ‎-۱۰۰۰ تا ۱۰۰۰ است."
            raise InvalidValueError("weights", "weight_invalid", message)


def _check_schedule(values: TemplateValues) -> None:
    if values.due_time is not None and values.draft_time is None:
        message = "برای یادآوری، ساعت ساختن پیش‌نویس را هم بنویسید."
        raise InvalidValueError("draft_time", "draft_time_missing", message)
    if values.due_time is not None and values.draft_time is not None and values.due_time <= values.draft_time:
        message = "ساعت صدور باید پس از ساعت ساختن پیش‌نویس باشد."
        raise InvalidValueError("due_time", "due_time_early", message)
    if not 0 <= values.remind_minutes <= 600 or not 0 <= values.link_days <= 365:
        message = "یادآوری تا ۶۰۰ دقیقه و پیوند همگانی تا ۳۶۵ روز است."
        raise InvalidValueError("remind_minutes", "number_invalid", message)


def _check_recipients(recipients: Sequence[str]) -> None:
    if len(recipients) > MOST_RECIPIENTS:
        message = "تا ۱۰۰ گیرنده؛ برای بیش از آن نشانی یک گروه را بنویسید."
        raise InvalidValueError("recipients", "too_many", message)
    for address in recipients:
        checked_address(address)


def checked_address(text: str) -> str:
    """A mail address that a message can reach. Raises `InvalidValueError`."""
    try:
        return mail_address(text.strip())
    except UndeliverableError as error:
        message = f"«{text.strip()[:80]}» نشانی رایانامه نیست."
        raise InvalidValueError("recipients", "address_invalid", message) from error
