"""The web server: granian's WSGI workers in front of Django.

Every worker opens the index for itself and reloads it as it grows; static files are whitenoise's.
"""

from __future__ import annotations

import atexit
import os
from typing import Any

from django.db import connections
from granian import Granian
from granian.constants import Interfaces

from rasad.archive.jobs.lease_holders import PARENT
from rasad.operation.processes.ports import claim

TARGET = "search_api.server:worker"
#: Seconds that a worker without a server takes for the requests in hand.
ORPHAN_SECONDS = 2.0
#: Seconds that an answer waits for the right to write; then it says that the database is busy.
WRITE_SECONDS = 3.0


def worker() -> Any:
    """The application of one worker, called in it; from here on it gives signs of life.

    It ends with its server, however that ends: else it would hold the port, and the next start be refused.

    Nothing may touch the database before the fork: SQLite keeps a table of its locks in the process, and a
    child that inherits it waits for ever on a lock that nobody in it holds.
    """
    from rasad.archive.database.transactions import answer_within
    from rasad.archive.jobs.heartbeats import HeartbeatThread
    from rasad.archive.jobs.lease_holders import end_with_parent
    from rasad.desk.audit.best_effort import BestEffortWriter
    from search_api.wsgi import application

    end_with_parent(ORPHAN_SECONDS)
    answer_within(WRITE_SECONDS)
    atexit.register(BestEffortWriter().start().stop)
    atexit.register(HeartbeatThread("serve").start().stop)
    return application


def serve(host: str, port: int, workers: int = 2, threads: int = 4) -> None:
    """Serve until a signal ends it; a worker that dies is started again. Raises `PortError`."""
    claim(host, port)
    connections.close_all()
    os.environ[PARENT] = str(os.getpid())  # for the workers; we watch our own parent already
    Granian(
        TARGET,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        backpressure=threads * 4,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        log_access=False,
        factory=True,
    ).serve()
