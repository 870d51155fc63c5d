"""Somebody can log in after the first start, and only then is an account made."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model

from rasad.desk.accounts.first_login import ensure_login, password


@pytest.mark.django_db
def test_the_first_login_works_and_is_made_once() -> None:
    login = ensure_login()
    assert login
    user = get_user_model().objects.get(username=login.name)
    assert user.check_password(login.password)
    assert user.is_superuser
    assert ensure_login() is None
    assert user.check_password(login.password)


@pytest.mark.django_db
def test_an_account_that_was_shut_is_no_login() -> None:
    first = ensure_login()
    get_user_model().objects.update(is_active=False)
    second = ensure_login()
    assert first
    assert second
    assert first.password != second.password


def test_passwords_are_long_and_readable() -> None:
    made = {password() for _ in range(200)}
    assert len(made) == 200
    assert all(len(word) == 19 and not set("il1o0") & set(word) for word in made)
