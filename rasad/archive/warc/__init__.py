"""The evidence: WARC/1.1 files, one writer a process, readable by anyone at any time."""

from __future__ import annotations

from rasad.archive.warc.decoding import MAX_DECODED, DecodedTooLargeError, DecodingError, decode_body
from rasad.archive.warc.reader import StoredExchange, WarcMissingError, WarcStore
from rasad.archive.warc.records import (
    Exchange,
    Headers,
    Reference,
    WarcRecord,
    dom_records,
    exchange_records,
    resource_records,
)
from rasad.archive.warc.writer import WarcFiles, WarcRef, seal_leftovers

__all__ = [
    "MAX_DECODED",
    "DecodedTooLargeError",
    "DecodingError",
    "Exchange",
    "Headers",
    "Reference",
    "StoredExchange",
    "WarcFiles",
    "WarcMissingError",
    "WarcRecord",
    "WarcRef",
    "WarcStore",
    "decode_body",
    "dom_records",
    "exchange_records",
    "resource_records",
    "seal_leftovers",
]
