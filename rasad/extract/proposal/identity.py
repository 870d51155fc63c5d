"""Who a site is: its name, its kind, its key, by what it says of itself."""

from __future__ import annotations

import re
from collections import Counter

from rasad.extract.html.page import clean
from rasad.extract.proposal.site import SurveyedSite
from rasad.outlets.addresses import bare_host, split_url
from rasad.outlets.proposal import Finding

_SPLIT = re.compile(r"\s+[|\-–—»:]+\s+|\s*[|»]\s*")
_KINDS = (
    (re.compile(r"خبرگزاری|news agency", re.I), "agency"),
    (re.compile(r"روزنامه|هفته ?نامه|newspaper|daily", re.I), "paper"),
    (re.compile(r"صدا و سیما|شبکه|رادیو|تلویزیون|broadcast|\btv\b", re.I), "broadcaster"),
    (re.compile(r"شهرداری|استانداری|فرمانداری|وزارت|سازمان|اداره کل|شورای", re.I), "government"),
)
_LONGEST = 60


def key_of(url: str) -> str:
    """A key made of the host: `www.shahr-negar.ir` → `shahr_negar`."""
    host = bare_host(split_url(url).hostname or "")
    words = [
        word
        for word in host.split(".")
        if word not in ("com", "ir", "org", "net", "news", "info", "co", "ac", "gov")
    ]
    return (
        re.sub(r"[^a-z0-9]+", "_", "_".join(words[-2:] if len(words) > 1 else words or [host])).strip("_")
        or "outlet"
    )


def name(site: SurveyedSite, articles: list[str]) -> Finding | None:
    """`og:site_name`, else the part that the titles of several pages share, else the feed's title."""
    pages = [page for url in (site.home, *articles) if (page := site.html(url)) is not None]
    stated = Counter(text for page in pages if (text := page.meta("og:site_name")) and len(text) <= _LONGEST)
    if stated:
        text, times = stated.most_common(1)[0]
        text = _SPLIT.split(text)[0].strip() or text
        return Finding("name", text, 0.95, f"og:site_name of {times} of {len(pages)} pages")
    parts: Counter[str] = Counter()
    for page in pages:
        node = page.first("head > title") or page.first("title")
        if node is not None:
            parts.update(
                {
                    part.strip()
                    for part in _SPLIT.split(clean(node.text()))
                    if 1 < len(part.strip()) <= _LONGEST
                }
            )
    if parts:
        text, times = max(parts.items(), key=lambda pair: (pair[1], -len(pair[0])))
        if times >= max(2, len(pages) // 2):
            return Finding("name", text, 0.75, f"in the title of {times} of {len(pages)} pages")
    feed = next(
        (found for url in site.pages if (found := site.feed(url)) and 1 < len(found.self_title) <= _LONGEST),
        None,
    )
    return Finding("name", feed.self_title, 0.6, "the feed's title") if feed is not None else None


def kind(name_found: Finding | None, site: SurveyedSite, is_paper: bool) -> Finding:
    """The kind that the site's name or its issues suggest."""
    if is_paper:
        return Finding("kind", "paper", 0.9, "it announces by issues")
    page = site.html(site.home)
    node = page.first("title") if page is not None else None
    said = f"{name_found.value if name_found else ''} {clean(node.text()) if node is not None else ''}"
    for pattern, value in _KINDS:
        if pattern.search(said):
            return Finding("kind", value, 0.7, "by its name")
    return Finding("kind", "site", 0.4, "nothing says more; change it where you know better")
