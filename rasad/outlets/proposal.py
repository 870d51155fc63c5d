"""The entry that was proposed for an outlet: each field with how sure and why, and what was not found."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

from rasad.outlets.verdict import OutletVerdict

_INLINE = 100  # characters of a list that stands on one line
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./:-")
_RESERVED = frozenset({"true", "false", "yes", "no", "on", "off", "null", "y", "n", "~", ""})


@dataclass(frozen=True, slots=True)
class Finding:
    """The value of one field of an entry. `confidence` 0..1; `field` dotted (`rules.title`)."""

    field: str
    value: Any
    confidence: float
    why: str


@dataclass(frozen=True, slots=True)
class NotFound:
    """A field that could not be found, what that costs, and what a person can do."""

    field: str
    why: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposed entry: its findings in the order of the YAML, what was not found, and how its check went."""

    home: str
    key: str
    findings: tuple[Finding, ...] = ()
    not_found: tuple[NotFound, ...] = ()
    pages: int = 0
    """Pages that were fetched to find this out."""
    verdict: OutletVerdict | None = None
    """What `check-outlet` says of the entry; None until it was checked."""

    @property
    def entry(self) -> dict[str, Any]:
        """The entry as the YAML's loader takes it."""
        made: dict[str, Any] = {"outlet": self.key}
        for one in self.findings:
            *path, last = one.field.split(".")
            place = made
            for part in path:
                place = place.setdefault(part, {})
            place[last] = one.value
        return made

    @property
    def usable(self) -> bool:
        """Whether it says where the outlet announces: without that nothing is ever polled."""
        return any(one.field == "feeds" and one.value for one in self.findings)

    def to_yaml(self) -> str:
        """The entry as it can be put into a file, with how sure each field is, and why, as comments."""
        reasons = {one.field: one for one in self.findings}
        lines = [f"# {line}" for line in self._heading()]
        lines.append(f"- outlet: {_scalar(self.key)}")
        for name, value in self.entry.items():
            if name != "outlet":
                lines += _field(name, value, reasons, "  ")
        lines += [
            f"  # {one.field}: not found: {_line(one.why)} {_line(one.remedy)}" for one in self.not_found
        ]
        return "\n".join(lines) + "\n"

    def _heading(self) -> list[str]:
        said = [f"Proposed from {_line(self.home)} by {self.pages} pages; the numbers say how sure (0..1)."]
        if self.verdict is not None:
            said.append(f"Checked: {_line(self.verdict.sentence)}")
        return said

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        data = asdict(self)
        data["entry"], data["yaml"], data["usable"] = self.entry, self.to_yaml(), self.usable
        data["verdict"] = self.verdict.to_json() if self.verdict is not None else None
        return data

    @staticmethod
    def from_json(data: dict[str, Any]) -> Proposal:
        """The proposal that `to_json` wrote."""
        verdict = data.get("verdict")
        return Proposal(
            data["home"],
            data["key"],
            tuple(Finding(**one) for one in data["findings"]),
            tuple(NotFound(**one) for one in data["not_found"]),
            data["pages"],
            OutletVerdict.from_json(verdict) if verdict else None,
        )


def _field(name: str, value: Any, reasons: dict[str, Finding], indent: str, path: str = "") -> list[str]:
    """The lines of one field, its reason after it."""
    full = f"{path}.{name}" if path else name
    reason = reasons.get(full)
    said = f"  # {reason.confidence:.2f} {_line(reason.why)}" if reason is not None else ""
    if isinstance(value, dict) and reason is None:
        inner = [
            line for key, one in value.items() for line in _field(key, one, reasons, f"{indent}  ", full)
        ]
        return [f"{indent}{name}:", *inner]
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return [f"{indent}{name}:{said}", *(f"{indent}  - {_flow(one)}" for one in value)]
    flow = _flow(value)
    if isinstance(value, list) and len(flow) > _INLINE:
        return [f"{indent}{name}:{said}", *(f"{indent}  - {_flow(one)}" for one in value)]
    return [f"{indent}{name}: {flow}{said}"]


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return _scalar(value)


def _scalar(value: Any) -> str:
    """A value as YAML in one line. JSON's strings are YAML's; what is plain stays plain."""
    if not isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    plain = set(value) <= _PLAIN and value[0].isalpha() and not value.endswith(":")
    if plain and value.lower() not in _RESERVED:
        return value
    if "'" not in value and "\n" not in value and value.isprintable():
        return f"'{value}'"
    return json.dumps(value, ensure_ascii=True)


def _line(text: str) -> str:
    """A text that stays on its comment's line."""
    return " ".join(text.split())
