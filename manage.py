#!/usr/bin/env python
"""Rasad's commands: `manage.py <name> --help` tells what each does."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run one command; a wrong environment, or a service that is away, ends with one sentence."""
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
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        from rasad.operation.processes.start_errors import sentence

        if not (said := sentence(error)):
            raise
        sys.exit(f"rasad: {said}")


if __name__ == "__main__":
    main()
