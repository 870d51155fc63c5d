"""A real SMTP server on loopback that keeps what it accepts, and refuses when told to."""

from __future__ import annotations

import time
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.services.places import free_port


class Mailbox:
    """What arrived: `messages` (parsed) and `envelopes`; `refuse` makes it answer with that line."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.envelopes: list[Envelope] = []
        self.arrived: list[float] = []  # time.time() of each acceptance
        self.refuse: str | None = None  # e.g. "451 4.3.0 try again later"
        self.refused = 0
        self._controller: Controller | None = None
        self.port = free_port()

    @property
    def url(self) -> str:
        """For `SMTP_URL`."""
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 (aiosmtpd's name)
        """aiosmtpd calls this for each message."""
        if self.refuse:
            self.refused += 1
            return self.refuse
        content = envelope.content
        raw = content.encode() if isinstance(content, str) else content or b""
        message = message_from_bytes(raw, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.arrived.append(time.time())
        self.envelopes.append(envelope)
        self.messages.append(message)
        return "250 2.0.0 kept"

    def wait(self, count: int, seconds: float = 20) -> list[EmailMessage]:
        """The messages once there are `count` of them. Raises AssertionError after `seconds`."""
        end = time.monotonic() + seconds
        while len(self.messages) < count and time.monotonic() < end:
            time.sleep(0.02)
        assert len(self.messages) >= count, f"{len(self.messages)} of {count} messages after {seconds} s"
        return self.messages

    def start(self) -> None:
        """Listen; a port that was taken meanwhile is exchanged for another."""
        for attempt in range(5):
            self._controller = Controller(self, hostname="127.0.0.1", port=self.port, ready_timeout=20)
            try:
                self._controller.start()
                return
            except OSError:
                if attempt == 4:
                    raise
                self.port = free_port()

    def stop(self) -> None:
        """Close the port (`start` opens the same one again)."""
        if self._controller:
            self._controller.stop()
            self._controller = None
