"""The entries of a city's file as pydantic reads them; `city.py` loads and checks a whole file."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from rasad.persian.dates.jalali import FIRST_YEAR, LAST_YEAR, from_jalali

Key = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
Phrase = Annotated[str, Field(min_length=2, max_length=200)]


def _gregorian(value: object) -> object:
    """A Jalali day (1404-02-01) as a Gregorian one; others as they are."""
    text = str(value)
    if len(text) == 10 and FIRST_YEAR <= int(text[:4] if text[:4].isdecimal() else 0) <= LAST_YEAR:
        year, month, day = (int(part) if part.isdecimal() else 0 for part in text.split("-"))
        return from_jalali(year, month, day)
    return value


Day = Annotated[date, BeforeValidator(_gregorian)]


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class AliasContext(_Entry):
    """When an alias counts: if one of `any` stands in the text too; never where one of `not` is close by.

    `sure` are names that need no context; `beside` names an owner who makes it another's; `places` are names
    of a place, which count only where the unit acts or its work is done.
    """

    any_of: tuple[Phrase, ...] = Field(default=(), alias="any")
    none_of: tuple[Phrase, ...] = Field(default=(), alias="not")
    sure: tuple[Phrase, ...] = ()
    beside: tuple[Phrase, ...] = ()
    places: tuple[Phrase, ...] = ()
    hashtags: tuple[Phrase, ...] = ()


class UnitEntry(_Entry):
    """A subordinate unit and what it is called in the media."""

    key: Key
    name: str = Field(min_length=2, max_length=200)
    kind: Literal["district", "deputy", "organisation", "company", "centre", "council"]
    aliases: tuple[Phrase, ...] = ()
    context: AliasContext = AliasContext()


class TopicEntry(_Entry):
    """A subject, and the words by whose weight an article is about it: `sure` say it, `words` support it."""

    key: Key
    name: str = Field(min_length=2, max_length=200)
    query: str = Field(default="", max_length=512)
    sure: tuple[Phrase, ...] = ()
    words: tuple[Phrase, ...] = ()
    none_of: tuple[Phrase, ...] = Field(default=(), alias="not")
    fields: tuple[str, ...] = ()
    hashtags: tuple[Phrase, ...] = ()

    @model_validator(mode="after")
    def _has_words(self) -> Self:
        if not (self.query or self.sure or self.words):
            raise ValueError("needs sure, words or a query")
        return self


class PostEntry(_Entry):
    """A post that a person holds, from and to a day (both included; without one it is open)."""

    title: str = Field(min_length=2, max_length=200)
    unit: Key | Literal[""] = ""
    start: Day | None = Field(default=None, alias="from")
    end: Day | None = Field(default=None, alias="to")


class PersonEntry(_Entry):
    """A person in charge, and the posts."""

    key: Key
    name: str = Field(min_length=2, max_length=200)
    aliases: tuple[Phrase, ...] = ()
    none_of: tuple[Phrase, ...] = Field(default=(), alias="not")
    posts: tuple[PostEntry, ...] = ()
    hashtags: tuple[Phrase, ...] = ()


class PlaceEntry(_Entry):
    """A place of the city and what it is called; `any` and `not` as a unit's context has them."""

    key: Key
    name: str = Field(min_length=2, max_length=200)
    aliases: tuple[Phrase, ...] = ()
    any_of: tuple[Phrase, ...] = Field(default=(), alias="any")
    none_of: tuple[Phrase, ...] = Field(default=(), alias="not")
    hashtags: tuple[Phrase, ...] = ()


class CityWords(_Entry):
    """Words that hold for all entries: where an article plays, whose region a name may be, what work is."""

    here: tuple[Phrase, ...] = ()
    elsewhere: tuple[Phrase, ...] = ()
    abroad: tuple[Phrase, ...] = ()
    masked: tuple[Phrase, ...] = ()
    owners: tuple[Phrase, ...] = ()
    offices: tuple[Phrase, ...] = ("شهرداری", "شهردار")
    scenes: tuple[Phrase, ...] = ()
    work: tuple[Phrase, ...] = ()
    fields: dict[str, tuple[Phrase, ...]] = {}


class City(_Entry):
    """A whole city file."""

    city: str = Field(min_length=1)
    words: CityWords = CityWords()
    units: tuple[UnitEntry, ...] = ()
    topics: tuple[TopicEntry, ...] = ()
    people: tuple[PersonEntry, ...] = ()
    places: tuple[PlaceEntry, ...] = ()
