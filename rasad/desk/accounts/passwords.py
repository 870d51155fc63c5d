"""Passwords and what hangs on them: a changed one ends every other session and all tokens."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.utils import timezone

from rasad.archive.database.transactions import write_transaction
from rasad.desk.accounts import login_throttle
from rasad.desk.accounts.models import ApiToken
from rasad.desk.accounts.roles import may
from rasad.desk.accounts.sessions import end_sessions
from rasad.desk.audit.actor import Actor
from rasad.desk.audit.log import note
from rasad.desk.errors import ActError, InvalidValueError, NotAllowedError


class TooManyGuessesError(ActError):
    """Wrong passwords were given before; `wait` says for how long none is looked at."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(wait)
        self.wait = wait


def change_password(actor: Actor, old: str, new: str, session_key: str = "") -> User:
    """Change one's own password; the session with `session_key` goes on, all else of the account ends.

    Guesses are slowed down by session: who found an open desk cannot try words at it, and the owner's
    other sessions do not wait with him. Raises `TooManyGuessesError`, `InvalidValueError`, and Django's
    `ValidationError` for a weak password.
    """
    user = actor.user
    if user is None:
        raise NotAllowedError
    validate_password(new, user)
    counter = f"password:{user.pk}:{session_key}"
    admission = login_throttle.admit(counter)
    if admission.wait:
        if admission.note:
            note(actor, "password.throttled", f"user:{user.pk}")
        raise TooManyGuessesError(admission.wait)
    if not user.check_password(old):
        note(actor, "password.failed", f"user:{user.pk}")
        raise InvalidValueError("old_password", "password_wrong", "گذرواژهٔ کنونی درست نیست.")
    with write_transaction():
        login_throttle.forget(counter)
        sessions, tokens = set_password(user, new, session_key)
        note(actor, "password.change", f"user:{user.pk}", sessions=sessions, tokens=tokens)
    return user


def set_password(user: User, new: str, session_key: str = "") -> tuple[int, int]:
    """Set it, and end what the old one opened: how many sessions, how many tokens. Part of acts."""
    user.set_password(new)
    user.save()
    return end_access(user, session_key)


def end_access(user: User, session_key: str = "") -> tuple[int, int]:
    """End the account's sessions (but one) and tokens; how many of each. Part of acts."""
    tokens = ApiToken.objects.filter(user=user, revoked_at=None).update(revoked_at=timezone.now())
    return end_sessions(user, session_key), tokens


def end_everything(actor: Actor, user: User, session_key: str = "") -> tuple[int, int]:
    """Sign an account out everywhere and end its tokens: one's own (the session with `session_key` goes on),
    or anybody's for who manages people. Raises `NotAllowedError`.
    """
    if actor.user is None or (actor.user.pk != user.pk and not may(actor.user, "people")):
        raise NotAllowedError
    with write_transaction():
        sessions, tokens = end_access(user, session_key)
        name = user.get_username()
        note(actor, "access.end", f"user:{user.pk}", name=name, sessions=sessions, tokens=tokens)
    return sessions, tokens
