"""What stands in a page's place: a check for robots, or a refusal of the place that we ask from.

Both are answers of somebody who stands before the outlet (ArvanCloud, Cloudflare, a censor), so a 200 too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

#: Marks that only check pages have, however much text they show (Arvan, Cloudflare, Incapsula, Sucuri).
CHECK_PAGE = re.compile(
    r"AR_SiteKey|AR_Domain\s*=|redirect__captcha|error-section--waiting|__arcsjs\s*=|_cf_chl_opt|cf-chl-widget|"
    r"id=[\"']challenge-(?:form|running|stage)|/_Incapsula_Resource|sucuri_cloudproxy_js"
)
#: Marks of a check page where the page has hardly any text of its own.
CHECK_WORDS = re.compile(
    r"__arcsjs|arvancloud|Transferring to the website|در حال انتقال به سایت|Just a moment\.\.\.|cf-chl-|"
    r"cf_chl_|/cdn-cgi/challenge|ddos-guard|Checking your browser|Attention Required! \| Cloudflare|"
    r"g-recaptcha|h-captcha|Access Denied|Request unsuccessful\. Incapsula|دسترسی شما (?:محدود|مسدود)",
    re.I,
)
#: The pages that Iran's filtering serves in a site's place, and the addresses that it gives its name.
CENSOR = re.compile(r"\b10\.10\.34\.3[456]\b|//(?:www\.)?peyvandha\.ir", re.I)
_PLACE = re.compile(
    r"(?:banned|blocked|restricted|denied|(?:not|un)\s?available|not (?:allowed|permitted|supported))"
    r"[^.<>]{0,80}\b(?:country|region|location|territor)|"
    r"\b(?:country|region|location|territory)[^.<>]{0,60}(?:banned|blocked|restricted|denied|"
    r"not (?:allowed|permitted|supported|available))|"
    r"(?:خارج از (?:کشور|ایران)|(?:آی[\s\u200c]?پی|IP)\S{0,3} (?:\S+ ){0,2}(?:شما|ایران|خارج|غیر ?ایرانی))"
    r"[^.<>]{0,80}(?:مجاز|مسدود|محدود|ممکن|امکان|بسته|میسر)|"
    r"(?:فقط|تنها|صرفا[ً]?) (?:از|با|برای)[^.<>]{0,40}"
    r"(?:داخل (?:کشور|ایران)|(?:آی[\s\u200c]?پی|IP)\S{0,3} ایران)",
    re.I,
)
_ARTICLE = re.compile(r"og:type[\"']?\s+content=[\"']article|articleBody|\"(?:News)?Article\"", re.I)
_HIDDEN = re.compile(r"<(script|style)\b.*?</\1\s*>|<[^>]*>|\s+", re.I | re.S)
_MAKERS = (
    (
        "ArvanCloud",
        re.compile(r"arvan|AR_SiteKey|AR_Domain|__arcsjs|error-section--waiting|redirect__captcha", re.I),
    ),
    ("Cloudflare", re.compile(r"cloudflare|cf[-_]chl|Just a moment\.\.\.", re.I)),
    ("DDoS-Guard", re.compile(r"ddos-guard", re.I)),
    ("Imperva", re.compile(r"incapsula", re.I)),
    ("Sucuri", re.compile(r"sucuri", re.I)),
)
_LONGEST = 40_000  # bytes of a page that may be one of these; they are small
_LEAST_TEXT = 1500
_LEAST_LINKS = 8


@dataclass(frozen=True, slots=True)
class Barrier:
    """What stands there. `checks`: a check that a browser may pass; else a refusal of where we ask from."""

    checks: bool
    sentence: str


def barrier(status: int, headers: Iterable[tuple[str, str]], body: bytes) -> Barrier | None:
    """The barrier that an answer is; None for a page, a feed, or a plain error."""
    named = {name.lower(): value for name, value in headers}
    if named.get("cf-mitigated", "").lower() == "challenge":
        return _check("Cloudflare")
    if len(body) > _LONGEST or body.lstrip()[:5].lower() == b"<?xml" or body.lstrip()[:1] in (b"{", b"["):
        return None
    source = body.decode("utf-8", "replace")
    if CENSOR.search(source):
        return Barrier(False, "the filtering on the way serves its own page in the site's place")
    if _ARTICLE.search(source):
        return None
    if CHECK_PAGE.search(source):
        return _check(_maker(source))
    text = _HIDDEN.sub(" ", source)
    if len(text) > _LEAST_TEXT or source.count("<a ") >= _LEAST_LINKS:
        return None
    if refused := _PLACE.search(text):
        return Barrier(
            False, f"it refuses the place that we ask from («{' '.join(refused.group().split())[:80]}»)"
        )
    if (200 <= status < 300 or status in (403, 429, 503)) and CHECK_WORDS.search(source):
        return _check(_maker(source))
    return None


def _maker(source: str) -> str:
    return next((name for name, mark in _MAKERS if mark.search(source)), "its own")


def _check(maker: str) -> Barrier:
    return Barrier(True, f"a check page ({maker}) stands before it")
