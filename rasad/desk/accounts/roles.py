"""Who may do what: four roles as Django groups, each holding the permissions of the one before.

A role is a group, so that an account can be moved by hand in the shell; the checks are
permission checks, never group names, so that a city can cut its own roles.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User

_ANALYST = ("export", "alert", "correct", "review", "bulletin", "reply", "evaluate")
_EDITOR = (*_ANALYST, "operate", "target", "import", "issue")
ROLES: dict[str, tuple[str, ...]] = {
    "viewer": (),
    "analyst": _ANALYST,
    "editor": _EDITOR,
    "admin": (*_EDITOR, "people"),
}
ROLE_NAMES = {"viewer": "بیننده", "analyst": "تحلیلگر", "editor": "سردبیر", "admin": "مدیر"}


def ensure_roles(using: str = "default", **_: Any) -> None:
    """Make the groups and give them their permissions; run after every migrate."""
    from django.contrib.auth.models import Group, Permission

    known = {
        found.codename: found
        for found in Permission.objects.using(using).filter(
            content_type__app_label="desk", content_type__model="access"
        )
    }
    for role, names in ROLES.items():
        group, _made = Group.objects.using(using).get_or_create(name=role)
        group.permissions.add(*(known[name] for name in names if name in known))


def may(user: AbstractBaseUser | AnonymousUser, permission: str) -> bool:
    """Whether this person has the permission (`export`, `alert`, …)."""
    return bool(getattr(user, "has_perm", lambda _: False)(f"desk.{permission}"))


def role_names(user: User) -> list[str]:
    """The Persian names of an account's roles."""
    if user.is_superuser:
        return [ROLE_NAMES["admin"]]
    return [ROLE_NAMES[group.name] for group in user.groups.order_by("pk") if group.name in ROLE_NAMES]
