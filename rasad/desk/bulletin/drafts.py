"""Drafts: made from a template with what the rules choose, their cover and sections changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone

from rasad.archive.database.transactions import write_transaction
from rasad.archive.models import Article
from rasad.desk.accounts.roles import may
from rasad.desk.audit.actor import Actor
from rasad.desk.audit.log import note
from rasad.desk.bulletin.models import Bulletin, BulletinItem, BulletinKind, BulletinPick, BulletinTemplate
from rasad.desk.bulletin.selection.candidates import Suggestion, suggestions
from rasad.desk.bulletin.selection.sections import section_of
from rasad.desk.bulletin.templates import COVER_FIELDS, PARTS
from rasad.desk.documents.reading_text import reading_text, shortened
from rasad.desk.errors import ChangedMeanwhileError, GoneError, InvalidValueError, NotAllowedError
from rasad.persian.dates.jalali import TEHRAN, format_jalali, tehran_today

SUMMARY = 420  # characters of a summary that is made by itself
LEAST_POINTS = 1.0  # a story of fewer points is offered, but not put into a draft
MOST_ITEMS = 300


def period_of(template: BulletinTemplate, day: date) -> tuple[datetime, datetime]:
    """The period of a template's bulletin of a day, half-open.

    One that begins later on the clock than it ends began the day before; 00:00 to 00:00 is the day itself.
    """
    until = datetime.combine(day, template.until_time, TEHRAN)
    since = datetime.combine(day, template.from_time, TEHRAN)
    if template.from_time == template.until_time:
        return since, since + timedelta(days=1)
    return (since - timedelta(days=1) if since > until else since), until


def make_draft(actor: Actor, template_key: int, day: date | None = None) -> Bulletin:
    """A draft of a day with what the rules choose. Raises `NotAllowedError`, `GoneError`."""
    user = editor(actor)
    template = BulletinTemplate.objects.filter(pk=template_key).first()
    if template is None:
        raise GoneError("template")
    return build_draft(template, day or tehran_today(), user, actor)


def build_draft(
    template: BulletinTemplate, day: date, user: User | None, actor: Actor, *, scheduled: bool = False
) -> Bulletin:
    """The draft itself; by the clock (`scheduled`) at most one of a template and day.

    Raises `IntegrityError` where the clock's is there already.
    """
    bulletin, items = drafted(template, day, user)
    with write_transaction():
        bulletin.scheduled = scheduled
        bulletin.save()
        BulletinItem.objects.bulk_create(items)
        BulletinPick.objects.filter(article__in=[item.article_id for item in items]).delete()
        note(actor, "bulletin.make", f"bulletin:{bulletin.pk}", title=bulletin.title)
    return bulletin


def drafted(
    template: BulletinTemplate, day: date, user: User | None = None
) -> tuple[Bulletin, list[BulletinItem]]:
    """A draft with its items as the rules make them, unsaved."""
    since, until = period_of(template, day)
    chosen = [one for one in suggestions(since, until, template.weights) if one.points >= LEAST_POINTS]
    bulletin = Bulletin(
        template=template if template.pk else None,
        kind=template.kind,
        title=f"{template.name}، {format_jalali(day, with_weekday=True)}"[:300],
        day=day,
        period_from=since,
        period_to=until,
        cover=dict(template.cover),
        sections=[{"key": one["key"], "title": one["title"]} for one in template.sections],
        parts=list(template.parts),
        by=user,
        hands=[user.pk] if user else [],
    )
    return bulletin, _items(bulletin, chosen[: template.size], template.sections, user)


def _items(
    bulletin: Bulletin,
    chosen: Sequence[Suggestion],
    sections: Sequence[Mapping[str, Any]],
    user: User | None,
) -> list[BulletinItem]:
    keys = [one.facts.article for one in chosen]
    articles = Article.objects.select_related("outlet").in_bulk(keys)
    places: dict[str, int] = {}
    items = []
    for one in chosen:
        article = articles.get(one.facts.article)
        if article is None:
            continue
        section = section_of(one.facts, sections)
        places[section] = places.get(section, 0) + 1
        reasons = [reason.as_json() for reason in one.reasons]
        items.append(item_for(bulletin, article, section, places[section], reasons, user))
    return items


def item_for(
    bulletin: Bulletin,
    article: Article,
    section: str,
    position: int,
    reasons: Sequence[Mapping[str, object]],
    user: User | None,
) -> BulletinItem:
    """An entry, unsaved, with headline and summary as they read without a person's hand."""
    return BulletinItem(
        bulletin=bulletin,
        section=section,
        position=position,
        story_id=article.story_id,
        article=article,
        headline=reading_text(article.title)[:1000] or "بی‌عنوان",
        summary=shortened(reading_text(article.lead or article.body[: 4 * SUMMARY]), SUMMARY),
        reasons=list(reasons),
        by=user,
    )


def change_draft(
    actor: Actor,
    key: int,
    *,
    title: str | None = None,
    cover: Mapping[str, str] | None = None,
    sections: Sequence[Mapping[str, str]] | None = None,
    parts: Sequence[str] | None = None,
    version: int | None = None,
) -> Bulletin:
    """Change what of a draft is no item; what is None stays. `version` is the one that was read.

    A section that is left out gives its items to the last one. Raises `NotAllowedError`, `GoneError`,
    `ChangedMeanwhileError`, `InvalidValueError`.
    """
    user = editor(actor)
    with write_transaction():
        bulletin = held_draft(key, version, user)
        if title is not None:
            bulletin.title = _named(title, "title")
        if cover is not None:
            bulletin.cover = {name: str(cover.get(name, "")).strip()[:300] for name in COVER_FIELDS}
        if parts is not None:
            bulletin.parts = [part for part in PARTS if part in parts]
        if sections is not None:
            _set_sections(bulletin, sections)
        bulletin.version += 1
        bulletin.save()
        note(actor, "bulletin.edit", f"bulletin:{key}", title=bulletin.title)
    return bulletin


def _named(text: str, field: str) -> str:
    text = " ".join(text.replace("\x00", "").split())
    if not text or len(text) > 300:
        raise InvalidValueError(field, "title_missing", "عنوانی تا ۳۰۰ نویسه بنویسید.")
    return text


def _set_sections(bulletin: Bulletin, sections: Sequence[Mapping[str, str]]) -> None:
    kept = [{"key": one["key"], "title": _named(one["title"], "sections")[:120]} for one in sections]
    keys = [one["key"] for one in kept]
    if not 1 <= len(kept) <= 20 or len(set(keys)) != len(keys) or any(len(key) > 40 for key in keys):
        raise InvalidValueError("sections", "sections_invalid", "بولتن ۱ تا ۲۰ بند می‌خواهد.")
    bulletin.sections = kept
    homeless = bulletin.items.exclude(section__in=keys)
    last = bulletin.items.filter(section=keys[-1]).count()
    for number, item in enumerate(homeless.order_by("position", "pk"), 1):
        BulletinItem.objects.filter(pk=item.pk).update(section=keys[-1], position=last + number)


def delete_draft(actor: Actor, key: int) -> Bulletin:
    """Throw a draft away; what was issued is never deleted. Raises `NotAllowedError`, `GoneError`."""
    editor(actor)
    with write_transaction():
        bulletin = held_draft(key)
        note(actor, "bulletin.delete", f"bulletin:{key}", title=bulletin.title)
        bulletin.delete()
    return bulletin


def editor(actor: Actor) -> User:
    """The person, where he may make bulletins. Raises `NotAllowedError`."""
    if actor.user is None or not may(actor.user, "bulletin"):
        raise NotAllowedError
    return actor.user


def held_draft(key: int, version: int | None = None, hand: User | None = None) -> Bulletin:
    """A draft, locked until the transaction ends, and noted as changed by `hand`.

    Raises `GoneError`, `ChangedMeanwhileError`, `InvalidValueError` where it was issued.
    """
    bulletin = Bulletin.objects.select_for_update(of=("self",)).filter(pk=key).first()
    if bulletin is None:
        raise GoneError("bulletin")
    if bulletin.state != Bulletin.State.DRAFT:
        message = "این بولتن صادر شده است و دیگر عوض نمی‌شود؛ برای اصلاح آن «ویرایش تازه» بسازید."
        raise InvalidValueError("bulletin", "bulletin_issued", message)
    if version is not None and version != bulletin.version:
        raise ChangedMeanwhileError
    if hand is not None and hand.pk not in bulletin.hands:
        bulletin.hands = [*bulletin.hands, hand.pk]
        Bulletin.objects.filter(pk=key).update(hands=bulletin.hands)
    return bulletin


def next_draft_for_picks() -> Bulletin | None:
    """The newest draft of today, for an article that is picked while it is being made."""
    drafts = Bulletin.objects.filter(state=Bulletin.State.DRAFT, day=tehran_today(timezone.now()))
    return drafts.exclude(kind=BulletinKind.SPECIAL).order_by("-pk").first()
