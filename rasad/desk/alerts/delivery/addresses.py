"""Addresses of targets as they are sent to: names and paths of any script in ASCII. Pure."""

from __future__ import annotations

import re
from email.utils import parseaddr
from urllib.parse import quote, urlsplit, urlunsplit

import idna

from rasad.archive.network.address_guard import literal
from rasad.desk.alerts.delivery.errors import UndeliverableError

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
#: Kept as they are in paths and queries (RFC 3986), with `%` of escapes that stand already.
_SAFE = "/:@!$&'()*+,;=-._~%?"
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
#: Names that no public server can have (RFC 2606, 6761, 6762, 8375, 9476; .internal by ICANN).
_NEVER_PUBLIC = (
    "localhost", "local", "internal", "invalid", "test", "example", "onion", "alt", "arpa", "intranet", "lan",
    "home", "corp",
)  # fmt: skip


def web_address(text: str) -> str:
    """The http(s) address with its host in IDNA and its path percent-coded, without a fragment.

    Raises `UndeliverableError` for what no request can be made of.
    """
    if _CONTROL.search(text):
        raise UndeliverableError("a line break or another control sign stands in the address")
    try:
        text.encode()  # half a surrogate pair is no text
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise UndeliverableError(f"not an address: {text[:100]!r}") from error
    if parts.scheme not in ("http", "https") or not host:
        raise UndeliverableError(f"not an http(s) address: {text[:100]!r}")
    if "@" in parts.netloc:
        raise UndeliverableError("a name or password in the address is refused")
    if port == 0:
        raise UndeliverableError("port 0 is no port")
    written = f"[{host}]" if ":" in host else host_name(host)
    place = written if port is None else f"{written}:{port}"
    return urlunsplit((parts.scheme, place, _coded(parts.path) or "/", _coded(parts.query), ""))


def host_name(host: str) -> str:
    """A name in ASCII, or an address as it is. Raises `UndeliverableError` for what is no name."""
    if literal(host) is not None:
        return host
    name = host.rstrip(".").lower()
    if not name.isascii():
        try:
            name = idna.encode(name, uts46=True).decode()
        except UnicodeError as error:
            raise UndeliverableError(f"{host[:100]!r} is no name of a server") from error
    if len(name) > 253 or not all(_LABEL.fullmatch(label) for label in name.split(".")):
        raise UndeliverableError(f"{host[:100]!r} is no name of a server")
    return name


def is_public_name(host: str) -> bool:
    """Whether a server that anybody can reach may have this name; an address says so itself."""
    labels = host.split(".")
    return literal(host) is not None or (len(labels) > 1 and labels[-1] not in _NEVER_PUBLIC)


def mail_address(text: str) -> str:
    """The mail address with its domain in IDNA. Raises `UndeliverableError` for what is none."""
    if any(sign in text for sign in ' ,"<>()') or _CONTROL.search(text) or parseaddr(text)[1] != text:
        raise UndeliverableError(f"not a mail address: {text[:100]!r}")
    local, mark, domain = text.rpartition("@")
    if not mark or not local or not local.isascii() or len(local) > 64:
        raise UndeliverableError(f"not a mail address: {text[:100]!r}")
    return f"{local}@{host_name(domain)}"


def _coded(part: str) -> str:
    """Percent codes for what is not ASCII; what is coded stays, a stray `%` becomes `%25`."""
    return quote(_STRAY_PERCENT.sub("%25", part), safe=_SAFE)
