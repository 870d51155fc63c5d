"""`manage.py up`: the whole of Rasad in one command; Ctrl-C ends it."""

from __future__ import annotations

import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import CommandError, CommandParser
from django.db import connections

from rasad.archive.jobs.heartbeats import HeartbeatThread
from rasad.desk.accounts.first_login import FirstLogin, ensure_login
from rasad.operation.processes.child_process import manage
from rasad.operation.processes.instance_lock import AlreadyRunningError, instance_lock
from rasad.operation.processes.log_files import to_files
from rasad.operation.processes.part_command import PartCommand
from rasad.operation.processes.ports import PortError, claim
from rasad.operation.processes.supervisor import SupervisedChild, Supervisor
from settings.env import env
from settings.logs import name_process

WEB_SECONDS = 60.0


class Command(PartCommand):
    help = "Migrate, load outlets, then run and supervise scheduler with crawl workers, consumers and web."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address that the web part listens on")
        parser.add_argument("--port", type=int, default=8000, help="port that the web part listens on")
        parser.add_argument(
            "--without",
            action="append",
            default=[],
            choices=["schedule", "consume", "serve"],
            help="leave a part out, for it runs on another machine",
        )
        parser.add_argument(
            "--logs",
            choices=["files", "terminal"],
            help="where the parts' lines go; default: files in the data folder when started "
            "from a terminal, else standard error",
        )

    def handle(self, **options: Any) -> None:
        name_process("up")
        try:
            if "serve" not in options["without"]:
                claim(options["host"], options["port"])
            with instance_lock(env().data):
                self._run(options)
        except (AlreadyRunningError, PortError) as error:
            raise CommandError(str(error)) from error

    def _run(self, options: dict[str, Any]) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        call_command("load_city")
        call_command("load_outlets")
        login = None if "serve" in options["without"] else _first_login()
        connections.close_all()
        supervisor = Supervisor(_children(options))
        if (options["logs"] or ("files" if sys.stderr.isatty() else "terminal")) == "files":
            supervisor.output = to_files(env().data / "logs")
        beating = HeartbeatThread("up", _detail(supervisor))

        def each(running: Supervisor) -> None:
            beating.detail = _detail(running)

        supervisor.each = each
        if "serve" not in options["without"]:
            address = f"http://{options['host']}:{options['port']}/"
            threading.Thread(target=self._say_where, args=(supervisor, address, login), daemon=True).start()
        beating.start()
        try:
            supervisor.run()
        finally:
            beating.stop()
            self.stdout.write("Rasad has ended. رصد پایان یافت.")

    def _say_where(self, supervisor: Supervisor, address: str, login: FirstLogin | None) -> None:
        """Wait until the pages answer, then say where they are, and the first login once."""
        end = time.monotonic() + WEB_SECONDS
        while not _answers(address) and not supervisor.stop.is_set():
            if time.monotonic() > end:
                self.stderr.write(
                    f"The pages do not answer at {address}; see the logs in {env().data / 'logs'}."
                )
                break
            time.sleep(0.2)
        if supervisor.stop.is_set():
            return
        lines = ["", f"  رصد آماده است: {address}", f"  Rasad is at    {address}"]
        if login:
            lines += [
                "",
                "  نخستین ورود، فقط همین یک بار نشان داده می‌شود (first login, shown only now):",
                f"    name      {login.name}",
                f"    password  {login.password}",
            ]
        lines += ["", "  Ctrl-C ends it. برای پایان Ctrl-C را بزنید.", ""]
        self.stdout.write("\n".join(lines))
        self.stdout.flush()
        if login:
            _unseen().unlink(missing_ok=True)


def _unseen() -> Path:
    """A file that stands from before the first account is made until its password was shown."""
    return env().data / "first-login.unseen"


def _first_login() -> FirstLogin | None:
    unseen = _unseen().exists()
    _unseen().touch()
    login = ensure_login(unseen=unseen)
    if login is None:
        _unseen().unlink(missing_ok=True)
    return login


def _children(options: dict[str, Any]) -> list[SupervisedChild]:
    """The parts, in the order in which they start."""
    web = ["--host", options["host"], "--port", str(options["port"])]
    parts = {"consume": manage("consume"), "schedule": manage("schedule"), "serve": manage("serve", *web)}
    return [
        SupervisedChild(name, command) for name, command in parts.items() if name not in options["without"]
    ]


def _detail(supervisor: Supervisor) -> dict[str, Any]:
    """The parts for the sign of life."""
    return {
        child.name: {
            "pid": child.process.pid if child.process else None,
            "restarts": child.restarts,
            "last_exit": child.last_exit,
        }
        for child in supervisor.children
    }


def _answers(address: str) -> bool:
    """Whether the web part gives any answer at all."""
    try:
        urllib.request.urlopen(address, timeout=5).close()  # noqa: S310 (always our own http address)
    except urllib.error.HTTPError:
        return True
    except (urllib.error.URLError, OSError):
        return False
    return True
