"""What pydantic finds wrong in a definition, as a sentence with place and remedy."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from rasad.outlets.errors import DefinitionError
from rasad.outlets.yaml_nodes import line_of

# What a pattern of keys allows, in words.
KEY_PATTERNS = {
    r"^[a-z0-9_-]+$": "Write lower-case Latin letters, digits, - and _",
    r"^[a-z0-9][a-z0-9_-]{0,63}$": "Write up to 64 lower-case Latin letters, digits, - and _",
    r"^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d+)?$": "Write a host as in www.example.ir, in lower case",
}
# Problem and remedy of each kind of complaint; the parts in braces come from the complaint.
_SENTENCES = {
    "literal_error": ("«{input}» is not known", "Use one of {expected}"),
    "string_type": ("«{input}» is not text", "Write one text; a number or a yes/no stands in quotes"),
    "string_too_short": ("«{input}» is too short", "Write at least {min_length} characters"),
    "string_too_long": ("too long", "Write at most {max_length} characters"),
    "tuple_type": ("«{input}» is not a list", "Write a list: [one, two]"),
    "too_short": ("the list is too short", "Write at least {min_length}"),
    "too_long": ("the list is too long", "Write at most {max_length}"),
    "model_type": ("«{input}» is not a mapping", "Write its keys below it, indented: «key: value»"),
    "bool_parsing": ("«{input}» is neither true nor false", "Write true or false"),
    "bool_type": ("«{input}» is neither true nor false", "Write true or false"),
    "int_parsing": ("«{input}» is not a whole number", "Write a whole number"),
    "int_type": ("«{input}» is not a whole number", "Write a whole number"),
    "int_from_float": ("«{input}» is not a whole number", "Write a whole number"),
    "float_parsing": ("«{input}» is not a number", "Write a number"),
    "float_type": ("«{input}» is not a number", "Write a number"),
    "finite_number": ("«{input}» is not a number", "Write a number"),
    "greater_than": ("{input} is too small", "Write a number greater than {gt}"),
    "greater_than_equal": ("{input} is too small", "Write a number greater than or equal to {ge}"),
    "less_than": ("{input} is too great", "Write a number less than {lt}"),
    "less_than_equal": ("{input} is too great", "Write a number less than or equal to {le}"),
}
_SHOWN = 60  # characters of a wrong value that a sentence quotes


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
    if first["type"] == "missing":
        return DefinitionError(path, line_of(node, loc[:-1]), field, "missing", f"Add «{loc[-1]}: …»")
    if first["type"] == "extra_forbidden":
        problem, remedy = "unknown key", _known_keys(model, first["loc"], renamed)
    else:
        problem, remedy = _sentence(first, guide)
    return DefinitionError(path, line_of(node, loc), field, problem, remedy)


def _sentence(complaint: ErrorDetails, guide: str) -> tuple[str, str]:
    """Problem and remedy; a check of ours says both in one sentence, and the guide the rest."""
    context: Mapping[str, Any] = complaint.get("ctx", {})
    shown = "" if complaint["input"] is None else str(complaint["input"])[:_SHOWN]
    if complaint["type"] == "string_pattern_mismatch":
        pattern = str(context.get("pattern"))
        remedy = f"{KEY_PATTERNS.get(pattern, 'Write it otherwise')}. It must match {pattern}"
        return f"«{shown}» has characters that do not belong here", remedy
    if complaint["input"] is None and complaint["type"] in _SENTENCES:
        return "nothing stands here", "Write a value, or remove the line"
    if sentence := _SENTENCES.get(complaint["type"]):
        values = {**context, "input": shown}
        return sentence[0].format_map(values), sentence[1].format_map(values)
    return complaint["msg"].removeprefix("Value error, ").rstrip("."), f"See {guide}"


def _known_keys(model: type[BaseModel], loc: Sequence[str | int], renamed: dict[str, str]) -> str:
    known = sorted(renamed.get(name, name) for name in _model_at(model, loc[:-1]).model_fields)
    near = difflib.get_close_matches(str(loc[-1]), known, n=1)
    return f"Mend its spelling: did you mean «{near[0]}»?" if near else f"Known keys: {', '.join(known)}"


def _model_at(model: type[BaseModel], loc: Sequence[str | int]) -> type[BaseModel]:
    """The model that stands at `loc` below `model` (through tuples)."""
    for part in loc:
        field = model.model_fields.get(str(part))
        if field is None:
            continue
        candidates = [field.annotation, *getattr(field.annotation, "__args__", ())]
        model = next((c for c in candidates if isinstance(c, type) and issubclass(c, BaseModel)), model)
    return model
