"""System packages that Rasad uses beside Python: found, installed as root, or named in one line.

Only the standard library is imported: set-up calls this before anything is installed.
`python -m deploy.packages chromium fonts` exits 0 if all is there, 3 if something is not.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from settings.chromium import NAMES

APT_SECONDS = 900


class MissingPackageError(Exception):
    """Something outside Python is not there; the message says in one line what to run."""


@dataclass(frozen=True)
class PackageNeed:
    """One thing to have: how it is found, which Debian packages bring it, what it is for."""

    find: Callable[[], Path | None]
    packages: tuple[str, ...]
    purpose: str
    better: str = ""  # a package that does as well and costs less, where the distribution has it


def _program(*names: str) -> Callable[[], Path | None]:
    def find() -> Path | None:
        return next((Path(path) for name in names if (path := shutil.which(name))), None)

    return find


def _chromium() -> Path | None:
    named = os.environ.get("RASAD_CHROMIUM")
    if named:
        return Path(named) if Path(named).is_file() else None
    return _program(*NAMES)()


def _persian_font() -> Path | None:
    folders = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".local/share/fonts")
    patterns = ("NotoNaskhArabic-Regular.*", "NotoSansArabic-Regular.*", "Vazir*Regular.*")
    found = (path for folder in folders for pattern in patterns for path in folder.rglob(pattern))
    return next(found, None)


def _initdb() -> Path | None:
    """PostgreSQL's `initdb`: Debian keeps it off the PATH, one folder a major version."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    return debian[-1] if debian else _program("initdb")()


NEEDS = {
    "chromium": PackageNeed(
        _chromium,
        ("chromium",),
        "outlets that are JavaScript applications, bulletins as PDF",
        better="chromium-headless-shell",
    ),
    "fonts": PackageNeed(_persian_font, ("fonts-noto-core",), "Persian text in Chromium"),
    "postgresql": PackageNeed(_initdb, ("postgresql",), "tests on PostgreSQL"),
    "curl": PackageNeed(_program("curl"), ("curl",), "the examples of docs/api.md"),
    "maven": PackageNeed(_program("mvn"), ("maven",), "fetching Elasticsearch for tests"),
}


def find(name: str) -> Path | None:
    """Where the thing is on this machine, or None."""
    return NEEDS[name].find()


def remedy(names: Iterable[str]) -> str:
    """The one command that installs what is missing."""
    packages = " ".join(package for name in names for package in NEEDS[name].packages)
    return f"sudo apt-get install -y --no-install-recommends {packages}"


def install(names: list[str]) -> None:
    """Install by apt as root. Raises `MissingPackageError` without root, without apt or when apt fails."""
    if not names:
        return
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise MissingPackageError(f"{', '.join(names)} not found; run: {remedy(names)}")
    apt = ["apt-get", "-q", "-o", "DPkg::Lock::Timeout=300"]
    try:
        _run([*apt, "update"])
        packages = [package for name in names for package in _packages(NEEDS[name])]
        print(f"rasad: installing {' '.join(packages)}", file=sys.stderr, flush=True)
        done = _run([*apt, "install", "-y", "--no-install-recommends", *packages])
    except subprocess.TimeoutExpired as error:
        raise MissingPackageError(f"apt took over {APT_SECONDS} s; run: {remedy(names)}") from error
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise MissingPackageError(f"apt failed ({last}); run: {remedy(names)}")


def _packages(need: PackageNeed) -> tuple[str, ...]:
    """What to install: the better package where this distribution has it."""
    if need.better and _run(["apt-cache", "show", need.better]).returncode == 0:
        return (need.better,)
    return need.packages


def _run(command: list[str]) -> subprocess.CompletedProcess[str]:
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(
        command, env=quiet, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=APT_SECONDS
    )


def ensure(name: str) -> Path:
    """The thing's path, installed first if it can be. Raises `MissingPackageError` with the remedy."""
    path = find(name)
    if path is None:
        install([name])
        path = find(name)
    if path is None:
        raise MissingPackageError(f"{name} was installed but not found (needed for {NEEDS[name].purpose})")
    return path


def main(names: list[str]) -> int:
    """Ensure each named thing; one line for each that is not there."""
    missing = 0
    for name in names:
        try:
            ensure(name)
        except MissingPackageError as error:
            missing += 1
            print(f"rasad: without {name} ({NEEDS[name].purpose}): {error}", file=sys.stderr)
    return 3 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
