#!/usr/bin/env python
"""Rasad's commands: `manage.py <name> --help` tells what each does."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run one command; a wrong environment ends with one sentence, not with a traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings.django")
    from django.core.management import execute_from_command_line

    from settings.env import ConfigError

    try:
        execute_from_command_line(
            [
                word.replace("-", "_") if i == 1 and not word.startswith("-") else word
                for i, word in enumerate(sys.argv)
            ]
        )
    except ConfigError as error:
        sys.exit(f"rasad: {error}")


if __name__ == "__main__":
    main()
