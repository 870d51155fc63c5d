"""The city's post office: a real SMTP server and a webhook receiver on loopback.

Every accepted message becomes one JSON line in a file, written before the sender is answered, so
that a test can count deliveries by their key after anything was killed.
"""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

_LIMIT = 8 * 1024 * 1024  # bytes of one message


class _Ledger:
    """Appends JSON lines; one lock, flushed before the call returns."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("a", encoding="utf-8")
        self._lock = threading.Lock()

    def write(self, **fields: Any) -> None:
        with self._lock:
            self._file.write(json.dumps({"at": time.time(), **fields}, ensure_ascii=False) + "\n")
            self._file.flush()

    def close(self) -> None:
        self._file.close()


class _Mail:
    def __init__(self, ledger: _Ledger) -> None:
        self._ledger = ledger

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content
        message = message_from_bytes(content if isinstance(content, bytes) else b"", policy=policy.default)
        self._ledger.write(
            channel="mail",
            key=str(message["Message-ID"] or ""),
            to=list(envelope.rcpt_tos),
            subject=str(message["Subject"] or ""),
        )
        return "250 accepted"


def _receiver(ledger: _Ledger) -> type[BaseHTTPRequestHandler]:
    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            size = int(self.headers.get("Content-Length") or 0)
            if size > _LIMIT:
                self.send_error(413)
                return
            body = self.rfile.read(size)
            ledger.write(
                channel="webhook",
                key=self.headers.get("Idempotency-Key", ""),
                to=[self.path],
                subject=body[:200].decode("utf-8", "replace"),
            )
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            """Quiet: the ledger is the record."""

    return Receiver


def free_port() -> int:
    """A loopback TCP port that nobody held a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True, slots=True)
class PostOffice:
    """Where a running post office listens, and the file it writes."""

    smtp_port: int
    webhook_port: int
    ledger: Path

    def received(self) -> list[dict[str, Any]]:
        """Everything accepted so far: `{at (epoch s), channel, key, to, subject}`, oldest first."""
        if not self.ledger.exists():
            return []
        return [json.loads(line) for line in self.ledger.read_text(encoding="utf-8").splitlines()]


@contextmanager
def post_office(ledger: Path, smtp_port: int = 0, webhook_port: int = 0) -> Iterator[PostOffice]:
    """Run both servers in threads of this process until the block ends; port 0 takes a free one."""
    ledger.parent.mkdir(parents=True, exist_ok=True)
    lines = _Ledger(ledger)
    port = smtp_port or free_port()
    mail = Controller(_Mail(lines), hostname="127.0.0.1", port=port, data_size_limit=_LIMIT, ready_timeout=20)
    mail.start()
    web = ThreadingHTTPServer(("127.0.0.1", webhook_port), _receiver(lines))
    thread = threading.Thread(target=web.serve_forever, name="webhook receiver", daemon=True)
    thread.start()
    try:
        yield PostOffice(port, web.server_address[1], ledger)
    finally:
        web.shutdown()
        web.server_close()
        mail.stop()
        lines.close()
