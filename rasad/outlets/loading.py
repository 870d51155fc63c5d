"""Outlets from YAML: every entry checked, laid over its family, refused with place and remedy.

The schema stands in `docs/outlets.md`.
"""

from __future__ import annotations

import difflib
import hashlib
import json
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from rasad.outlets.addresses import bare_host, split_url
from rasad.outlets.definitions import EditionRules, FamilySpec, FeedSpec, FetchSpec, OutletSpec, Rules, Way
from rasad.outlets.errors import DefinitionError
from rasad.outlets.families import SHIPPED, load_families, shipped
from rasad.outlets.yaml_errors import complain
from rasad.outlets.yaml_nodes import line_of, plain, read

__all__ = [
    "DefinitionError",
    "EditionRules",
    "FamilySpec",
    "FeedSpec",
    "FetchSpec",
    "OutletSpec",
    "Rules",
    "load_outlets",
]
_DERIVED = {"file", "line", "digest", "prefix", "named", "own_links"}


def load_outlets(folder: Path) -> dict[str, OutletSpec]:
    """All outlets below `folder` by key, sorted by file.

    Families are the shipped ones, and those of `folder/families` over them. Raises `DefinitionError`.
    """
    if not folder.is_dir():
        raise DefinitionError(
            str(folder), 1, "folder", "does not exist", "Set RASAD_OUTLETS to a folder of YAML files"
        )
    families = dict(shipped())
    own = folder / "families"
    if own.is_dir() and own.resolve() != SHIPPED:
        families = load_families(own, families)
    found: dict[str, OutletSpec] = {}
    for path in sorted(folder.rglob("*.y*ml")):
        if path.suffix not in (".yaml", ".yml") or own in path.parents:
            continue
        for spec in _outlets(path, families):
            if spec.key in found:
                other = found[spec.key]
                problem = f"«{spec.key}» stands at {other.file}:{other.line} too"
                raise DefinitionError(spec.file, spec.line, "outlet", problem, "Give each outlet its own key")
            found[spec.key] = spec
    _check_channels(found)
    return found


def _check_channels(outlets: dict[str, OutletSpec]) -> None:
    """Refuse an outlet that is to be read by a channel which nobody defines."""
    for spec in outlets.values():
        if spec.instead and (spec.instead not in outlets or not outlets[spec.instead].channel):
            problem = f"«{spec.instead}» is not the key of a channel"
            remedy = "Define the channel's outlet (family telegram or eitaa), or mend the key"
            raise DefinitionError(spec.file, spec.line, "instead", problem, remedy)


def _outlets(path: Path, families: dict[str, FamilySpec]) -> list[OutletSpec]:
    node = read(path)
    if node is None:
        return []
    nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
    return [_outlet(item, path, families) for item in nodes]


def _outlet(node: yaml.Node, path: Path, families: dict[str, FamilySpec]) -> OutletSpec:
    file, line = str(path), node.start_mark.line + 1
    data = plain(node, file)
    if not isinstance(data, dict):
        raise DefinitionError(file, line, "entry", "not a mapping", "Start it with «outlet: <key>»")
    for key in _DERIVED & data.keys():
        raise DefinitionError(file, line_of(node, [key]), key, "set by Rasad", "Remove this line")
    if "key" in data:
        raise DefinitionError(file, line_of(node, ["key"]), "key", "unknown key", "Did you mean «outlet»?")
    if "outlet" in data:
        data["key"] = data.pop("outlet")
    family = _family_of(data, node, file, families)
    renamed = {"key": "outlet"}
    try:
        own = OutletSpec.model_validate(data)
    except ValidationError as error:
        raise complain(error, node, file, OutletSpec, renamed) from None
    feeds = own.feeds if "feeds" in own.model_fields_set else family.feeds
    _check_feeds(own, feeds, node, file)
    whole = _over(own, family, feeds).model_copy(update={"file": file, "line": line})
    return whole.model_copy(update={"digest": _digest(whole)})


def _check_feeds(own: OutletSpec, feeds: tuple[FeedSpec, ...], node: yaml.Node, file: str) -> None:
    """Refuse an entry whose status or way needs feeds that neither it nor its family names."""
    if own.status in ("proven", "described") and not feeds and own.way != "channel":
        problem = f"{own.status}, but neither the entry nor its family says where it announces"
        remedy = "Add «feeds: …», or write «status: wanted» until one is known"
        raise DefinitionError(file, line_of(node, ["status"]), "status", problem, remedy)
    if own.way == "sitemap" and not any(feed.kind in ("sitemap", "news_sitemap") for feed in feeds):
        problem = "only sitemaps may be read, but no feed is one"
        remedy = "Add a feed of kind sitemap or news_sitemap, or mend «way»"
        raise DefinitionError(file, line_of(node, ["way"]), "way", problem, remedy)


def _over(own: OutletSpec, family: FamilySpec, feeds: tuple[FeedSpec, ...]) -> OutletSpec:
    """An entry laid over its family."""
    return own.model_copy(
        update={
            "name": own.name or _shown_name(own),
            "named": bool(own.name),
            "status": own.status or ("described" if feeds or own.way == "channel" else "wanted"),
            "way": _way(own),
            "fetch": own.fetch.model_copy(update={"browser": own.fetch.browser or own.way == "browser"}),
            "rules": own.rules.over(family.rules),
            "id_pattern": own.id_pattern or family.id_pattern,
            "keep_params": own.keep_params or family.keep_params,
            "prefix": family.prefix,
            "own_links": family.own_links or bool(own.rules.article_url) or _names_items_itself(own, family),
            "hosts": (*own.hosts, *family.hosts),
            "feeds": tuple(_absolute(feed, own.home) for feed in feeds),
        }
    )


def _names_items_itself(own: OutletSpec, family: FamilySpec) -> bool:
    """Whether an entry's `id_pattern` alone says what an article's address is."""
    return bool(own.id_pattern) and not own.rules.over(family.rules).article_url


def _way(own: OutletSpec) -> Way:
    """The way as written, or as what is written besides implies it."""
    if own.way != "direct":
        return own.way
    return "browser" if own.fetch.browser else "proxy" if own.proxy else "direct"


def _family_of(
    data: dict[str, Any], node: yaml.Node, file: str, families: dict[str, FamilySpec]
) -> FamilySpec:
    name = data.get("family", "generic")
    if name in families:
        return families[name]
    near = difflib.get_close_matches(str(name), families, n=1)
    known = ", ".join(sorted(families))
    remedy = f"Did you mean «{near[0]}»?" if near else f"Use one of {known}"
    raise DefinitionError(file, line_of(node, ["family"]), "family", f"«{name}» is not a family", remedy)


def _shown_name(spec: OutletSpec) -> str:
    """What is shown of an outlet without a name: its host, or its channel after @."""
    return f"@{spec.channel}" if spec.channel else bare_host(split_url(spec.home).hostname or spec.key)


def _absolute(feed: FeedSpec, home: str) -> FeedSpec:
    """A feed whose addresses are whole; one that counts issues shows the newest at `home`."""
    front = feed.front or ("{home}" if "issue" in feed.template.names else "")
    return feed.model_copy(
        update={
            "url": _whole(feed.url, home),
            "front": _whole(front, home),
            "page": _whole(feed.page, home),
        }
    )


def _whole(url: str, home: str) -> str:
    """An address that is relative to `home`, whole. Not urljoin: it would escape a template's braces."""
    if url == "{home}":
        return home
    if not url.startswith("/"):
        return url
    scheme, rest = home.split("://", 1)
    return f"{scheme}://{rest.split('/', 1)[0]}{url}"


def _digest(spec: OutletSpec) -> str:
    """Changes exactly when the outlet's definition (its family's included) changes, not its place."""
    data = spec.model_dump(mode="json", exclude={"file", "line", "digest"})
    return hashlib.sha256(json.dumps(data, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
