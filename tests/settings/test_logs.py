"""Logs say what happened and never a secret."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from settings.logs import HIDDEN, configure, hide, name_process, scrub

SECRET = "hunter2secret"


@pytest.fixture
def as_json() -> Iterator[None]:
    """Logs as JSON; the session's own set-up is restored afterwards."""
    structlog.reset_defaults()
    configure({"format": "json"})
    yield
    structlog.reset_defaults()
    configure({"format": "text"})


@pytest.mark.parametrize(
    "text",
    [
        f"postgresql://rasad:{SECRET}@127.0.0.1/rasad refused",
        f"GET https://user:{SECRET}@agency.example/feed?x=1",
        f"POST https://api.example/hook?token={SECRET}&x=1",
        f"password={SECRET}",
        f"Authorization: Bearer {SECRET}",
        f"https://api.messenger.example/bot123456:{SECRET}/sendMessage",
    ],
)
def test_secrets_in_texts_are_hidden(text: str) -> None:
    assert SECRET not in scrub(text)
    assert HIDDEN in scrub(text)


@pytest.mark.parametrize(
    "name", ["password", "smtp_password", "token", "api_key", "Authorization", "Set-Cookie"]
)
def test_secrets_are_hidden_by_their_name_at_any_depth(name: str) -> None:
    assert SECRET not in repr(hide({"a": [{name: SECRET}], "headers": {name: [SECRET]}}))


@given(st.text(max_size=60))
def test_plain_texts_stay_as_they_are(text: str) -> None:
    if not any(mark in text for mark in ("://", "=", "earer", "asic", "oken", "/bot")):
        assert scrub(text) == text


def test_counting_tokens_is_no_secret() -> None:
    assert hide({"tokens": 12, "token_count": 3, "key": "s:1"}) == {
        "tokens": 12,
        "token_count": 3,
        "key": "s:1",
    }


def test_both_kinds_of_logger_write_redacted_json(as_json: None, capsys: pytest.CaptureFixture[str]) -> None:
    name_process("crawl")
    structlog.get_logger("rasad.test").info(
        "fetched", url=f"http://u:{SECRET}@x.example/", secret_key=SECRET, n=3
    )
    logging.getLogger("scrapy.core").warning("retry %s", f"http://x.example/?token={SECRET}")
    try:
        raise ValueError(f"cannot reach smtp://u:{SECRET}@x.example")
    except ValueError:
        structlog.get_logger("rasad.test").exception("failed")
    text = capsys.readouterr().err
    first, second, third = (json.loads(line) for line in text.splitlines())
    assert SECRET not in text
    assert (first["event"], first["n"], first["part"], first["level"]) == ("fetched", 3, "crawl", "info")
    assert second["event"] == f"retry http://x.example/?token={HIDDEN}"
    assert "ValueError" in third["exception"]
    assert first["timestamp"].endswith("Z")
