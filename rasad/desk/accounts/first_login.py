"""The first staff account of a new installation."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from django.contrib.auth.models import User

from rasad.archive.database.transactions import write_transaction
from rasad.desk.accounts.passwords import set_password
from rasad.desk.audit.actor import CONSOLE
from rasad.desk.audit.log import note

NAME = "modir"  # مدیر
# Without the letters and digits that are taken for one another.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True)
class FirstLogin:
    """A name and the password that is shown once and kept nowhere."""

    name: str
    password: str


def password() -> str:
    """Sixteen letters in groups of four: 79 bits, and can be read over the telephone."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(4))


def ensure_login(*, unseen: bool = False) -> FirstLogin | None:
    """Make an administrator if nobody can log in yet; None if somebody can.

    `unseen`: the start that made the account may have been ended before it showed the password, so an account
    that nobody has used gets another.
    """
    users = User.objects
    with write_transaction():
        able = users.filter(is_active=True, is_staff=True)
        if unseen:
            able = able.exclude(username=NAME, last_login=None)
        if able.exists():
            return None
        login = FirstLogin(NAME, password())
        user, _ = users.get_or_create(username=NAME)
        user.is_active = user.is_staff = user.is_superuser = True
        set_password(user, login.password)
        note(CONSOLE, "staff.put", f"user:{user.pk}", name=NAME, role="admin", active=True)
    return login
