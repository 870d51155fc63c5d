"""Pure facts about web addresses that definitions, extraction and the archive share."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urldefrag, urlsplit

_TRACKERS = frozenset({
    "fbclid", "gclid", "gclsrc", "gad_source", "gbraid", "wbraid", "dclid", "msclkid", "twclid",
    "ttclid", "yclid", "ysclid", "igshid", "igsh", "mc_cid", "mc_eid", "mkt_tok", "_ga", "_gl",
    "_hsenc", "_hsmi", "_openstat", "ref_src", "ref_url", "spm", "at_medium", "at_campaign",
    "ns_mchannel", "ns_source", "ns_campaign", "wt_mc", "wt.mc_id", "cmpid", "ocid",
    "__twitter_impression", "amp_js_v", "usqp",
})  # fmt: skip
_ROUTED = re.compile(r"[!/]")


def is_tracker(name: str) -> bool:
    """Whether a query parameter says where a reader came from, never what is read."""
    name = name.lower()
    return name in _TRACKERS or name.startswith("utm_")


def without_anchor(url: str) -> str:
    """The address without its fragment, unless the site routes by it (`#!/news/5`, `#/news/5`)."""
    plain, fragment = urldefrag(url)
    return url if _ROUTED.match(fragment) else plain


def split_url(url: str) -> SplitResult:
    """`urlsplit` that gives empty parts for what is no address (`http://[`), instead of raising."""
    try:
        parts = urlsplit(url)
        _ = parts.hostname, parts.port
    except ValueError:
        return urlsplit("")
    return parts


def bare_host(host: str) -> str:
    """A host name in lower case without its trailing dot and its `www.`, `m.` or `amp.`."""
    host = host.lower().rstrip(".")
    for prefix in ("www.", "m.", "amp."):
        if host.startswith(prefix) and host.count(".") > 1:
            return host.removeprefix(prefix)
    return host


def host_and_port(parts: SplitResult) -> str:
    """The bare host of an address, with its port unless that is the usual one of http or https."""
    host = bare_host(parts.hostname or "")
    return host if parts.port in (None, 80, 443) else f"{host}:{parts.port}"
