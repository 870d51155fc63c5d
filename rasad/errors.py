"""The one error that says of a service that it is away; each room's own errors stand in the room."""

from __future__ import annotations


class ServiceUnavailableError(Exception):
    """Something that is needed is away or overloaded: the index, a worker pool, a disk, the database.

    Pause and try the same again; nothing counts against the item in hand. The message names the service.
    """
