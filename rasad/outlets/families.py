"""CMS families: the rules that outlets of one content management system share."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pydantic import ValidationError

from rasad.outlets.definitions import FamilySpec
from rasad.outlets.errors import DefinitionError
from rasad.outlets.yaml_errors import complain
from rasad.outlets.yaml_nodes import plain, read

SHIPPED = Path(__file__).resolve().parents[2] / "settings" / "outlets" / "families"


def load_families(folder: Path = SHIPPED, base: dict[str, FamilySpec] | None = None) -> dict[str, FamilySpec]:
    """Families by key, those of `base` too, each with what it `extends` laid under it.

    Raises `DefinitionError`.
    """
    here = {family.key: family for family in map(_family, sorted(folder.glob("*.yaml")))}
    raw = dict(base or {}) | here
    whole = {key: _whole(key, raw, folder) for key in raw}
    if folder.resolve() != SHIPPED:
        for key, family in here.items():
            own = family.rules.article_url or (family.id_pattern and not whole[key].rules.article_url)
            whole[key] = whole[key].model_copy(update={"own_links": bool(own)})
    return whole


@cache
def shipped() -> dict[str, FamilySpec]:
    """The families that Rasad ships (read once a process)."""
    return load_families()


def _family(path: Path) -> FamilySpec:
    node = read(path)
    if node is None:
        raise DefinitionError(str(path), 1, "family", "the file is empty", "Write «family: …» or remove it")
    data = plain(node, str(path))
    if not isinstance(data, dict):
        raise DefinitionError(str(path), 1, "family", "not a mapping", "Start with «family: <key>»")
    if data.get("family") != path.stem:
        problem = f"«{data.get('family')}» in a file named {path.name}"
        raise DefinitionError(str(path), 1, "family", problem, f"Write «family: {path.stem}»")
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
        raise DefinitionError(path, 1, "extends", problem, f"Use one of {', '.join(sorted(raw))}")
    base = _whole(family.extends, raw, folder, (*seen, key))
    return family.model_copy(
        update={
            "rules": family.rules.over(base.rules),
            "id_pattern": family.id_pattern or base.id_pattern,
            "keep_params": family.keep_params or base.keep_params,
            "prefix": family.prefix or base.prefix,
            "feeds": family.feeds or base.feeds,
            "hosts": family.hosts or base.hosts,
        }
    )
