"""Personal tokens of the API: made once, kept as a hash, narrowed by scopes, ended by time or by hand."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from datetime import UTC, datetime, timedelta

from django.contrib.auth.models import User

from rasad.archive.database.transactions import write_transaction
from rasad.desk.accounts.models import ApiToken
from rasad.desk.accounts.roles import may
from rasad.desk.audit.actor import Actor
from rasad.desk.audit.best_effort import best_effort
from rasad.desk.audit.log import note
from rasad.desk.errors import GoneError, InvalidValueError, NotAllowedError

MARK = "rasad_"  # so that secret scanners and people can tell what it is
# scope → (what it allows, the permission its owner must have)
SCOPES = {
    "read": ("خواندن: جست‌وجو، مطلب، سوژه، رسانه", ""),
    "export": ("بیرون‌بردن نتیجه‌ها و خوراک‌ها", "export"),
    "write": ("جست‌وجوی ذخیره‌شده و هشدار", ""),
    "import": ("درون‌بردن مطلب", "import"),
}
MOST_DAYS = 365
_TOUCH = timedelta(minutes=5)  # `last_used_at` is written at most this often


def scopes_for(user: User) -> dict[str, str]:
    """The scopes that this person may give to a token, with their words."""
    return {name: text for name, (text, needed) in SCOPES.items() if not needed or may(user, needed)}


def make_token(actor: Actor, name: str, scopes: Collection[str], days: int) -> tuple[ApiToken, str]:
    """A new token of one's own: its row and its text, which is not kept anywhere.

    Raises `InvalidValueError` unless it has a name, a scope of this person's and 1 to `MOST_DAYS` days.
    """
    user = actor.user
    if user is None:
        raise NotAllowedError
    name = " ".join(name.replace("\x00", "").split())[:100]
    if not name or not scopes or not set(scopes) <= set(scopes_for(user)) or not 0 < days <= MOST_DAYS:
        message = "نام، دست‌کم یک دسترسی و زمان پایان را برگزینید."
        raise InvalidValueError("token", "token_invalid", message)
    secret = MARK + secrets.token_urlsafe(32)
    with write_transaction():
        row = ApiToken.objects.create(
            user=user,
            name=name,
            prefix=secret[:12],
            digest=digest(secret),
            scopes=[scope for scope in SCOPES if scope in scopes],
            expires_at=datetime.now(UTC) + timedelta(days=days),
        )
        note(actor, "token.make", f"token:{row.pk}", name=name, scopes=row.scopes, days=days)
    return row, secret


def revoke_token(actor: Actor, key: int) -> ApiToken:
    """End a token now: one's own, or anybody's for who manages people. Raises `GoneError`."""
    user = actor.user
    if user is None:
        raise NotAllowedError
    with write_transaction():
        tokens = ApiToken.objects.select_for_update(of=("self",)).select_related("user")
        row = tokens.filter(pk=key, revoked_at=None).first()
        if row is None or (row.user_id != user.pk and not may(user, "people")):
            raise GoneError("token")
        row.revoked_at = datetime.now(UTC)
        row.save(update_fields=["revoked_at"])
        note(actor, "token.revoke", f"token:{key}", name=row.name, owner=row.user.get_username())
    return row


def digest(secret: str) -> str:
    """SHA-256: enough for 256 random bits, no salt needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def find(secret: str) -> ApiToken | None:
    """The living token with this text, of an active account."""
    if not secret.startswith(MARK) or len(secret) > 100:
        return None
    now = datetime.now(UTC)
    row = ApiToken.objects.select_related("user").filter(digest=digest(secret), revoked_at=None).first()
    if row is None or not row.user.is_active or (row.expires_at is not None and row.expires_at <= now):
        return None
    if row.last_used_at is None or now - row.last_used_at > _TOUCH:
        used = ApiToken.objects.filter(pk=row.pk)
        best_effort(f"token {row.pk} was used", lambda: used.update(last_used_at=now))
    return row
