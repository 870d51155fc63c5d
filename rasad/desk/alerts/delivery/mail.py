"""Mail by SMTP: one connection for several messages, the same Message-ID on every attempt."""

from __future__ import annotations

import smtplib
import ssl
import time
from collections.abc import Mapping
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from typing import Any
from urllib.parse import unquote, urlsplit

from rasad.desk.alerts.delivery.addresses import mail_address
from rasad.desk.alerts.delivery.errors import DeliveryError
from rasad.desk.alerts.delivery.message import as_html, as_text, subject

TIMEOUT = 15.0
FRESH = 5.0  # seconds in which a used connection is believed to stand


def compose(
    payload: Mapping[str, Any], to: str, sender: str, key: str, at: datetime, base_url: str
) -> EmailMessage:
    """The message; raises `UndeliverableError` for an address that is none."""
    address = mail_address(to)
    domain = parseaddr(sender)[1].rpartition("@")[2] or "localhost"
    message = EmailMessage()
    message["Subject"] = subject(payload)
    message["From"] = sender
    message["To"] = address
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{key}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message["X-Rasad-Key"] = key
    message.set_content(as_text(payload, base_url))
    message.add_alternative(as_html(payload, base_url), subtype="html")
    return message


class Mailer:
    """Sends over one connection, opened when needed and again after a failure."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._smtp: smtplib.SMTP | None = None
        self._used = 0.0

    def _open(self) -> smtplib.SMTP:
        if self._smtp is not None:
            try:
                if time.monotonic() - self._used < FRESH or self._smtp.noop()[0] == 250:
                    return self._smtp
            except (smtplib.SMTPException, OSError):
                pass
            self.close()
        if not self.url:
            raise DeliveryError("SMTP_URL is not set: mail waits")
        parts = urlsplit(self.url)
        host, port = parts.hostname or "localhost", parts.port
        if parts.scheme == "smtps":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                host, port or 465, timeout=TIMEOUT, context=ssl.create_default_context()
            )
        else:
            smtp = smtplib.SMTP(host, port or (587 if "starttls" in parts.scheme else 25), timeout=TIMEOUT)
        try:
            if parts.scheme == "smtp+starttls":
                smtp.starttls(context=ssl.create_default_context())
            if parts.username:
                smtp.login(unquote(parts.username), unquote(parts.password or ""))
        except BaseException:
            smtp.close()
            raise
        self._smtp = smtp
        return smtp

    def connect(self) -> None:
        """Open the connection where it is not open. Raises `DeliveryError`."""
        try:
            self._open()
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            raise DeliveryError(_told(error)) from error

    def send(self, message: EmailMessage) -> None:
        """Hand a message over; returns once the server accepted it. Raises `DeliveryError`."""
        try:
            self._open().send_message(message)
            self._used = time.monotonic()
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            raise DeliveryError(_told(error)) from error

    def close(self) -> None:
        """End the connection."""
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            try:
                smtp.quit()
            except (smtplib.SMTPException, OSError):
                smtp.close()


def _told(error: Exception) -> str:
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
