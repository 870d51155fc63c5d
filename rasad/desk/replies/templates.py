"""Texts to begin with: a request to a unit, an answer to an outlet; and what is filled into them."""

from __future__ import annotations

from collections.abc import Mapping

from rasad.archive.database.transactions import write_transaction
from rasad.desk.audit.actor import Actor
from rasad.desk.audit.log import note
from rasad.desk.documents.reading_text import reading_text
from rasad.desk.errors import ChangedMeanwhileError, GoneError, InvalidValueError
from rasad.desk.replies.acts import MOST_TEXT, writer
from rasad.desk.replies.models import Reply, ReplyTemplate
from rasad.persian.dates.jalali import format_jalali

FIELDS = ("رسانه", "تیتر", "تاریخ", "واحد", "نشانی", "مهلت")
FIRST_TEMPLATES = (
    (
        "request",
        "درخواست پاسخ",
        "با سلام\nرسانهٔ {رسانه} در {تاریخ} مطلبی با تیتر «{تیتر}» منتشر کرده است ({نشانی}).\n"
        "خواهشمند است {واحد} تا {مهلت} پاسخ خود را با سند بفرستد.",
    ),
    (
        "reply",
        "جوابیهٔ قانون مطبوعات",
        "مدیرمسئول محترم {رسانه}\nبا سلام؛ در پی انتشار مطلب «{تیتر}» در {تاریخ}، "
        "بر پایهٔ مادهٔ ۲۳ قانون مطبوعات "
        "خواهشمند است پاسخ زیر در همان صفحه و با همان حروف منتشر شود:\n\n\n\nروابط عمومی {واحد}",
    ),
    (
        "reply",
        "توضیح کوتاه",
        "با سلام\nدربارهٔ مطلب «{تیتر}» ({تاریخ}) به آگاهی خوانندگان {رسانه} می‌رساند:\n\n\n\n"
        "روابط عمومی {واحد}",
    ),
)


def ensure_reply_templates() -> None:
    """Make the first templates where there is none."""
    if ReplyTemplate.objects.exists():
        return
    with write_transaction():
        for use, name, text in FIRST_TEMPLATES:
            ReplyTemplate.objects.get_or_create(use=use, name=name, defaults={"text": text})


def filled(text: str, values: Mapping[str, str]) -> str:
    """A template with its fields filled in; what is no field of ours stays as it is."""
    for name in FIELDS:
        text = text.replace(f"{{{name}}}", values.get(name, ""))
    return text


def values_for(reply: Reply) -> dict[str, str]:
    """What is filled in for a reply."""
    article = reply.article
    day_only = article.published_precision == "day"
    return {
        "رسانه": reading_text(article.outlet.name),
        "تیتر": reading_text(article.title),
        "تاریخ": format_jalali(article.at, with_time=not day_only),
        "واحد": reply.unit.name if reply.unit else "شهرداری",
        "نشانی": article.url if article.url.startswith(("http://", "https://")) else "",
        "مهلت": format_jalali(reply.due_at, with_weekday=True) if reply.due_at else "پایان وقت کاری",
    }


def save_reply_template(
    actor: Actor, use: str, name: str, text: str, key: int | None = None, version: int | None = None
) -> ReplyTemplate:
    """Make a template or write one anew.

    Raises `NotAllowedError`, `GoneError`, `ChangedMeanwhileError`, `InvalidValueError`.
    """
    writer(actor)
    name, text = " ".join(name.replace("\x00", "").split()), text.replace("\x00", "").strip()
    if use not in ReplyTemplate.Use.values or not name or len(name) > 120:
        raise InvalidValueError("name", "name_missing", "نامی تا ۱۲۰ نویسه و کاربرد آن را بنویسید.")
    if not text or len(text) > MOST_TEXT:
        raise InvalidValueError("text", "text_missing", "متن قالب را بنویسید.")
    if ReplyTemplate.objects.filter(use=use, name=name).exclude(pk=key or 0).exists():
        raise InvalidValueError("name", "name_taken", "قالبی به این نام هست؛ نام دیگری بنویسید.")
    with write_transaction():
        row = ReplyTemplate(version=0)
        if key is not None:
            held = ReplyTemplate.objects.select_for_update(of=("self",)).filter(pk=key).first()
            if held is None:
                raise GoneError("template")
            if version is not None and version != held.version:
                raise ChangedMeanwhileError
            row = held
        row.use, row.name, row.text, row.version = use, name, text, row.version + 1
        row.save()
        note(actor, "reply.template", f"reply_template:{row.pk}", name=name)
    return row


def delete_reply_template(actor: Actor, key: int) -> None:
    """Throw a template away. Raises `NotAllowedError`, `GoneError`."""
    writer(actor)
    with write_transaction():
        if not ReplyTemplate.objects.filter(pk=key).delete()[0]:
            raise GoneError("template")
        note(actor, "reply.template", f"reply_template:{key}", deleted=True)
