"""The items of a draft: added, reworded, moved, taken out."""

from __future__ import annotations

from typing import Literal

from django.db.models import Max

from rasad.archive.database.transactions import write_transaction
from rasad.archive.models import Article
from rasad.desk.audit.actor import Actor
from rasad.desk.audit.log import note
from rasad.desk.bulletin.drafts import MOST_ITEMS, editor, held_draft, item_for, next_draft_for_picks
from rasad.desk.bulletin.models import Bulletin, BulletinItem, BulletinPick
from rasad.desk.bulletin.selection.candidates import Suggestion, suggestions
from rasad.desk.bulletin.selection.sections import section_of
from rasad.desk.errors import ChangedMeanwhileError, GoneError, InvalidValueError

MOST_SUMMARY = 4000

Where = Literal["up", "down", "first", "last"]


def open_suggestions(bulletin: Bulletin, most: int = 60) -> list[Suggestion]:
    """What the rules offer of its period and is not in the draft yet, the strongest first."""
    rows = list(bulletin.items.values_list("story_id", "article_id"))
    taken = {key for row in rows for key in row if key}
    weights = bulletin.template.weights if bulletin.template else None
    found = suggestions(bulletin.period_from, bulletin.period_to, weights)
    left = [one for one in found if one.facts.article not in taken and one.facts.story not in taken]
    return left[:most]


def add_item(actor: Actor, key: int, article_key: str, section: str = "") -> BulletinItem:
    """Put an article into a draft, at the end of a section; without one the rules say which.

    Raises `NotAllowedError`, `GoneError`, `InvalidValueError`.
    """
    user = editor(actor)
    article = Article.objects.filter(pk=article_key).first()
    draft = Bulletin.objects.filter(pk=key).select_related("template").first()
    if article is None or draft is None:
        raise GoneError("article" if draft else "bulletin")
    found = _suggestion_of(draft, article)
    with write_transaction():
        bulletin = held_draft(key, hand=user)
        if bulletin.items.count() >= MOST_ITEMS:
            raise InvalidValueError("items", "too_many_items", f"بولتن بیش از {MOST_ITEMS} مطلب نمی‌گیرد.")
        if bulletin.items.filter(article=article).exists():
            raise InvalidValueError("article", "item_known", "این مطلب در بولتن هست.")
        keys = [one["key"] for one in bulletin.sections]
        place = section if section in keys else _section(bulletin, found)
        reasons = [one.as_json() for one in found.reasons] if found else []
        last = bulletin.items.filter(section=place).aggregate(last=Max("position"))["last"] or 0
        item = item_for(bulletin, article, place, last + 1, reasons, user)
        item.save()
        BulletinPick.objects.filter(article=article).delete()
        note(actor, "bulletin.add", f"bulletin:{key}", article=article_key)
    return item


def _suggestion_of(bulletin: Bulletin, article: Article) -> Suggestion | None:
    weights = bulletin.template.weights if bulletin.template else None
    group = article.story_id or article.pk
    for one in suggestions(bulletin.period_from, bulletin.period_to, weights):
        if (one.facts.story or one.facts.article) == group:
            return one
    return None


def _section(bulletin: Bulletin, found: Suggestion | None) -> str:
    sections = bulletin.template.sections if bulletin.template else []
    chosen = section_of(found.facts, sections) if found and sections else ""
    keys = [str(one["key"]) for one in bulletin.sections]
    return chosen if chosen in keys else keys[-1]


def pick_article(actor: Actor, article_key: str) -> BulletinItem | None:
    """Put an article into today's draft, or, where there is none yet, aside for the next one (None).

    Raises `NotAllowedError`, `GoneError`, `InvalidValueError`.
    """
    user = editor(actor)
    draft = next_draft_for_picks()
    if draft is not None:
        return add_item(actor, draft.pk, article_key)
    with write_transaction():
        if not Article.objects.filter(pk=article_key).exists():
            raise GoneError("article")
        BulletinPick.objects.get_or_create(article_id=article_key, defaults={"by": user})
        note(actor, "bulletin.pick", f"article:{article_key}")
    return None


def edit_item(
    actor: Actor, key: int, item_key: int, headline: str, summary: str, version: int | None = None
) -> BulletinItem:
    """Reword an item. Raises `NotAllowedError`, `GoneError`, `ChangedMeanwhileError`, `InvalidValueError`."""
    user = editor(actor)
    headline = " ".join(headline.replace("\x00", "").split())
    summary = summary.replace("\x00", "").replace("\r\n", "\n").strip()
    if not headline or len(headline) > 1000:
        raise InvalidValueError("headline", "headline_missing", "تیتری تا ۱۰۰۰ نویسه بنویسید.")
    if len(summary) > MOST_SUMMARY:
        raise InvalidValueError("summary", "summary_long", f"خلاصه بیش از {MOST_SUMMARY} نویسه است.")
    with write_transaction():
        held_draft(key, hand=user)
        item = _item(key, item_key)
        if version is not None and version != item.version:
            raise ChangedMeanwhileError
        item.headline, item.summary, item.version = headline, summary, item.version + 1
        item.save(update_fields=["headline", "summary", "version"])
        note(actor, "bulletin.reword", f"bulletin:{key}", item=item_key, headline=headline[:200])
    return item


def move_item(
    actor: Actor, key: int, item_key: int, where: Where | None = None, *, section: str = "", before: int = 0
) -> BulletinItem:
    """Move an item: a place `up` or `down`, to an end of its section, into a section, or `before` an item.

    `up` from a section's first place leads to the end of the section before, `down` likewise.
    Raises `NotAllowedError`, `GoneError`, `InvalidValueError`.
    """
    user = editor(actor)
    with write_transaction():
        bulletin = held_draft(key, hand=user)
        item = _item(key, item_key)
        keys = [str(one["key"]) for one in bulletin.sections]
        target = section or item.section
        if target not in keys:
            raise InvalidValueError("section", "section_unknown", "این بند در بولتن نیست.")
        if where in ("up", "down") and not section:
            target, before = _step(bulletin, item, keys, where)
        elif where == "first":
            before = next((one.pk for one in _of(bulletin, target) if one.pk != item.pk), 0)
        _place(bulletin, item, target, before)
        note(actor, "bulletin.move", f"bulletin:{key}", item=item_key, section=target)
    return item


def _step(bulletin: Bulletin, item: BulletinItem, keys: list[str], where: str) -> tuple[str, int]:
    """The section and the item before which one stands after a step; 0: at the end."""
    order = _of(bulletin, item.section)
    place = next(number for number, one in enumerate(order) if one.pk == item.pk)
    number = keys.index(item.section) if item.section in keys else len(keys) - 1
    if where == "up":
        if place:
            return item.section, order[place - 1].pk
        return keys[max(0, number - 1)], order[1].pk if not number and len(order) > 1 else 0
    if place + 1 < len(order):
        return item.section, order[place + 2].pk if place + 2 < len(order) else 0
    if number + 1 == len(keys):
        return item.section, 0
    following = _of(bulletin, keys[number + 1])
    return keys[number + 1], following[0].pk if following else 0


def _of(bulletin: Bulletin, section: str) -> list[BulletinItem]:
    return list(bulletin.items.filter(section=section).order_by("position", "pk"))


def _place(bulletin: Bulletin, item: BulletinItem, section: str, before: int) -> None:
    """Write the order of a section with the item before another, or last."""
    others = [one for one in _of(bulletin, section) if one.pk != item.pk]
    place = next((number for number, one in enumerate(others) if one.pk == before), len(others))
    others.insert(place, item)
    for number, one in enumerate(others, 1):
        BulletinItem.objects.filter(pk=one.pk).update(section=section, position=number)
    item.refresh_from_db()


def remove_item(actor: Actor, key: int, item_key: int) -> BulletinItem:
    """Take an item out. Raises `NotAllowedError`, `GoneError`, `InvalidValueError`."""
    user = editor(actor)
    with write_transaction():
        held_draft(key, hand=user)
        item = _item(key, item_key)
        note(actor, "bulletin.remove", f"bulletin:{key}", headline=item.headline[:200])
        item.delete()
    return item


def _item(bulletin_key: int, key: int) -> BulletinItem:
    item = BulletinItem.objects.filter(pk=key, bulletin=bulletin_key).first()
    if item is None:
        raise GoneError("item")
    return item
