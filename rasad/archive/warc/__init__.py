"""The evidence: WARC/1.1 files, one writer a process, readable by anyone at any time."""

from __future__ import annotations

from rasad.archive.warc.decoding import MAX_DECODED, DecodedTooLargeError, DecodingError, decode_body
from rasad.archive.warc.files import WarcFiles, WarcRef, seal_leftovers
from rasad.archive.warc.records import Exchange, Headers, Reference, WarcRecord, dom_records, exchange_records
from rasad.archive.warc.store import StoredExchange, WarcMissingError, WarcStore

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
    "seal_leftovers",
]
