"""What costs most in hundreds of tests and is no part of what they say, made cheap."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher


class LightArgon2(Argon2PasswordHasher):
    """Passwords hashed as in life, at the least cost: every account of a test has one."""

    time_cost = 1
    memory_cost = 8  # KiB
    parallelism = 1


def use() -> None:
    """Light passwords; static files are looked up as they are asked for, not by every client of a test."""
    hasher = f"{LightArgon2.__module__}.{LightArgon2.__qualname__}"
    settings.PASSWORD_HASHERS = [hasher, *settings.PASSWORD_HASHERS[1:]]
    settings.WHITENOISE_AUTOREFRESH = True
