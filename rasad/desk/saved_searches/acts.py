"""What a person does to kept searches: each act with its audit entry, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib.auth.models import User

from rasad.archive.database.transactions import write_transaction
from rasad.desk.audit.actor import Actor
from rasad.desk.audit.log import note
from rasad.desk.errors import GoneError, InvalidValueError, NotAllowedError
from rasad.desk.saved_searches.models import SavedSearch


def save_search(
    actor: Actor, name: str, query: str, filters: Mapping[str, object], *, shared: bool | None = None
) -> SavedSearch:
    """Keep a search under a name; one's own of that name is overwritten. `shared` None: as it was.

    Raises `InvalidValueError` for an empty name.
    """
    user = _user(actor)
    name = " ".join(name.replace("\x00", "").split())[:200]
    if not name:
        raise InvalidValueError("name", "name_missing", "برای جست‌وجو نامی بنویسید.")
    values: dict[str, object] = {"query": query, "filters": dict(filters)}
    if shared is not None:
        values["shared"] = shared
    with write_transaction():
        row, _ = SavedSearch.objects.update_or_create(owner=user, name=name, defaults=values)
        note(actor, "saved.put", f"saved:{row.pk}", name=name, query=query)
    return row


def share_search(actor: Actor, key: int, *, shared: bool) -> SavedSearch:
    """Show one's own to everybody, or no longer. Raises `GoneError`."""
    with write_transaction():
        row = _own(actor, key)
        row.shared = shared
        row.save(update_fields=["shared", "updated_at"])
        note(actor, "saved.share", f"saved:{key}", shared=shared)
    return row


def delete_search(actor: Actor, key: int) -> SavedSearch:
    """Forget one's own; the row is returned as it was. Raises `GoneError`."""
    with write_transaction():
        row = _own(actor, key)
        SavedSearch.objects.filter(pk=key).delete()
        note(actor, "saved.delete", f"saved:{key}", name=row.name, query=row.query)
    return row


def _user(actor: Actor) -> User:
    if actor.user is None:
        raise NotAllowedError
    return actor.user


def _own(actor: Actor, key: int) -> SavedSearch:
    row = SavedSearch.objects.select_for_update(of=("self",)).filter(pk=key, owner=_user(actor)).first()
    if row is None:
        raise GoneError("saved_search")
    return row
