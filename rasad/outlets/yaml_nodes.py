"""YAML to plain values that know their lines. What is wrong is refused with place and remedy."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from rasad.outlets.errors import DefinitionError

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml reads hundreds of entries ten times faster
_SCALARS = yaml.SafeLoader("")
_MERGE = "tag:yaml.org,2002:merge"
_DEEPEST = 20  # nested lists and mappings; a definition needs five


def read(path: Path) -> yaml.Node | None:
    """The file's node tree (which knows lines). Raises `DefinitionError` for broken YAML."""
    try:
        return yaml.compose(path.read_text(encoding="utf-8"), Loader=_LOADER)
    except yaml.MarkedYAMLError as broken:
        line = broken.problem_mark.line + 1 if broken.problem_mark else 1
        problem = f"not YAML: {broken.problem or broken.context or 'unreadable'}"
        remedy = "Check indentation and quotes at this line"
    except yaml.YAMLError as broken:  # a character that YAML does not allow has a position, but no line
        text = path.read_text(encoding="utf-8")[: getattr(broken, "position", 0)]
        line, problem = text.count("\n") + 1, f"not YAML: {getattr(broken, 'reason', 'unreadable')}"
        remedy = "Remove the invisible character at this line"
    except UnicodeDecodeError as broken:
        line, problem, remedy = 1, f"not UTF-8: {broken}", "Save the file as UTF-8"
    except RecursionError:
        line, problem, remedy = 1, "nested too deeply", "Check the brackets"
    raise DefinitionError(str(path), line, "file", problem, remedy)


def plain(node: yaml.Node, path: str, depth: int = 0) -> Any:
    """The node as plain values; a key given twice is refused (YAML would keep the last, silently)."""
    if depth > _DEEPEST:
        problem = "nested too deeply, or a name (&…) that contains itself"
        raise _refused(node, path, "file", problem, "Check indentation and names")
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, depth)
    if isinstance(node, yaml.SequenceNode):
        return [plain(item, path, depth + 1) for item in node.value]
    try:
        return _SCALARS.construct_object(node)
    except (yaml.YAMLError, ValueError):
        raise _refused(node, path, "value", f"«{node.value}» cannot be read", "Put it in quotes") from None


def _mapping(node: yaml.MappingNode, path: str, depth: int) -> dict[str, Any]:
    seen: dict[str, Any] = {}
    merged: dict[str, Any] = {}
    for key, value in node.value:
        if key.tag == _MERGE:  # «<<: *shared»: under what stands here
            for part in _merged(value):
                if not isinstance(part, yaml.MappingNode):
                    remedy = "Name a mapping that stands above: «<<: *name»"
                    raise _refused(part, path, "<<", "merges what is no mapping", remedy)
                merged = plain(part, path, depth + 1) | merged
            continue
        name = plain(key, path, depth + 1)
        if not isinstance(name, str):
            raise _refused(key, path, str(name), "a key must be text", "Put it in quotes")
        if name in seen:
            raise _refused(key, path, name, "given twice", "Keep one of the two")
        seen[name] = plain(value, path, depth + 1)
    return merged | seen


def _merged(value: yaml.Node) -> list[yaml.Node]:
    return value.value if isinstance(value, yaml.SequenceNode) else [value]


def _refused(node: yaml.Node, path: str, field: str, problem: str, remedy: str) -> DefinitionError:
    return DefinitionError(path, node.start_mark.line + 1, field, problem, remedy)


def line_of(node: yaml.Node, loc: Sequence[str | int]) -> int:
    """The line (from 1) of the deepest part of `loc` that exists below `node`, merged keys included."""
    line = node.start_mark.line + 1
    for part in loc:
        step = _step(node, part)
        if step is None:
            break
        line, node = step
    return line


def _step(node: yaml.Node, part: str | int) -> tuple[int, yaml.Node] | None:
    """The line and the value of one part below a node."""
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part].start_mark.line + 1, node.value[part]
    if not isinstance(node, yaml.MappingNode):
        return None
    for key, value in node.value:
        if key.value == part:
            return key.start_mark.line + 1, value
    merges = (one for key, value in node.value if key.tag == _MERGE for one in _merged(value))
    return next((found for one in merges if (found := _step(one, part))), None)
