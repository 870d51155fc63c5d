"""Which outcome an exception of the downloader means."""

from __future__ import annotations

from urllib.parse import urlsplit

from OpenSSL.SSL import Error as SSLError
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
    StopDownload,
)
from service_identity.exceptions import VerificationError
from twisted.internet.error import ConnectError, ConnectionClosed
from twisted.python.failure import Failure
from twisted.web.client import ResponseFailed

from crawler.errors import FetchStoppedError
from crawler.handlers.browser import BrowserBombError, BrowserError
from crawler.resolver import GuardedResolver
from rasad.archive.frontier import FetchOutcome
from rasad.extract.barriers import CENSOR


def outcome_of(error: BaseException, url: str) -> tuple[FetchOutcome, str]:
    """The outcome and a sentence for people."""
    host = (urlsplit(url).hostname or "").lower()
    if isinstance(error, FetchStoppedError):
        return (
            _refused(str(error))
            if error.outcome is FetchOutcome.ADDRESS_REFUSED
            else (error.outcome, str(error))
        )
    if isinstance(error, BrowserError):
        return _browser_outcome(error)
    if isinstance(error, CannotResolveHostError):
        if reason := GuardedResolver.refused.pop(host, ""):
            return _refused(reason)
        return FetchOutcome.DNS, f"{host} does not resolve"
    if isinstance(error, DownloadCancelledError):
        return FetchOutcome.TOO_LARGE, str(error)[:300]
    if isinstance(error, StopDownload):
        kind = (error.response.headers.get("Content-Type") or b"?") if error.response is not None else b"?"
        return FetchOutcome.WRONG_TYPE, f"content type {kind.decode('latin-1')[:100]}"
    return _connection_outcome(error, host)


def _refused(reason: str) -> tuple[FetchOutcome, str]:
    """What the address guard's refusal means: some addresses are what a censor gives a name."""
    if CENSOR.search(reason):
        return FetchOutcome.BLOCKED, f"the filtering on the way answers for its name ({reason})"[:300]
    return FetchOutcome.ADDRESS_REFUSED, reason


def _connection_outcome(error: BaseException, host: str) -> tuple[FetchOutcome, str]:
    """What became of the connection itself."""
    if isinstance(error, TimeoutError | DownloadTimeoutError):
        return FetchOutcome.TIMEOUT, f"no whole answer in time: {str(error)[:200]}"
    if isinstance(error, DownloadConnectionRefusedError):
        return FetchOutcome.CONNECT, f"{host} refused the connection"
    if _is_tls(error):
        return FetchOutcome.TLS, f"TLS with {host} failed: {_reasons(error)}"
    if isinstance(error, ResponseDataLossError | DownloadFailedError | ConnectionClosed):
        return FetchOutcome.TORN, f"the connection ended early: {_reasons(error)}"
    if isinstance(error, ConnectError):
        return FetchOutcome.CONNECT, str(error)[:300]
    return FetchOutcome.ERROR, f"{type(error).__name__}: {str(error)[:300]}"


_NET_ERRORS = (
    ("ERR_TUNNEL_CONNECTION_FAILED", FetchOutcome.CONNECT),
    ("ERR_CONNECTION", FetchOutcome.CONNECT),
    ("ERR_EMPTY_RESPONSE", FetchOutcome.TORN),
    ("ERR_CERT", FetchOutcome.TLS),
    ("ERR_SSL", FetchOutcome.TLS),
    ("ERR_TOO_MANY_REDIRECTS", FetchOutcome.TOO_MANY_REDIRECTS),
    ("Timeout", FetchOutcome.TIMEOUT),
)


def _browser_outcome(error: BrowserError) -> tuple[FetchOutcome, str]:
    """What Chromium's network error means (net/base/net_error_list.h)."""
    sentence = str(error)
    if isinstance(error, BrowserBombError):
        return FetchOutcome.BOMB, f"browser: {sentence}"
    found = next((outcome for word, outcome in _NET_ERRORS if word in sentence), FetchOutcome.BROWSER)
    return found, f"browser: {sentence}"


def _causes(error: BaseException) -> list[BaseException]:
    found: list[BaseException] = []
    queue: list[BaseException | None] = [error]
    while queue and len(found) < 20:
        one = queue.pop(0)
        if one is None or one in found:
            continue
        found.append(one)
        queue.append(one.__cause__)
        if isinstance(one, ResponseFailed):
            queue += [reason.value for reason in one.reasons if isinstance(reason, Failure)]
    return found


def _is_tls(error: BaseException) -> bool:
    return any(isinstance(one, SSLError | VerificationError) for one in _causes(error))


def _reasons(error: BaseException) -> str:
    return "; ".join(f"{type(one).__name__} {str(one)[:120]}" for one in _causes(error)[-2:])
