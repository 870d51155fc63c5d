"""Draws `docs/rooms.svg`: which room imports which, from the contracts of `pyproject.toml` and the imports.

`python -m deploy.draw_rooms` writes the file. Rooms stand on the diagonal from the top layer to the bottom; a
dot in the row of one room and the column of another means that the first imports the second, a cross that a
contract forbids it. Below the diagonal would be edges upwards, drawn in red.
"""

from __future__ import annotations

import tomllib
from html import escape
from pathlib import Path
from typing import Any

import grimp

ROOT = Path(__file__).resolve().parents[1]
PICTURE = ROOT / "docs" / "rooms.svg"
LABELS = {
    "commands": "فرمان‌ها",
    "demo.run": "اجرای نمایش",
    "crawler": "خزنده",
    "pipelines": "مراحل پردازش",
    "search_api": "صفحه‌ها و API",
    "rasad.operation": "راهبری و سلامت",
    "rasad.desk": "کار کارکنان",
    "rasad.archive": "بایگانی و سند",
    "rasad.extract": "استخراج متن",
    "rasad.attribution": "واحد و موضوع",
    "rasad.outlets": "تعریف رسانه‌ها",
    "rasad.search": "جستجو",
    "rasad.persian": "زبان فارسی",
    "rasad.backoff": "تلاش دوباره",
    "rasad.errors": "خطای مشترک",
    "demo": "شهر نمایشی",
    "settings": "تنظیمات",
}
PERSIAN = (
    "● ردیف، ستون را به کار می‌برد",
    "× قرارداد آن را نمی‌پذیرد",
    "زیر قطر خالی است: نه حلقه‌ای هست، نه یالی رو به بالا",
)
ENGLISH = (
    "● the row imports the column",
    "× a contract refuses it",
    "below the diagonal: no circle, no edge upwards",
)
STEP, ROW, BOX, TALL = 56, 48, 138, 38
LEFT, TOP = 14, 64


def contracts() -> tuple[list[str], list[dict[str, Any]]]:
    """The root packages and the contracts of import-linter."""
    linter = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    return linter["root_packages"], linter["contracts"]


def rooms() -> list[str]:
    """Rooms from the top layer down; what no layer names stands last, the demo's run below the commands."""
    packages, rules = contracts()
    layers = {tuple(rule.get("containers", ())): rule["layers"] for rule in rules if rule["type"] == "layers"}
    order: list[str] = []
    for layer in layers[()]:
        for name in layer.split(" | "):
            inner = layers.get((name,))
            order += [f"{name}.{part}" for line in inner for part in line.split(" | ")] if inner else [name]
    rest = [name for name in packages if name not in order and (name,) not in layers]
    return [order[0], "demo.run", *order[1:], *sorted(rest)]


def room_of(module: str, names: list[str]) -> str:
    """The room that a module belongs to; empty for the bare library."""
    return max((name for name in names if f"{module}.".startswith(f"{name}.")), key=len, default="")


def imports(names: list[str]) -> set[tuple[str, str]]:
    """(room, room that it imports), each pair once."""
    graph = grimp.build_graph(*contracts()[0], cache_dir=None)
    pairs = {
        (room_of(module, names), room_of(target, names))
        for module in graph.modules
        for target in graph.find_modules_directly_imported_by(module)
    }
    return {(one, other) for one, other in pairs if one and other and one != other}


def forbidden(names: list[str]) -> set[tuple[str, str]]:
    """(room, room that a contract keeps from it): by layers that stand side by side, and by name."""
    out: set[tuple[str, str]] = set()
    for rule in contracts()[1]:
        if rule["type"] == "layers":
            sides = [layer.split(" | ") for layer in rule["layers"]]
            out |= {(one, other) for side in sides for one in side for other in side if one != other}
        elif rule["type"] == "forbidden":
            sources = [name for name in names if room_of(name, rule["source_modules"])]
            targets = [name for name in names if room_of(name, rule["forbidden_modules"])]
            free = {line.split(".**")[0] for line in rule.get("ignore_imports", ())}
            out |= {(one, other) for one in sources for other in targets if one not in free and one != other}
    return out


def _line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    return f'<path class="{kind}" d="M{x1} {y1}L{x2} {y2}"/>'


def _text(x: float, y: float, words: str, kind: str) -> str:
    return f'<text class="{kind}" x="{x}" y="{y}">{escape(words)}</text>'


STYLE = """
.page{fill:#fff}.box{fill:#eef3fb;stroke:#4a6fa5}.program{fill:#fdf1e0;stroke:#b07a2a}.beside{fill:#f2f2f2;stroke:#888}
.name{font:600 12px ui-monospace,monospace;text-anchor:middle;fill:#111}
.label{font:11px Vazirmatn,Tahoma,sans-serif;text-anchor:middle;direction:rtl;fill:#444}
.title{font:600 15px Vazirmatn,Tahoma,sans-serif;fill:#111}
.note{font:12px Vazirmatn,Tahoma,sans-serif;fill:#444}
.persian{direction:rtl}
.guide{stroke:#d4dbe6;fill:none}.dot{fill:#2b4c7e}.no{stroke:#b9b9b9;fill:none}
.up{fill:#d00;stroke:#d00}
"""


def draw() -> str:
    """The picture as SVG."""
    names = rooms()
    edges, never = imports(names), forbidden(names)
    wide, high = LEFT + BOX + STEP * (len(names) - 1) + 14, TOP + ROW * len(names) + 8

    def right(at: int) -> int:
        return LEFT + BOX + STEP * at

    def middle(at: int) -> int:
        return TOP + ROW * at + TALL // 2

    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" role="img" lang="fa">',
        "<title>Rooms of Rasad and their imports</title>",
        f"<style>{STYLE}</style>",
        f'<rect class="page" width="{wide}" height="{high}"/>',
        _text(wide - 14, 26, "هر اتاق فقط اتاق‌های پایین‌تر را به کار می‌برد", "title persian"),
        _text(LEFT, 26, "A room imports only rooms below it", "title"),
        *(_text(350, high - 20 * (4 - at), line, "note persian") for at, line in enumerate(PERSIAN)),
        *(_text(LEFT, high - 20 * (8 - at), line, "note") for at, line in enumerate(ENGLISH)),
    ]
    for one, other in sorted(edges):
        row, column = names.index(one), names.index(other)
        kind = "guide" if row < column else "up"
        out.append(_line(right(row), middle(row), right(column) - 8, middle(row), kind))
        out.append(_line(right(column) - 8, middle(row), right(column) - 8, middle(column) - TALL // 2, kind))
    for one, other in sorted(never):
        if one in names and other in names and names.index(one) < names.index(other):
            x, y = right(names.index(other)) - 8, middle(names.index(one))
            out.append(_line(x - 4, y - 4, x + 4, y + 4, "no") + _line(x - 4, y + 4, x + 4, y - 4, "no"))
    for one, other in sorted(edges):
        row, column = names.index(one), names.index(other)
        kind = "dot" if row < column else "up"
        out.append(f'<circle class="{kind}" cx="{right(column) - 8}" cy="{middle(row)}" r="5"/>')
    for at, name in enumerate(names):
        side = "box" if name.startswith("rasad.") else "beside" if name in ("demo", "settings") else "program"
        x, y = right(at) - BOX, TOP + ROW * at
        out.append(f'<rect class="{side}" x="{x}" y="{y}" width="{BOX}" height="{TALL}" rx="6"/>')
        out.append(_text(x + BOX / 2, y + 16, name.replace(".", "/"), "name"))
        out.append(_text(x + BOX / 2, y + 31, LABELS[name], "label"))
    return "\n".join([*out, "</svg>"]) + "\n"


if __name__ == "__main__":
    PICTURE.write_text(draw(), encoding="utf-8")
