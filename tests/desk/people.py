"""People of the staff, and what they hold."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from django.contrib.auth.models import Group, User
from django.utils import timezone

from rasad.desk.accounts import tokens
from rasad.desk.accounts.models import ApiToken
from rasad.desk.audit.actor import Actor


def staff(role: str, name: str = "") -> User:
    """An account with a role."""
    user = User.objects.create_user(name or f"{role}-{User.objects.count()}", password="correct horse")
    user.groups.add(Group.objects.get(name=role))
    return user


def actor(user: User) -> Actor:
    """This person, acting."""
    return Actor(user.get_username(), user, "192.0.2.1")


def token_of(user: User, scopes: Collection[str] = ("read",)) -> tuple[ApiToken, str]:
    """A token and its text, whatever the role allows: a role may have been taken away since."""
    secret = f"{tokens.MARK}{user.pk}-{ApiToken.objects.count()}-{'x' * 32}"
    row = ApiToken.objects.create(
        user=user,
        name="test",
        prefix=secret[:12],
        digest=tokens.digest(secret),
        scopes=list(scopes),
        expires_at=timezone.now() + timedelta(days=7),
    )
    return row, secret
