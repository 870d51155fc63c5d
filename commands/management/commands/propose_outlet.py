"""`manage.py propose-outlet HOME`: from a home page to a checked entry, each field with how sure it is."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from rasad.operation.outlet_trials import TrialError, propose_outlet
from rasad.operation.processes.part_command import PartCommand
from rasad.outlets.errors import DefinitionError
from rasad.outlets.proposal import Proposal


class Command(PartCommand):
    """Looks and checks in a folder of its own: nothing of it reaches the records."""

    help = "Propose an outlet's YAML entry from its home page, and check it as check-outlet does."

    def add_arguments(self, parser: CommandParser) -> None:
        """Options."""
        parser.add_argument("home", help="the address of the home page")
        parser.add_argument("--delay", type=float, help="seconds between two requests to a host (default: 2)")
        parser.add_argument("--most", type=int, default=90, help="requests of the survey at most")
        parser.add_argument("--pages", type=int, default=15, help="requests of the check at most")
        parser.add_argument("--json", action="store_true", help="one object: entry, findings, check")
        parser.add_argument("--answer", type=Path, help="(used by the command itself)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit 0 with an entry that is fine, 1 with one that needs a person; an error where there is none."""
        if options["answer"]:
            self._survey(options)
            return
        if not 0 <= (options["delay"] or 0) <= 3600:
            raise CommandError("--delay: write seconds from 0 to 3600")
        self.stderr.write(
            f"{options['home']}: looking at the site; a page every few seconds, so this takes minutes"
        )
        try:
            proposal = propose_outlet(
                options["home"], delay=options["delay"], pages=options["pages"], most=options["most"]
            )
        except (TrialError, DefinitionError) as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps(proposal.to_json(), ensure_ascii=False, indent=2))
        elif proposal.usable:
            self.stdout.write(proposal.to_yaml())
        self._explain(proposal)
        if not proposal.usable:
            raise CommandError(f"no entry can be proposed for {proposal.home}: see what was not found")
        sys.exit(0 if proposal.verdict is not None and proposal.verdict.fine else 1)

    def _explain(self, proposal: Proposal) -> None:
        """What was not found and how the check went, for the person at the terminal."""
        for missed in proposal.not_found:
            self.stderr.write(f"– {missed.field}: {missed.why} {missed.remedy}")
        if proposal.verdict is not None:
            for line in proposal.verdict.lines():
                self.stderr.write(line)

    def _survey(self, options: dict[str, Any]) -> None:
        from django.core.management import call_command

        from crawler.checks.site_survey import survey_site

        call_command("migrate", verbosity=0)
        made = survey_site(options["home"], delay=options["delay"], most=options["most"], seconds=900.0)
        options["answer"].write_text(json.dumps(made.to_json(), ensure_ascii=False), encoding="utf-8")
