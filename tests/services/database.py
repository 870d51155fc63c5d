"""The test's own database, for the processes that a test starts."""

from __future__ import annotations

from urllib.parse import quote

from django.db import connection


def database_url() -> str:
    """What `DATABASE_URL` must say for another process to work on the database of this test."""
    made = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{made['NAME']}"
    user = f"{quote(made['USER'])}:{quote(made['PASSWORD'])}@" if made["USER"] else ""
    host = quote(made["HOST"], safe="") if made["HOST"].startswith("/") else made["HOST"]
    return f"postgresql://{user}{host}:{made['PORT']}/{made['NAME']}"
