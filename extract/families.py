"""CMS families: their shipped rules, and which family an unknown page was made by."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from pydantic import ValidationError

from extract.dom import Page
from extract.errors import OutletError
from extract.spec import FamilySpec, OutletSpec, split_url
from extract.yaml_lines import complain, plain, read

SHIPPED = Path(__file__).resolve().parent.parent / "settings" / "outlets" / "families"
_LEAST = 2  # weight below which a page is called generic
_SURE = 4  # weight from which a page is believed to be made by another CMS than its outlet's entry says


def load_families(folder: Path = SHIPPED, base: dict[str, FamilySpec] | None = None) -> dict[str, FamilySpec]:
    """Families by key, those of ``base`` too, each with what it ``extends`` laid under it.

    Raises ``OutletError``.
    """
    raw = dict(base or {}) | {family.key: family for family in map(_family, sorted(folder.glob("*.yaml")))}
    return {key: _whole(key, raw, folder) for key in raw}


@cache
def shipped() -> dict[str, FamilySpec]:
    """The families that Rasad ships (read once a process)."""
    return load_families()


def _family(path: Path) -> FamilySpec:
    node = read(path)
    if node is None:
        raise OutletError(str(path), 1, "family", "the file is empty", "Write «family: …» or remove it")
    data = plain(node, str(path))
    if not isinstance(data, dict):
        raise OutletError(str(path), 1, "family", "not a mapping", "Start with «family: <key>»")
    if data.get("family") != path.stem:
        problem = f"«{data.get('family')}» in a file named {path.name}"
        raise OutletError(str(path), 1, "family", problem, f"Write «family: {path.stem}»")
    data["key"] = data.pop("family")
    try:
        return FamilySpec.model_validate(data)
    except ValidationError as error:
        raise complain(error, node, str(path), FamilySpec, {"key": "family"}) from None


def _whole(key: str, raw: dict[str, FamilySpec], folder: Path, seen: tuple[str, ...] = ()) -> FamilySpec:
    family = raw[key]
    if family.extends is None:
        return family
    if family.extends not in raw or family.extends in (*seen, key):
        problem = f"«{family.extends}» is {'a circle' if family.extends in raw else 'not a family'}"
        path = str(folder / f"{key}.yaml")
        raise OutletError(path, 1, "extends", problem, f"Use one of {', '.join(sorted(raw))}")
    base = _whole(family.extends, raw, folder, (*seen, key))
    return family.model_copy(
        update={
            "rules": family.rules.over(base.rules),
            "id_pattern": family.id_pattern or base.id_pattern,
            "keep_params": family.keep_params or base.keep_params,
            "prefix": family.prefix or base.prefix,
        }
    )


def detect(html: str | Page, url: str) -> str:
    """The key of the family whose signs this page shows most, or ``generic``."""
    page = html if isinstance(html, Page) else Page(html, url)
    scores = {key: _score(family, page, url) for key, family in shipped().items()}
    best = max(scores, key=lambda key: scores[key], default="generic")
    return best if scores.get(best, 0) >= _LEAST else "generic"


def moved(page: Page, spec: OutletSpec) -> OutletSpec | None:
    """The outlet read by another family, if the page shows none of its own CMS's signs and many of another's.

    Outlets change their CMS, and archives hold pages of the one before. Identity (``id_pattern``,
    ``keep_params``) stays the entry's.
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
