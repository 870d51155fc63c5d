"""Who acts, and from where: what every act of a person takes first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.contrib.auth.models import User

type Way = Literal["page", "api", "console"]


@dataclass(frozen=True, slots=True)
class Actor:
    """A person or the console; `address` is the network address of the client, empty for the console."""

    name: str
    user: User | None = None
    address: str = ""
    via: Way = "page"


CONSOLE = Actor("console", via="console")
