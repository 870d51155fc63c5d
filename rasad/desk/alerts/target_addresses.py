"""Which addresses a target may have: only those that a message can reach."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from rasad.archive.addresses import AddressRefusedError, check_url
from rasad.desk.alerts.models import Target
from rasad.desk.errors import InvalidValueError
from settings.env import Network


def checked_address(kind: str, address: str, allow_nets: tuple[Network, ...] = ()) -> str:
    """The address as it is sent to. Raises `InvalidValueError` for what could not or must not be sent to."""
    address = address.replace("\x00", "").strip()[:500]
    if kind == Target.Kind.MAIL:
        return _mail(address)
    if kind == Target.Kind.WEBHOOK:
        return _webhook(address, allow_nets)
    raise InvalidValueError("kind", "kind_missing", "گونهٔ مقصد را برگزینید: رایانامه یا وب‌هوک.")


def _mail(address: str) -> str:
    try:
        validate_email(address)
    except ValidationError as error:
        raise InvalidValueError(
            "address", "mail_invalid", "نشانی رایانامه درست نیست؛ مانند name@example.ir بنویسید."
        ) from error
    return address


def _webhook(address: str, allow_nets: tuple[Network, ...]) -> str:
    try:
        check_url(address, allow_nets)
    except AddressRefusedError as error:
        raise InvalidValueError(
            "address", "address_refused", "نشانی وب‌هوک باید http(s) و روی شبکهٔ همگانی باشد."
        ) from error
    if urlsplit(address).scheme != "https" and not allow_nets:
        raise InvalidValueError("address", "address_refused", "نشانی وب‌هوک باید با https آغاز شود.")
    return address
