"""Shapes that are sent to us: nothing is guessed, unknown names are refused."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from ninja import Path, Schema
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    ValidationInfo,
    model_validator,
)
from pydantic_core import PydanticCustomError


def _number(value: object) -> object:
    """A JSON number: pydantic alone would take `true` and `"3"`, and its strict form refuses `3.0`."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise PydanticCustomError("not_a_number", "write a number")
    return value


def _written(value: object) -> object:
    """A time as text: pydantic alone would take a number for seconds."""
    if value is not None and not isinstance(value, str | datetime):
        raise PydanticCustomError("offset_missing", "write ISO 8601 with an offset")
    return value


def _with_offset(value: datetime | None) -> datetime | None:
    if value is not None and value.tzinfo is None:
        raise PydanticCustomError("offset_missing", "write ISO 8601 with an offset")
    return value


def _storable(value: str) -> str:
    """No half surrogate pair: pydantic lets it through within lists and keys."""
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise PydanticCustomError("half_surrogate", "half a surrogate pair") from error
    return value


Text = Annotated[str, AfterValidator(_storable)]
Whole = Annotated[int, BeforeValidator(_number)]
MOST = (1 << 62) - 1  # ids are signed 64-bit numbers
Key = Annotated[int, Path(ge=1, le=MOST)]


class StrictSchema(BaseModel):
    """What is sent to us: nothing is guessed, unknown names are refused."""

    model_config = ConfigDict(extra="forbid")


class StrictParameters(Schema):
    """What stands behind the `?`: a misspelt filter is refused, for it would find everything."""

    @model_validator(mode="before")
    @classmethod
    def _known(cls, data: Any, info: ValidationInfo) -> Any:
        names = {field.alias or name for name, field in cls.model_fields.items()}
        given = info.context["request"].GET if info.context else ()
        if unknown := [name for name in given if name not in names]:
            raise PydanticCustomError("unknown_parameter", "unknown", {"names": "، ".join(unknown)[:200]})
        return data


class PageParameters(StrictParameters):
    """A page of a list by falling id: what stands after that id, so many."""

    after: int | None = Field(None, ge=1, le=MOST)
    size: int = Field(50, ge=1, le=200)


class SavedIn(StrictSchema):
    """A search to keep; `filters` as the page's address has them."""

    name: str = Field(min_length=1, max_length=200)
    query: str = Field("", max_length=512)
    filters: dict[Text, list[Text]] = Field(default_factory=dict)
    shared: StrictBool = False


class ScheduleIn(StrictSchema):
    """When a rule may send, in Tehran; 0 is Monday."""

    days: Annotated[list[Whole], Field(max_length=7)] = []
    from_time: Annotated[str, Field(max_length=5, description="HH:MM")] = ""
    to_time: Annotated[str, Field(max_length=5, description="HH:MM")] = ""


class RuleIn(StrictSchema):
    """An alert rule to keep."""

    name: str = Field(min_length=1, max_length=200)
    query: str = Field(min_length=1, max_length=512)
    outlets: list[Text] = Field(default_factory=list, max_length=200)
    kinds: list[Text] = Field(default_factory=list, max_length=20)
    units: list[Text] = Field(default_factory=list, max_length=200)
    per_article: StrictBool = False
    shared: StrictBool = False
    active: StrictBool = True
    max_age_days: Annotated[int, Field(ge=0, le=36500), BeforeValidator(_number)] | None = None
    muted_until: Annotated[datetime | None, BeforeValidator(_written), AfterValidator(_with_offset)] = None
    schedule: ScheduleIn = ScheduleIn()
    targets: list[Whole] = Field(default_factory=list, max_length=50)


class CheckIn(StrictSchema):
    """A rule's query before it is kept."""

    query: str = Field(min_length=1, max_length=2000)
    outlets: list[Text] = Field(default_factory=list, max_length=200)
    kinds: list[Text] = Field(default_factory=list, max_length=20)
    units: list[Text] = Field(default_factory=list, max_length=200)
