"""YAML with line numbers, and pydantic's complaints turned into sentences with place and remedy."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError

from rasad.outlets.errors import DefinitionError

#: What a pattern of keys allows, in words.
KEY_PATTERNS = {
    r"^[a-z0-9_-]+$": "Write lower-case Latin letters, digits, - and _. ",
    r"^[a-z0-9][a-z0-9_-]{0,63}$": "Write up to 64 lower-case Latin letters, digits, - and _. ",
}

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml reads hundreds of entries ten times faster
_SCALARS = yaml.SafeLoader("")


def read(path: Path) -> yaml.Node | None:
    """The file's node tree (which knows lines). Raises `DefinitionError` for broken YAML."""
    try:
        return yaml.compose(path.read_text(encoding="utf-8"), Loader=_LOADER)
    except yaml.MarkedYAMLError as broken:
        line = broken.problem_mark.line + 1 if broken.problem_mark else 1
        problem = f"not YAML: {broken.problem or broken.context or 'unreadable'}"
        raise DefinitionError(
            str(path), line, "file", problem, "Check indentation and quotes at this line"
        ) from None
    except UnicodeDecodeError as broken:
        raise DefinitionError(
            str(path), 1, "file", f"not UTF-8: {broken}", "Save the file as UTF-8"
        ) from None


def plain(node: yaml.Node, path: str) -> Any:
    """The node as plain values; a key given twice is refused (YAML would keep the last, silently)."""
    if isinstance(node, yaml.MappingNode):
        seen: dict[Any, Any] = {}
        merged: dict[Any, Any] = {}
        for key, value in node.value:
            if key.tag == "tag:yaml.org,2002:merge":  # «<<: *shared»: under what stands here
                for part in value.value if isinstance(value, yaml.SequenceNode) else [value]:
                    merged = plain(part, path) | merged
                continue
            name = plain(key, path)
            if not isinstance(name, str):
                raise DefinitionError(
                    path, key.start_mark.line + 1, str(name), "a key must be text", "Put it in quotes"
                )
            if name in seen:
                raise DefinitionError(
                    path, key.start_mark.line + 1, name, "given twice", "Keep one of the two"
                )
            seen[name] = plain(value, path)
        return merged | seen
    if isinstance(node, yaml.SequenceNode):
        return [plain(item, path) for item in node.value]
    return _SCALARS.construct_object(node)


def line_of(node: yaml.Node, loc: Sequence[str | int]) -> int:
    """The line (from 1) of the deepest part of `loc` that exists below `node`."""
    line = node.start_mark.line + 1
    for part in loc:
        step: yaml.Node | None = None
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if key.value == part:
                    line, step = key.start_mark.line + 1, value
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            step = node.value[part]
            line = step.start_mark.line + 1
        if step is None:
            break
        node = step
    return line


def complain(
    error: ValidationError,
    node: yaml.Node,
    path: str,
    model: type[BaseModel],
    renamed: dict[str, str],
    guide: str = "docs/outlets.md",
) -> DefinitionError:
    """The first complaint of pydantic as a `DefinitionError`; `renamed` maps model names to YAML's.

    An unknown key goes before a missing one: it is often the missing one, misspelt. `guide` is the page that
    explains the file.
    """
    found = error.errors(include_url=False)
    first = next((one for one in found if one["type"] == "extra_forbidden"), found[0])
    loc = tuple(renamed.get(str(part), part) if isinstance(part, str) else part for part in first["loc"])
    field = ".".join(str(part) for part in loc) or "entry"
    kind, message = first["type"], first["msg"]
    if kind == "extra_forbidden":
        known = sorted(renamed.get(name, name) for name in _model_at(model, first["loc"][:-1]).model_fields)
        near = difflib.get_close_matches(str(loc[-1]), known, n=1)
        hint = f"Mend its spelling: did you mean «{near[0]}»?" if near else f"Known keys: {', '.join(known)}"
        return DefinitionError(path, line_of(node, loc), field, "unknown key", hint)
    if kind == "missing":
        return DefinitionError(path, line_of(node, loc[:-1]), field, "missing", f"Add «{loc[-1]}: …»")
    if kind == "literal_error":
        expected = first.get("ctx", {}).get("expected", "")
        problem = f"«{first['input']}» is not known"
        return DefinitionError(path, line_of(node, loc), field, problem, f"Use one of {expected}")
    if kind == "string_pattern_mismatch":
        pattern = first.get("ctx", {}).get("pattern", "")
        problem = f"«{first['input']}» has characters that do not belong here"
        return DefinitionError(
            path,
            line_of(node, loc),
            field,
            problem,
            f"{KEY_PATTERNS.get(pattern, '')}It must match {pattern}",
        )
    problem = message.removeprefix("Value error, ").rstrip(".")
    return DefinitionError(path, line_of(node, loc), field, problem, f"See {guide}")


def _model_at(model: type[BaseModel], loc: Sequence[str | int]) -> type[BaseModel]:
    """The model that stands at `loc` below `model` (through tuples)."""
    for part in loc:
        field = model.model_fields.get(str(part))
        if field is None:
            continue
        candidates = [field.annotation, *getattr(field.annotation, "__args__", ())]
        model = next((c for c in candidates if isinstance(c, type) and issubclass(c, BaseModel)), model)
    return model
