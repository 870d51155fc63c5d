"""Content-encodings off, with a cap: gzip, deflate, br and zstd bombs end here."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable

import brotli
import zstandard

#: Bytes that a body may unpack to.
MAX_DECODED = 16 << 20
_STEP = 1 << 16


class DecodingError(Exception):
    """The body is not what its Content-Encoding says (a torn gzip, an unknown name)."""


class DecodedTooLargeError(DecodingError):
    """The body unpacks to more than the cap: a bomb, or simply too large."""


def decode_body(body: bytes, encodings: Iterable[str], limit: int = MAX_DECODED) -> bytes:
    """The body without its content-encodings, last applied first.

    At most three layers are taken off. Raises `DecodedTooLargeError` beyond `limit` bytes, `DecodingError`
    for torn or unknown encodings. An empty body is empty in any encoding.
    """
    names = [name.strip().lower() for value in encodings for name in value.split(",") if name.strip()]
    names = [name for name in names if name != "identity"]
    if len(names) > 3:
        raise DecodingError(f"{len(names)} content-encodings on one body")
    for name in reversed(names):
        if not body:
            return b""
        decoder = _DECODERS.get(name)
        if decoder is None:
            raise DecodingError(f"unknown content-encoding {name[:40]!r}")
        body = decoder(body, limit)
    return body


def _zlib(body: bytes, limit: int, bits: int) -> bytes:
    out = bytearray()
    rest = body
    while rest:
        unpack = zlib.decompressobj(bits)
        try:
            out += unpack.decompress(rest, limit + 1 - len(out))
        except zlib.error as error:
            if rest is not body:
                break  # rubbish behind a whole gzip member: every browser ignores it
            raise DecodingError(f"does not unpack: {error}") from error
        if len(out) > limit:
            raise DecodedTooLargeError(f"unpacks to more than {limit} bytes")
        if not unpack.eof:
            raise DecodingError("the compressed body is cut off")
        rest = unpack.unused_data
    return bytes(out)


def _gzip(body: bytes, limit: int) -> bytes:
    return _zlib(body, limit, zlib.MAX_WBITS + 16)


def _deflate(body: bytes, limit: int) -> bytes:
    try:
        return _zlib(body, limit, zlib.MAX_WBITS)
    except DecodedTooLargeError:
        raise
    except DecodingError:
        return _zlib(body, limit, -zlib.MAX_WBITS)  # many servers send it raw (RFC 9110, 8.4.1.2)


def _brotli(body: bytes, limit: int) -> bytes:
    unpack = brotli.Decompressor()
    out = bytearray()
    try:
        data = body
        while True:
            out += unpack.process(data, output_buffer_limit=_STEP)
            if len(out) > limit:
                raise DecodedTooLargeError(f"unpacks to more than {limit} bytes")
            if unpack.is_finished():
                return bytes(out)
            if unpack.can_accept_more_data():
                raise DecodingError("the compressed body is cut off")
            data = b""
    except brotli.error as error:
        raise DecodingError(f"does not unpack: {error}") from error


def _zstd(body: bytes, limit: int) -> bytes:
    unpack = zstandard.ZstdDecompressor(max_window_size=8 << 20).decompressobj()
    out = bytearray()
    try:
        for at in range(0, len(body), 256):  # 256 bytes unpack to 8 MiB at most (RFC 8878, 3.1.1.2)
            out += unpack.decompress(body[at : at + 256])
            if len(out) > limit:
                raise DecodedTooLargeError(f"unpacks to more than {limit} bytes")
            if unpack.eof:
                return bytes(out)
    except zstandard.ZstdError as error:
        raise DecodingError(f"does not unpack: {error}") from error
    raise DecodingError("the compressed body is cut off")


_DECODERS: dict[str, Callable[[bytes, int], bytes]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
