"""`manage.py create_staff NAME --role analyst`: an account for a colleague, or a new role for one."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from rasad.desk.accounts.first_login import password
from rasad.desk.accounts.roles import ROLE_NAMES
from rasad.desk.accounts.staff import StaffError, put_account
from rasad.desk.audit.actor import CONSOLE


class Command(BaseCommand):
    help = "Make an account with a role, or give an account another role or password."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name")
        parser.add_argument("--role", required=True, choices=list(ROLE_NAMES), help="what the person may do")
        parser.add_argument(
            "--password-stdin", action="store_true", help="read the password from standard input"
        )
        parser.add_argument("--new-password", action="store_true", help="replace an existing password")
        parser.add_argument("--disable", action="store_true", help="close the account")

    def handle(self, *, name: str, role: str, **options: Any) -> None:
        given = sys.stdin.readline().rstrip("\n") if options["password_stdin"] else ""
        try:
            made, secret = put_account(
                CONSOLE,
                name,
                role,
                given or password(),
                active=not options["disable"],
                renew=options["new_password"],
            )
        except StaffError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{name}: {role}" + ("" if made else " (was there)"))
        if secret and not given:
            self.stdout.write(f"password (shown only now): {secret}")
