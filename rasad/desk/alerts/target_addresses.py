"""Which addresses a target may have: only those that a message can reach, refused when they are typed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooSlowError
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from rasad.archive.network.address_guard import AddressRefusedError, check_url, resolve
from rasad.desk.alerts.delivery.addresses import is_public_name, mail_address, web_address
from rasad.desk.alerts.delivery.errors import UndeliverableError
from rasad.desk.alerts.models import Target
from rasad.desk.errors import InvalidValueError
from settings.env import Network

MOST = 500  # characters of an address as it is kept
RESOLVE_SECONDS = 3.0
_MARKS = (
    "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"  # that come along when copied
)


@dataclass(frozen=True, slots=True)
class Reachable:
    """What may be reached besides public servers: `RASAD_ALLOW_NETS` and `RASAD_HOSTS`."""

    networks: tuple[Network, ...] = ()
    hosts: dict[str, tuple[str, int]] = field(default_factory=dict)


def checked_address(kind: str, address: str, reachable: Reachable | None = None) -> str:
    """The address as it is kept and sent to. Raises `InvalidValueError`, which says what to write instead."""
    text = address.strip().strip(_MARKS)
    if kind == Target.Kind.MAIL:
        written = _mail(text)
    elif kind == Target.Kind.WEBHOOK:
        written = _webhook(text, reachable or Reachable())
    else:
        raise InvalidValueError("kind", "kind_missing", "گونهٔ مقصد را برگزینید: رایانامه یا وب‌هوک.")
    if len(written) > MOST:
        raise _refused("نشانی بیش از اندازه دراز است.")
    return written


def _mail(text: str) -> str:
    try:
        return mail_address(text)
    except UndeliverableError as error:
        raise _refused("نشانی رایانامه درست نیست؛ مانند name@example.ir بنویسید.") from error


def _webhook(text: str, reachable: Reachable) -> str:
    try:
        written = web_address(text)
        check_url(written, reachable.networks)
    except UndeliverableError as error:
        message = "نشانی وب‌هوک درست نیست؛ در یک سطر، مانند https://example.ir/hook بنویسید."
        raise _refused(message) from error
    except AddressRefusedError as error:
        raise _refused("نشانی وب‌هوک باید http(s) و روی شبکهٔ همگانی باشد.") from error
    parts = urlsplit(written)
    host = parts.hostname or ""
    if parts.scheme != "https" and not reachable.networks:
        raise _refused("نشانی وب‌هوک باید با https آغاز شود.")
    known_here = bool(reachable.networks) and (host in reachable.hosts or host == "localhost")
    if not is_public_name(host) and not known_here:
        raise _refused(f"«{host}» نام سروری روی شبکهٔ همگانی نیست.")
    _check_where_it_leads(host, parts.port or 443, reachable)
    return written


def _check_where_it_leads(host: str, port: int, reachable: Reachable) -> None:
    """Refuse a name that leads inside; one that does not resolve just now is let be: it may later."""
    pool = ThreadPoolExecutor(1, thread_name_prefix="resolve")
    try:
        pool.submit(resolve, host, port, reachable.networks, reachable.hosts).result(RESOLVE_SECONDS)
    except AddressRefusedError as error:
        raise _refused("این نام به نشانی‌ای می‌رسد که روی شبکهٔ همگانی نیست.") from error
    except (OSError, UnicodeError, TooSlowError):
        return
    finally:
        pool.shutdown(wait=False)


def _refused(message: str) -> InvalidValueError:
    return InvalidValueError("address", "address_refused", message)
