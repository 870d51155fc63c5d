"""WARC/1.1 records as bytes (ISO 28500:2017): what was asked, what came back, and revisits.

A record is written as one gzip member, so that an offset leads straight to it. Bodies stay
encoded as they came over the wire; chunked framing is gone (the HTTP client removed it), so
`Transfer-Encoding` is dropped and `Content-Length` set, which is what warcio and pywb expect.
"""

from __future__ import annotations

import base64
import hashlib
import json
import uuid
import zlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

Headers = list[tuple[str, str]]

#: Never written: they would let a reader of the archive act as us.
SECRET = frozenset(
    [
        "cookie",
        "cookie2",
        "set-cookie",
        "set-cookie2",
        "authorization",
        "proxy-authorization",
        "x-api-key",
        "x-auth-token",
    ]
)
_FRAMING = frozenset({"transfer-encoding", "content-length", "trailer", "te"})
_PROFILE = "http://netpreserve.org/warc/1.1/revisit/"


@dataclass(frozen=True)
class Reference:
    """An earlier record that a revisit points to."""

    url: str
    date: datetime
    payload_digest: str
    record_id: str = ""


@dataclass(frozen=True)
class Exchange:
    """One HTTP exchange as it was on the wire; `body` is still content-encoded."""

    url: str
    at: datetime
    status: int
    headers: Headers
    body: bytes = field(repr=False)
    request_headers: Headers = field(default_factory=list)
    request_body: bytes = field(default=b"", repr=False)  # what was sent by POST
    method: str = "GET"
    protocol: str = "HTTP/1.1"
    address: str = ""
    reason: str = ""

    @property
    def payload_digest(self) -> str:
        """Digest of the encoded body, as WARC writes it."""
        return digest(self.body)


@dataclass(frozen=True)
class WarcRecord:
    """A record ready to be written; `headers` lack length, block digest and version line."""

    kind: str
    record_id: str
    headers: Headers
    block: bytes = field(repr=False)

    def serialise(self) -> bytes:
        """The record as one gzip member."""
        lines = [f"WARC-Type: {self.kind}", f"WARC-Record-ID: <{self.record_id}>"]
        lines += [f"{name}: {_one_line(value)}" for name, value in self.headers if value]
        lines += [f"WARC-Block-Digest: {digest(self.block)}", f"Content-Length: {len(self.block)}"]
        head = "WARC/1.1\r\n" + "\r\n".join(lines) + "\r\n\r\n"
        packer = zlib.compressobj(6, zlib.DEFLATED, zlib.MAX_WBITS + 16)
        return packer.compress(head.encode() + self.block + b"\r\n\r\n") + packer.flush()


def digest(data: bytes) -> str:
    """`sha1:` and base32, the form that CDX indexes and pywb use."""
    return "sha1:" + base64.b32encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode()


def warc_date(at: datetime) -> str:
    """UTC with microseconds (WARC/1.1)."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def new_id() -> str:
    """A fresh record id, without the angle brackets."""
    return f"urn:uuid:{uuid.uuid4()}"


def _one_line(value: str) -> str:
    return value.replace("\r", " ").replace("\n", " ")


def _http_block(first: str, headers: Headers, body: bytes) -> bytes:
    head = first + "\r\n" + "".join(f"{name}: {_one_line(value)}\r\n" for name, value in headers) + "\r\n"
    return head.encode("utf-8", "surrogateescape") + body


def _without(headers: Headers, names: frozenset[str]) -> Headers:
    return [(name, value) for name, value in headers if name.lower() not in names]


def _common(exchange: Exchange) -> Headers:
    return [
        ("WARC-Target-URI", exchange.url),
        ("WARC-Date", warc_date(exchange.at)),
        ("WARC-IP-Address", exchange.address),
    ]


def _status_line(exchange: Exchange) -> str:
    reason = exchange.reason
    if not reason:
        try:
            reason = HTTPStatus(exchange.status).phrase
        except ValueError:
            reason = "Unknown"
    return f"{exchange.protocol} {exchange.status} {reason}"


def _response(exchange: Exchange, same_as: Reference | None) -> WarcRecord:
    headers = _without(exchange.headers, SECRET | _FRAMING)
    base = [*_common(exchange), ("Content-Type", "application/http; msgtype=response")]
    if same_as is None:
        headers.append(("Content-Length", str(len(exchange.body))))
        base.append(("WARC-Payload-Digest", exchange.payload_digest))
        return WarcRecord(
            "response", new_id(), base, _http_block(_status_line(exchange), headers, exchange.body)
        )
    profile = "server-not-modified" if exchange.status == 304 else "identical-payload-digest"
    base += [
        ("WARC-Profile", _PROFILE + profile),
        ("WARC-Refers-To-Target-URI", same_as.url),
        ("WARC-Refers-To-Date", warc_date(same_as.date)),
        ("WARC-Refers-To", f"<{same_as.record_id}>" if same_as.record_id else ""),
        ("WARC-Payload-Digest", same_as.payload_digest),
    ]
    return WarcRecord("revisit", new_id(), base, _http_block(_status_line(exchange), headers, b""))


def _request(exchange: Exchange, response_id: str) -> WarcRecord:
    parts = urlsplit(exchange.url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = _without(exchange.request_headers, SECRET)
    if not any(name.lower() == "host" for name, _ in headers):
        headers.insert(0, ("Host", parts.netloc.rpartition("@")[2]))
    sent = exchange.request_body
    if sent and not any(name.lower() == "content-length" for name, _ in headers):
        headers.append(("Content-Length", str(len(sent))))
    base = [
        *_common(exchange),
        ("Content-Type", "application/http; msgtype=request"),
        ("WARC-Concurrent-To", f"<{response_id}>"),
        ("WARC-Payload-Digest", digest(sent)),
    ]
    first = f"{exchange.method} {path} HTTP/1.1"
    return WarcRecord("request", new_id(), base, _http_block(first, headers, sent))


def _metadata(at: datetime, about_id: str, facts: dict[str, Any]) -> WarcRecord:
    """Facts about a record, named after it: under the page's own address a replayer (pywb, by its
    index of WARC-Target-URI and second) would show them in the page's place."""
    block = json.dumps(facts, ensure_ascii=False, sort_keys=True, default=str).encode()
    base = [
        ("WARC-Target-URI", f"{about_id}#facts"),
        ("WARC-Date", warc_date(at)),
        ("WARC-Concurrent-To", f"<{about_id}>"),
        ("Content-Type", "application/json"),
        ("WARC-Payload-Digest", digest(block)),
    ]
    return WarcRecord("metadata", new_id(), base, block)


def exchange_records(
    exchange: Exchange, facts: dict[str, Any], same_as: Reference | None = None
) -> list[WarcRecord]:
    """Response (or revisit, when `same_as` is given), its request, and `facts` as a metadata record.

    The first record is the one a capture points at. A 304 needs `same_as`; an identical payload
    may be given it when the encoded bodies' digests are equal.
    """
    first = _response(exchange, same_as)
    request = _request(exchange, first.record_id)
    if not facts:
        return [first, request]
    return [first, request, _metadata(exchange.at, first.record_id, facts)]


def resource_records(
    url: str, at: datetime, content_type: str, block: bytes, facts: dict[str, Any]
) -> list[WarcRecord]:
    """What was not fetched as it stands (a rendered page, a file handed in), with its metadata."""
    first = WarcRecord(
        "resource",
        new_id(),
        [
            ("WARC-Target-URI", url),
            ("WARC-Date", warc_date(at)),
            ("Content-Type", content_type),
            ("WARC-Payload-Digest", digest(block)),
        ],
        block,
    )
    return [first, _metadata(at, first.record_id, facts)]


def dom_records(url: str, at: datetime, html: str, facts: dict[str, Any]) -> list[WarcRecord]:
    """What a browser rendered, as a `resource` record with its metadata."""
    return resource_records(url, at, "text/html; charset=utf-8", html.encode("utf-8", "surrogatepass"), facts)


def warcinfo(filename: str, at: datetime, facts: dict[str, str]) -> WarcRecord:
    """The record that opens every file."""
    block = "".join(f"{name}: {_one_line(value)}\r\n" for name, value in facts.items()).encode()
    return WarcRecord(
        "warcinfo",
        new_id(),
        [
            ("WARC-Date", warc_date(at)),
            ("WARC-Filename", filename),
            ("Content-Type", "application/warc-fields"),
        ],
        block,
    )
