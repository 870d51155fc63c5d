"""What every command has in common that runs a part of Rasad: it fetches pages, reads them, or serves."""

from __future__ import annotations

import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from rasad.archive.jobs.lease_holders import PARENT
from settings.env import env, unknown_variables


def refuse_root() -> None:
    """Raise `CommandError` for root, outside of tests and the demo."""
    if os.geteuid() == 0 and not env().allow_nets:
        raise CommandError(
            "Rasad does not run as root, for it reads pages from strangers. Make an account for it "
            "(`adduser --system --group rasad`) and start it as that; docs/operation.md tells how."
        )


class PartCommand(BaseCommand):
    """A command that does not run as root, and names variables that are none of ours."""

    def execute(self, *args: Any, **options: Any) -> Any:
        """Check, then run."""
        refuse_root()
        started_by_us = PARENT in os.environ
        for name, near in () if started_by_us else unknown_variables():
            hint = f"; is {near} meant?" if near else ", and changes nothing"
            self.stderr.write(f"{name} is no variable of Rasad{hint}")
        return super().execute(*args, **options)
