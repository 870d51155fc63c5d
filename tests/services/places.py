"""Where test servers live: cache, installation, one run's folder; and whose they are.

Elasticsearch and PostgreSQL refuse root and cannot read a root home of mode 700: as root they
run as a user of their own from /var/tmp; otherwise as whoever runs the tests.
"""

from __future__ import annotations

import fcntl
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.services import MissingPackageError

USER = "rasad-test"


def cache() -> Path:
    """What was downloaded, kept between runs (`RASAD_CACHE`, default ~/.cache/rasad)."""
    folder = Path(os.environ.get("RASAD_CACHE") or Path.home() / ".cache" / "rasad")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def server_user() -> str | None:
    """The account that runs servers: made when root has none yet; None: the current user."""
    if os.geteuid() != 0:
        return None
    try:
        pwd.getpwnam(USER)
    except KeyError:
        done = subprocess.run(
            ["useradd", "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", USER],
            capture_output=True,
            text=True,
        )
        if done.returncode not in (0, 9):  # 9: another process made it meanwhile
            raise MissingPackageError(f"cannot make the account {USER}: {done.stderr.strip()}") from None
    return USER


def own(folder: Path, user: str | None) -> None:
    """Give a folder and all in it to the server's account."""
    if user is None:
        return
    account = pwd.getpwnam(user)
    for path in (folder, *folder.rglob("*")):
        os.chown(path, account.pw_uid, account.pw_gid, follow_symlinks=False)


def installation(name: str) -> Path:
    """The folder of an unpacked server, for root /var/tmp/rasad-<name>. Refuses a stranger's folder."""
    if os.geteuid() != 0:
        return cache() / f"unpacked-{name}"
    folder = Path("/var/tmp") / f"rasad-{name}"
    if folder.is_symlink() or (folder.exists() and folder.stat().st_uid not in (0, _uid())):
        raise MissingPackageError(f"{folder} belongs to someone else; remove it")
    return folder


def _uid() -> int:
    user = server_user()
    return pwd.getpwnam(user).pw_uid if user else os.geteuid()


def run_folder(name: str) -> Path:
    """A new folder for one server's data and logs, owned by its account; short (socket paths)."""
    user = server_user()
    folder = Path(tempfile.mkdtemp(prefix=f"rasad-{name}-", dir="/var/tmp" if user else None))
    own(folder, user)
    return folder


@contextmanager
def locked(name: str) -> Iterator[None]:
    """One process at a time prepares a thing of this name."""
    with open(cache() / f"{name}.lock", "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def replace(made: Path, target: Path) -> None:
    """Move a finished folder into place; a torn earlier one is put away first."""
    if target.exists():
        shutil.rmtree(target)
    made.rename(target)


def free_port() -> int:
    """A TCP port of 127.0.0.1 that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
