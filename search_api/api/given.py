"""Shapes that are sent to us: nothing is guessed, unknown names are refused."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool


def _number(value: object) -> object:
    """A JSON number: pydantic alone would take `true` and `"3"`, and its strict form refuses `3.0`."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("write a number")
    return value


def _written(value: object) -> object:
    """A time as text: pydantic alone would take a number for seconds."""
    if value is not None and not isinstance(value, str | datetime):
        raise ValueError("write ISO 8601 with an offset")
    return value


Whole = Annotated[int, BeforeValidator(_number)]


class Given(BaseModel):
    """What is sent to us: nothing is guessed, unknown names are refused."""

    model_config = ConfigDict(extra="forbid")


class SavedIn(Given):
    """A search to keep; `filters` as the page's address has them."""

    name: str = Field(min_length=1, max_length=200)
    query: str = Field("", max_length=512)
    filters: dict[str, list[str]] = Field(default_factory=dict)
    shared: StrictBool = False


class Schedule(Given):
    """When a rule may send, in Tehran; 0 is Monday."""

    days: Annotated[list[Whole], Field(max_length=7)] = []
    from_time: Annotated[str, Field(max_length=5, description="HH:MM")] = ""
    to_time: Annotated[str, Field(max_length=5, description="HH:MM")] = ""


class RuleIn(Given):
    """An alert rule to keep."""

    name: str = Field(min_length=1, max_length=200)
    query: str = Field(min_length=1, max_length=512)
    outlets: list[str] = Field(default_factory=list, max_length=200)
    kinds: list[str] = Field(default_factory=list, max_length=20)
    units: list[str] = Field(default_factory=list, max_length=200)
    per_article: StrictBool = False
    shared: StrictBool = False
    active: StrictBool = True
    max_age_days: Whole | None = Field(None, ge=0, le=36500)
    muted_until: Annotated[datetime | None, BeforeValidator(_written)] = None
    schedule: Schedule = Schedule()
    targets: list[Whole] = Field(default_factory=list, max_length=50)


class CheckIn(Given):
    """A rule's query before it is kept."""

    query: str = Field(min_length=1, max_length=2000)
    outlets: list[str] = Field(default_factory=list, max_length=200)
    kinds: list[str] = Field(default_factory=list, max_length=20)
    units: list[str] = Field(default_factory=list, max_length=200)
