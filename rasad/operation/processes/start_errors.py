"""Why a command could not do its work, in one sentence for the person at the terminal."""

from __future__ import annotations

import errno

from django.db import connection

from rasad.archive.jobs.faults import service_fault
from settings.env import env

_FOLDERS = (errno.EACCES, errno.EPERM, errno.ENOTDIR, errno.EEXIST, errno.EISDIR, errno.ENAMETOOLONG)


def sentence(error: BaseException) -> str:
    """What is wrong and what to do; "" where it is no fault of the surroundings but of the code."""
    fault = service_fault(error)
    if fault is not None:
        where = f" [{database_name()}]" if fault.service == "database" else ""
        return f"{fault.text}{where}: {fault.remedy}"
    if isinstance(error, OSError) and error.errno in _FOLDERS:
        return f"{error.filename}: {error.strerror}: name a file or folder that this account may use"
    return ""


def database_name() -> str:
    """Which database this is, without its password."""
    made = connection.settings_dict
    if connection.vendor == "sqlite":
        return str(made["NAME"])
    host = f"{made['HOST'] or 'localhost'}:{made['PORT'] or 5432}"
    return f"{made['NAME']} at {host}" if env().database_url else str(made["NAME"])
