"""Debian's Chromium with Persian fonts."""

from __future__ import annotations

import os
from pathlib import Path

from deploy import packages

# Without these Chromium looks for its maker's hosts at every start.
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
    "--disable-gpu",
)


def prepare() -> Path:
    """Chromium's path, with a Persian font beside it. Raises `Missing`."""
    packages.ensure("fonts")
    return packages.ensure("chromium")


def arguments() -> list[str]:
    """Command line for tests: quiet; as root without the sandbox (never in production)."""
    return [*QUIET, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
