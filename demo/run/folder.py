"""Where a demo run keeps everything, and the environment in which its command runs."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from demo.servers.mailbox import free_port
from settings.env import ROOT, env

MANAGE = str(ROOT / "manage.py")
#: The option that says: this is the second start, the environment is the run's.
PREPARED = "--prepared"


class DemoError(Exception):
    """The run could not be made; the message says which part ended and where its log is."""


@dataclass(frozen=True, slots=True)
class RunFolder:
    """Where a run keeps everything: the system's data in `folder`, the city's side in `folder/city`."""

    folder: Path

    @property
    def city(self) -> Path:
        """The city's own files: hosts, outlet definitions, units, truth, the post office's ledger."""
        return self.folder / "city"

    @property
    def logs(self) -> Path:
        """Output of the processes of the run."""
        return self.folder / "logs"

    def environment(self, *, index_url: str, smtp_port: int, web_port: int) -> dict[str, str]:
        """What the system's processes are told; the caller's `DATABASE_URL` stays."""
        return {
            **os.environ,
            "RASAD_DATA": str(self.folder),
            "RASAD_OUTLETS": str(self.city / "outlets"),
            "RASAD_CITY": str(self.city / "city.yaml"),
            "RASAD_HOSTS": str(self.city / "hosts"),
            "RASAD_ALLOW_NETS": "127.0.0.0/8",
            "RASAD_BASE_URL": f"http://127.0.0.1:{web_port}",
            "INDEX_URL": index_url,
            "SMTP_URL": f"smtp://127.0.0.1:{smtp_port}",
            "RASAD_MAIL_FROM": "rasad@city.example",
        }


def restart_inside(folder: RunFolder, *, index_url: str, web_port: int) -> None:
    """Start this very command again with the run's environment and `PREPARED`; does not return.

    Django has read its settings by now; a second start is simpler than changing them underneath it.
    """
    for part in (folder.folder, folder.city, folder.logs):
        part.mkdir(parents=True, exist_ok=True)
    (folder.city / "hosts").touch()
    surroundings = folder.environment(
        index_url=index_url, smtp_port=free_port(), web_port=web_port or free_port()
    )
    sys.stdout.flush()
    os.execve(sys.executable, [sys.executable, MANAGE, *sys.argv[1:], PREPARED], surroundings)


def ports() -> tuple[int, int]:
    """(SMTP, web) ports that the environment of this process names."""
    smtp, web = urlsplit(env().smtp_url).port, urlsplit(env().base_url).port
    if not smtp or not web:
        raise DemoError(f"{PREPARED} is the demo's own: start it without")
    return smtp, web
