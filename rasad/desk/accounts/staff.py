"""Accounts of the staff."""

from __future__ import annotations

from django.contrib.auth.models import Group, User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from rasad.archive.database.transactions import write_transaction
from rasad.desk.accounts.passwords import end_access, set_password
from rasad.desk.accounts.roles import ROLES, ensure_roles
from rasad.desk.audit.actor import Actor
from rasad.desk.audit.log import note


class StaffError(ValueError):
    """The account can't be made so; the message says why."""


def put_account(
    actor: Actor, name: str, role: str, password: str, *, active: bool = True, renew: bool = False
) -> tuple[bool, str]:
    """Make an account, or give it another role; (whether it is new, the password if it was set).

    An existing password stays unless `renew`; a new password, or closing the account, ends its sessions
    and tokens. Raises `StaffError`.
    """
    try:
        User.username_validator(name)
    except ValidationError as error:
        raise StaffError(f"{name!r}: letters, digits and @ . + - _ only") from error
    ensure_roles()
    with write_transaction():
        user, made = User.objects.get_or_create(username=name)
        if made or renew:
            try:
                validate_password(password, user)
            except ValidationError as error:
                raise StaffError(" ".join(error.messages)) from error
            set_password(user, password)
        user.is_active = active
        user.is_staff = role == "admin"
        user.save()
        if not active:
            end_access(user)
        user.groups.remove(*Group.objects.filter(name__in=ROLES))
        user.groups.add(Group.objects.get(name=role))
        note(actor, "staff.put", f"user:{user.pk}", name=name, role=role, active=active)
    return made, password if made or renew else ""
