"""Every benchmark in one run: `python -m benchmarks [--out DIR] [NAME …]`, what `make bench` calls.

A benchmark is a module here that can be run by itself; it either writes `--json FILE` or prints one JSON
value. Into the folder go `<name>.json`, `<name>.txt` (what it printed) and `table.md`, a line a figure.
A benchmark that takes `--elasticsearch URL` gets a real one.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.services import MissingPackageError
from tests.services.elasticsearch import Elasticsearch

HERE = Path(__file__).resolve().parent


def names() -> list[str]:
    """The modules that can be run by themselves."""
    modules = (path for path in sorted(HERE.glob("*.py")) if path.stem not in ("__init__", "__main__"))
    alone = [path.stem for path in modules if '__name__ == "__main__"' in path.read_text("utf-8")]
    return sorted([*alone, *(path.parent.name for path in HERE.glob("*/__main__.py"))])


def source_of(name: str) -> str:
    """The text of a benchmark's module, or of the module that runs its package."""
    module = HERE / f"{name}.py"
    return (module if module.exists() else HERE / name / "__main__.py").read_text("utf-8")


def figures(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """(name, number) of each leaf of a JSON value; the first texts of a row of a list name the row."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from figures(item, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list):
        for place, item in enumerate(value):
            words = [str(v) for v in item.values() if isinstance(v, str)] if isinstance(item, dict) else []
            yield from figures(item, f"{path}[{' '.join(words) or place}]")
    elif isinstance(value, bool | int | float):
        yield path, f"{value:.4g}" if isinstance(value, float) else f"{value:,}"


def run(name: str, folder: Path, elasticsearch: str) -> tuple[Any, float]:
    """The figures of one benchmark and its seconds. Raises `CalledProcessError` if it fails."""
    source = source_of(name)
    command = [sys.executable, "-m", f"benchmarks.{name}"]
    target = folder / f"{name}.json"
    if '"--json"' in source:
        command += ["--json", str(target)]
    if '"--elasticsearch"' in source and elasticsearch:
        command += ["--elasticsearch", elasticsearch]
    began = time.monotonic()
    done = subprocess.run(command, cwd=HERE.parent, stdout=subprocess.PIPE, text=True, check=True)
    (folder / f"{name}.txt").write_text(done.stdout, encoding="utf-8")
    if '"--json"' not in source:
        target.write_text(json.dumps(json.loads(done.stdout), ensure_ascii=False, indent=1), encoding="utf-8")
    return json.loads(target.read_text("utf-8")), time.monotonic() - began


def main() -> int:
    """Run what is named, or everything; 1 if one failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("var") / "bench")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(names()))
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    node: Elasticsearch | None = None
    url = ""
    try:
        node = Elasticsearch(java="")
        url = node.start()
    except MissingPackageError as error:
        print(f"rasad: without Elasticsearch: {error}", file=sys.stderr)
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    lines = [f"# Benchmarks, {datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {machine}", ""]
    lines += ["| benchmark | figure | value |", "|---|---|---:|"]
    failed = []
    try:
        for name in given.names or names():
            print(f"rasad: {name} …", file=sys.stderr, flush=True)
            try:
                found, seconds = run(name, given.out, url)
            except subprocess.CalledProcessError as error:
                failed.append(name)
                lines.append(f"| {name} | failed, exit code | {error.returncode} |")
                continue
            lines += [f"| {name} | {figure} | {value} |" for figure, value in figures(found)]
            lines.append(f"| {name} | seconds of the run | {seconds:.0f} |")
    finally:
        if node:
            node.remove()
    text = "\n".join(lines) + "\n"
    (given.out / "table.md").write_text(text, encoding="utf-8")
    print(text)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
