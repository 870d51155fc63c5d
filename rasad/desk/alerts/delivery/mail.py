"""Mail by SMTP: one connection for several messages, the same Message-ID on every attempt."""

from __future__ import annotations

import smtplib
import time
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from email.utils import format_datetime, parseaddr
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.smtp import EmailBackend

from rasad.desk.alerts.delivery.addresses import mail_address
from rasad.desk.alerts.delivery.errors import DeliveryError, UndeliverableError
from rasad.desk.alerts.delivery.message import as_html, as_text, subject

TIMEOUT = 15.0
FRESH = 5.0  # seconds in which a used connection is believed to stand


def compose(
    payload: Mapping[str, Any], to: str, sender: str, key: str, at: datetime, base_url: str
) -> EmailMultiAlternatives:
    """The message; raises `UndeliverableError` for an address that is none."""
    address = mail_address(to)
    domain = parseaddr(sender)[1].rpartition("@")[2] or "localhost"
    headers = {
        "Date": format_datetime(at),
        "Message-ID": f"<{key}@{domain}>",
        "Auto-Submitted": "auto-generated",
        "X-Rasad-Key": key,
    }
    message = EmailMultiAlternatives(
        subject(payload), as_text(payload, base_url), sender, [address], headers=headers
    )
    message.attach_alternative(as_html(payload, base_url), "text/html")
    return message


def _backend(url: str) -> EmailBackend:
    """Django's SMTP connection for an `SMTP_URL`: `smtp://`, `smtp+starttls://` or `smtps://`."""
    parts = urlsplit(url)
    tls, ssl = parts.scheme == "smtp+starttls", parts.scheme == "smtps"
    return EmailBackend(
        alias="alerts",  # named, as Django asks: what it is made of comes from `SMTP_URL`, not from MAILERS
        host=parts.hostname or "localhost",
        port=parts.port or (465 if ssl else 587 if tls else 25),
        username=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        use_tls=tls,
        use_ssl=ssl,
        timeout=TIMEOUT,
    )


class Mailer:
    """Sends over one connection, opened when needed and again after a failure."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._open: EmailBackend | None = None
        self._used = 0.0

    def _connection(self) -> EmailBackend:
        if self._open is not None and self._open.connection is not None:
            with suppress(smtplib.SMTPException, OSError):
                if time.monotonic() - self._used < FRESH or self._open.connection.noop()[0] == 250:
                    return self._open
            self.close()
        if not self.url:
            raise DeliveryError("SMTP_URL is not set: mail waits")
        backend = _backend(self.url)
        backend.open()
        self._open = backend
        return backend

    def connect(self) -> None:
        """Open the connection where it is not open. Raises `DeliveryError`."""
        try:
            self._connection()
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            raise DeliveryError(_sentence(error)) from error

    def send(self, message: EmailMultiAlternatives) -> None:
        """Hand a message over; returns once the server accepted it.

        Raises `DeliveryError`, and `UndeliverableError` for one that no server could be given.
        """
        try:
            self._connection().send_messages([message])
            self._used = time.monotonic()
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            raise DeliveryError(_sentence(error)) from error
        except ValueError as error:  # a header or an address that cannot be written
            raise UndeliverableError(f"mail: {str(error)[:200]}") from error

    def close(self) -> None:
        """End the connection."""
        backend, self._open = self._open, None
        if backend is not None:
            with suppress(smtplib.SMTPException, OSError):
                backend.close()


def _sentence(error: Exception) -> str:
    """What the server said, without anything of ours: a login's answer may repeat the name."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return f"the mail server refused the login ({error.smtp_code})"
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
        return f"the mail server said {error.smtp_code} {text[:200]}"
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = sorted({code for code, _ in error.recipients.values()})
        return f"the mail server refused the recipient ({', '.join(map(str, codes))})"
    return f"mail: {type(error).__name__}: {str(error)[:200]}"
