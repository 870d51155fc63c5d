"""Which family an unknown page was made by: its signs weighed."""

from __future__ import annotations

import re

from rasad.extract.html.page import Page
from rasad.outlets.addresses import split_url
from rasad.outlets.definitions import FamilySpec, OutletSpec
from rasad.outlets.families import shipped

_LEAST = 2  # weight below which a page is called generic
_SURE = 4  # weight from which a page is believed to be made by another CMS than its outlet's entry says


def detect(html: str | Page, url: str) -> str:
    """The key of the family whose signs this page shows most, or `generic`."""
    page = html if isinstance(html, Page) else Page(html, url)
    scores = {key: _score(family, page, url) for key, family in shipped().items()}
    best = max(scores, key=lambda key: scores[key], default="generic")
    return best if scores.get(best, 0) >= _LEAST else "generic"


def moved(page: Page, spec: OutletSpec) -> OutletSpec | None:
    """The outlet read by another family, if the page shows none of its own CMS's signs and many of another's.

    Outlets change their CMS, and archives hold pages of the one before. Identity (`id_pattern`,
    `keep_params`) stays the entry's.
    """
    own = shipped().get(spec.family)
    if own is None or _score(own, page, page.url) >= _LEAST:
        return None
    scores = {key: _score(family, page, page.url) for key, family in shipped().items()}
    best = max(scores, key=lambda key: scores[key])
    if best == spec.family or scores[best] < _SURE or shipped()[best].prefix:
        return None
    return spec.model_copy(update={"family": best, "rules": shipped()[best].rules})


def _score(family: FamilySpec, page: Page, url: str) -> int:
    parts = split_url(url)
    host = parts.hostname or ""
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    signs = family.signs
    generator = page.meta("generator")
    score = 5 * any(re.search(pattern, generator, re.I) for pattern in signs.generator)
    score += 5 * any(re.search(pattern, host, re.I) for pattern in signs.host)
    score += sum(1 for pattern in signs.path if re.search(pattern, path))
    score += sum(2 for text in signs.source if text in page.source)
    score += sum(2 for css in signs.css if page.first(css) is not None)
    return score


def spec_for(html: str | Page, url: str) -> OutletSpec:
    """An outlet for a page of a host that no YAML knows: its host, and its detected family's rules."""
    family = shipped().get(detect(html, url)) or FamilySpec(key="generic")
    parts = split_url(url)
    host = parts.hostname or ""
    home = f"{parts.scheme}://{parts.netloc}/" if parts.scheme in ("http", "https") and host else ""
    if home and family.prefix:
        path = [part for part in parts.path.split("/") if part and part != "s"]
        home += path[0] if path else ""
    key = re.sub(r"[^a-z0-9]+", "_", host.lower()).strip("_") or "unknown"
    return OutletSpec(
        key=key,
        name=host or "unknown",
        kind="site",
        home=home or "http://unknown.invalid/",
        family=family.key,
        keep_params=family.keep_params,
        id_pattern=family.id_pattern,
        rules=family.rules,
        prefix=family.prefix,
    )
