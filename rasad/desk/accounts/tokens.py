"""Personal tokens of the API: made once, kept as a hash, narrowed by scopes, ended by time or by hand."""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime, timedelta

from django.contrib.auth.models import User

from rasad.desk.accounts.roles import may
from rasad.desk.models import ApiToken

MARK = "rasad_"  # so that secret scanners and people can tell what it is
# scope → (what it allows, the permission its owner must have)
SCOPES = {
    "read": ("خواندن: جست‌وجو، مطلب، سوژه، رسانه", ""),
    "export": ("بیرون‌بردن نتیجه‌ها و خوراک‌ها", "export"),
    "write": ("جست‌وجوی ذخیره‌شده و هشدار", ""),
    "import": ("درون‌بردن مطلب", "import"),
}
_TOUCH = timedelta(minutes=5)  # `last_used_at` is written at most this often


def scopes_for(user: User) -> dict[str, str]:
    """The scopes that this person may give to a token, with their words."""
    return {name: text for name, (text, needed) in SCOPES.items() if not needed or may(user, needed)}


def make(user: User, name: str, scopes: list[str], days: int) -> tuple[ApiToken, str]:
    """A new token's row and its text; the text is not kept anywhere."""
    secret = MARK + secrets.token_urlsafe(32)
    row = ApiToken.objects.create(
        user=user,
        name=name,
        prefix=secret[:12],
        digest=digest(secret),
        scopes=scopes,
        expires_at=datetime.now(UTC) + timedelta(days=days),
    )
    return row, secret


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
        ApiToken.objects.filter(pk=row.pk).update(last_used_at=now)
    return row
