"""Public links of issued bulletins: a key that nobody guesses, an end, and an end by hand."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.contrib.auth.models import User
from django.db.models import F
from django.utils import timezone

from rasad.archive.database.transactions import write_transaction
from rasad.desk.accounts.roles import may
from rasad.desk.audit.actor import Actor
from rasad.desk.audit.best_effort import best_effort
from rasad.desk.audit.log import note
from rasad.desk.bulletin.models import Bulletin, BulletinLink
from rasad.desk.errors import GoneError, InvalidValueError, NotAllowedError

MOST_DAYS = 365


def make_link(actor: Actor, key: int, days: int) -> tuple[BulletinLink, str]:
    """A public link of an issued bulletin, and its key, which is not kept.

    Raises `NotAllowedError`, `GoneError`, `InvalidValueError`.
    """
    if actor.user is None or not may(actor.user, "issue"):
        raise NotAllowedError
    if not 1 <= days <= MOST_DAYS:
        raise InvalidValueError("days", "days_invalid", "پیوند همگانی از ۱ تا ۳۶۵ روز باز می‌ماند.")
    with write_transaction():
        bulletin = Bulletin.objects.filter(pk=key, state=Bulletin.State.ISSUED).first()
        if bulletin is None:
            raise GoneError("bulletin")
        link, secret = new_link(bulletin, days, actor.user)
        note(actor, "bulletin.link", f"bulletin:{key}", days=days)
    return link, secret


def new_link(bulletin: Bulletin, days: int, user: User | None) -> tuple[BulletinLink, str]:
    """The row and its key; call it inside a transaction."""
    secret = secrets.token_urlsafe(24)
    link = BulletinLink.objects.create(
        bulletin=bulletin,
        digest=_digest(secret),
        expires_at=timezone.now() + timedelta(days=days),
        by=user,
    )
    return link, secret


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def revoke_link(actor: Actor, key: int, link_key: int) -> None:
    """End a link now. Raises `NotAllowedError`, `GoneError`."""
    if actor.user is None or not may(actor.user, "issue"):
        raise NotAllowedError
    with write_transaction():
        rows = BulletinLink.objects.filter(pk=link_key, bulletin=key, revoked_at=None)
        if not rows.update(revoked_at=timezone.now()):
            raise GoneError("link")
        note(actor, "bulletin.unlink", f"bulletin:{key}", link=link_key)


def bulletin_of_link(secret: str) -> BulletinLink:
    """The living link of a key, with its bulletin; the visit is counted. Raises `GoneError`."""
    rows = BulletinLink.objects.select_related("bulletin").filter(revoked_at=None)
    link = rows.filter(digest=_digest(secret[:100]), expires_at__gt=timezone.now()).first()
    if link is None:
        raise GoneError("link")
    seen = BulletinLink.objects.filter(pk=link.pk)
    best_effort(f"link {link.pk} was opened", lambda: seen.update(opened=F("opened") + 1))
    return link
