"""Where an outlet announces items, and how its pages follow each other, as YAML says it."""

from __future__ import annotations

import re
from typing import Literal, Self, cast

from pydantic import Field, model_validator

from rasad.outlets.address_templates import AddressTemplate, placeholders, with_form
from rasad.outlets.field_types import Css, DataPath, DataTemplate, FeedUrl, FormFields
from rasad.outlets.model_base import DefinitionModel

FeedKind = Literal[
    "rss", "json", "news_sitemap", "sitemap", "listing", "archive", "edition", "telegram", "eitaa", "aparat"
]
_WHOLE = ("rss", "json")
_NEEDED = {"jm": "jy", "jm1": "jy", "jd": "jm", "jd1": "jm", "m": "y", "m1": "y", "d": "m", "d1": "m"}


class DataFields(DefinitionModel):
    """Where each field stands in JSON: `a.b`, `a[0].b`, `a[].b` (of each); `url` may be made of others."""

    url: DataTemplate = ""
    title: DataPath = ""
    kicker: DataPath = ""
    lead: DataPath = ""
    body: DataPath = ""
    summary: DataPath = ""
    author: DataPath = ""
    published: DataPath = ""
    modified: DataPath = ""
    section: DataPath = ""
    tags: DataPath = ""
    images: DataPath = ""
    news_code: DataPath = ""


class FeedSpec(DefinitionModel):
    """One place where an outlet announces items; a `url` that starts with / is relative to `home`."""

    kind: FeedKind
    url: FeedUrl
    front: FeedUrl = ""
    """The address of the newest page, where that is another: it is fetched first."""
    first: int = Field(default=1, ge=0, le=1_000_000)
    """What `{page}` is on the first page."""
    step: int = Field(default=1, ge=1, le=10_000)
    """By how much `{page}` grows from page to page (20 where it counts items)."""
    cursor: str = ""
    """What `{cursor}` is on the next page, or the newest `{issue}` on `front`: a selector, in JSON a path."""
    next: DataPath = ""
    """In JSON: the path of the next page's address."""
    form: FormFields = {}
    """Fields that are sent by POST; they may hold placeholders."""
    form_of: Css | None = None
    """The form on each page whose hidden fields are sent back with `form` (ASP.NET)."""
    depth: int | None = Field(default=None, ge=1, le=100_000)
    """How far the first poll goes back here, instead of the outlet's `depth`."""
    items: DataPath = ""
    """In JSON: the path of the list of items."""
    data: DataFields = DataFields()
    page: DataTemplate = ""
    """In JSON: the address that is fetched of an item, where that is not the one people open."""
    whole: bool = False
    """Items stand here whole: their pages are not fetched."""

    @classmethod
    def undefined(cls, kind: str, url: str) -> FeedSpec:
        """A feed that no YAML names (any more), so that what is left of it can be read."""
        return cls.model_construct(kind=cast(FeedKind, kind), url=url)

    @property
    def address(self) -> str:
        """The template of its pages' addresses; what is sent by POST stands at its end."""
        return with_form(self.url, self.form) if self.form else self.url

    @property
    def template(self) -> AddressTemplate:
        """The same, ready to be filled."""
        return AddressTemplate(self.address, self.first, self.step)

    @model_validator(mode="after")
    def _placeholders_go_together(self) -> Self:
        names = placeholders(self.address)
        for name in sorted(names & _NEEDED.keys()):
            if not any(other.startswith(_NEEDED[name]) for other in names - {name}):
                raise ValueError(f"{{{name}}} needs {{{_NEEDED[name]}}}: without it no day is named")
        if len(names & {"issue", "cursor"}) + bool(names & {"jy", "y"}) > 1:
            raise ValueError("of days, {issue} and {cursor} only one can lead back; name one of them")
        if "cursor" in names and re.search(r"^[^?]*\{cursor\}", self.address) and not self.front:
            raise ValueError("{cursor} stands in the path: add «front: <address of the newest page>»")
        if self.front and "{" in self.front and self.front != "{home}":
            raise ValueError("front is one address; placeholders stand in url")
        if self.front and not names & {"page", "issue", "cursor"} and not self.form_of:
            raise ValueError("front is given, but url has no {page}, {issue} or {cursor}")
        return self

    @model_validator(mode="after")
    def _keys_belong_to_what_is_there(self) -> Self:
        names = placeholders(self.address)
        if self.cursor and not names & {"cursor", "issue"}:
            raise ValueError("cursor is given, but url has neither {cursor} nor {issue}")
        if {"first", "step"} & self.model_fields_set and "page" not in names:
            raise ValueError("first and step count {page}, which url does not have")
        given = {"items", "next", "data", "page"} & self.model_fields_set
        if given and self.kind != "json":
            raise ValueError(f"{sorted(given)[0]} is for kind: json")
        if self.whole and self.kind not in _WHOLE:
            raise ValueError("whole is for kind: rss or json; other kinds do not hold their items")
        if self.form_of and not self.form:
            raise ValueError("form_of needs «form: {…}», the fields that are sent")
        return self
