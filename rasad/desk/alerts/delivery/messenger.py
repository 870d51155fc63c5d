"""Messengers and SMS by apprise: only services named here, at their own fixed hosts; never a raw URL."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import apprise

from rasad.desk.alerts.delivery.errors import DeliveryError, UndeliverableError
from rasad.desk.alerts.delivery.message import desk_link, one_line, safe_link, when


@dataclass(frozen=True, slots=True)
class Service:
    """A service that staff may choose: how an address and a secret must look, and its apprise address."""

    name: str
    address: re.Pattern[str]
    secret: re.Pattern[str]
    url: Callable[[str, str], str]


SERVICES = {
    "telegram": Service(
        "تلگرام",
        re.compile(r"-?\d{3,20}|@?[A-Za-z]\w{4,31}"),
        re.compile(r"\d{5,15}:[\w-]{30,50}"),
        lambda address, secret: f"tgram://{secret}/{quote(address, safe='@-')}/?format=text",
    ),
    "kavenegar": Service(
        "پیامک (کاوه‌نگار)",
        re.compile(r"(?:\+98|0098|0)?9\d{9}"),
        re.compile(r"[0-9A-Za-z]{20,120}"),
        lambda address, secret: f"kavenegar://{secret}/{quote(address)}",
    ),
}


def check(service: str, address: str, secret: str) -> None:
    """Refuse a target that cannot be one. Raises `UndeliverableError`; the message holds no secret."""
    found = SERVICES.get(service)
    if found is None:
        raise UndeliverableError(f"unknown service {service[:30]!r}; known: {', '.join(sorted(SERVICES))}")
    if not found.address.fullmatch(address):
        raise UndeliverableError(f"{service}: {address[:40]!r} is not an address of this service")
    if not found.secret.fullmatch(secret):
        raise UndeliverableError(f"{service}: the key does not look like one")


def words(payload: Mapping[str, Any], base_url: str) -> str:
    """The message: headline, outlet and time, both links."""
    article = payload["article"]
    lines = [
        one_line(article["title"], 300),
        " · ".join(part for part in (article["outlet_name"], when(payload)) if part),
        safe_link(article["url"]),
        desk_link(payload, base_url),
    ]
    return "\n".join(line for line in lines if line)


def send(service: str, address: str, secret: str, payload: Mapping[str, Any], base_url: str) -> None:
    """Send one message. Raises `DeliveryError` or `UndeliverableError`."""
    check(service, address, secret)
    sender = apprise.Apprise()
    if not sender.add(SERVICES[service].url(address, secret)):
        raise UndeliverableError(f"{service}: address and key make no target")
    title = one_line(f"رصد: {payload['rule']['name']}", 100)
    if not sender.notify(body=words(payload, base_url), title=title):
        raise DeliveryError(f"{service} did not accept the message")
