"""How a fetch ended: one of these, counted exactly once."""

from __future__ import annotations

from enum import StrEnum


class FetchOutcome(StrEnum):
    """Every fetch ends as one of these; the values stand in `StageCount(stage="fetch")`."""

    OK = "ok"
    UNCHANGED = "unchanged"  # 200, the same bytes as before
    NOT_MODIFIED = "not_modified"  # 304
    REDIRECTED = "redirected"  # one hop on the way; the target is fetched next, or known
    FOREIGN = "foreign"  # leads to a place that is not this outlet's
    GONE = "gone"  # 404, 410, or an article that now leads to the front page
    FORBIDDEN = "forbidden"  # 401, 402, 403
    BLOCKED = "blocked"  # refused because of the place that we ask from, or by a censor on the way
    CHALLENGED = "challenged"  # a check page (Arvan, Cloudflare …) stands before it
    CLIENT_ERROR = "client_error"  # other 4xx
    RATE_LIMITED = "rate_limited"  # 429
    SERVER_ERROR = "server_error"  # 5xx
    TIMEOUT = "timeout"
    DNS = "dns"
    CONNECT = "connect"
    TLS = "tls"
    TORN = "torn"  # the connection or the compressed body was cut off
    TOO_LARGE = "too_large"
    BOMB = "bomb"  # unpacks to more than the cap
    WRONG_TYPE = "wrong_type"
    ADDRESS_REFUSED = "address_refused"  # the guard said no
    ROBOTS = "robots"
    TOO_MANY_REDIRECTS = "too_many_redirects"
    UNREADABLE = "unreadable"  # a feed or listing that could not be parsed
    NO_BROWSER = "no_browser"
    NO_PROXY = "no_proxy"  # the proxy that it is reached by is not set up
    PROXY_DOWN = "proxy_down"  # that proxy does not answer, or refuses us
    BROWSER = "browser"  # the browser failed on this page
    ERROR = "error"  # our own fault


#: The host as a whole is away, overloaded or cut off: what it would have given is there when it comes back.
HOST_TROUBLE = frozenset(
    {
        FetchOutcome.RATE_LIMITED,
        FetchOutcome.SERVER_ERROR,
        FetchOutcome.TIMEOUT,
        FetchOutcome.DNS,
        FetchOutcome.CONNECT,
        FetchOutcome.TLS,
        FetchOutcome.TORN,
    }
)
