"""The names under which Chromium is installed. Standard library only: set-up reads this first."""

#: The lightest first: the headless shell has no windows, tabs or profiles to keep, renders the same, and
#: needs a third of the processor time.
from __future__ import annotations

NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
)
