"""Rows that a transaction points at, held so that nobody deletes them meanwhile."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet


def hold_rows[Key](keys: QuerySet[Any, Key]) -> set[Key]:
    """The values that are there, their rows kept from deletion until this transaction ends.

    `keys` is a `values_list(…, flat=True)` of one table. A foreign key is checked at the end of a
    transaction: who writes one from memory fails there, with all he wrote. PostgreSQL's FOR KEY SHARE,
    which Django does not offer, keeps a row and hinders nobody else who reads or changes it. On SQLite a
    transaction that writes is alone, so that the reading is enough.
    """
    if connections[keys.db].vendor != "postgresql":
        return set(keys)
    try:
        statement, parameters = keys.order_by().query.sql_with_params()
    except EmptyResultSet:
        return set()
    with connections[keys.db].cursor() as cursor:
        cursor.execute(f"{statement} FOR KEY SHARE", parameters)
        return {row[0] for row in cursor.fetchall()}
