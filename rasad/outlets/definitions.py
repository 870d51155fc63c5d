"""The typed shape of an outlet, a family and their rules. `loading` fills it from YAML."""

from __future__ import annotations

from functools import cached_property
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, model_validator

from rasad.outlets.addresses import host_and_port, split_url
from rasad.outlets.feed_definitions import DataFields, FeedKind, FeedSpec
from rasad.outlets.field_types import CssList, HostName, HttpUrl, IdPattern, RegexList, Seconds, Source
from rasad.outlets.model_base import DefinitionModel

__all__ = ["DataFields", "FamilySpec", "FeedKind", "FeedSpec", "FetchSpec", "OutletSpec", "Rules"]

OutletKind = Literal[
    "agency",
    "paper",
    "site",
    "broadcaster",
    "foreign",
    "government",
    "aggregator",
    "unit",
    "telegram",
    "eitaa",
    "video",
    "imported",
]
# How sure an entry is. `proven`: a golden page holds its rules. `described`: a source says where it
# announces. `wanted`: who it is is known, where it announces is not; it is never polled.
Status = Literal["proven", "described", "wanted"]
# How its pages can be had from here; `docs/outlets.md` explains each.
Way = Literal["direct", "browser", "proxy", "sitemap", "channel"]
_MAPS = ("sitemap", "news_sitemap")


class Signs(DefinitionModel):
    """How a page shows which CMS made it; each sign found adds its weight (`rasad.extract.detection`)."""

    generator: RegexList = ()
    """Patterns over `<meta name=generator>`; weight 5."""
    css: CssList = ()
    """Selectors that only this CMS's pages match; weight 2 each."""
    source: tuple[str, ...] = ()
    """Plain strings in the HTML source; weight 2 each."""
    path: RegexList = ()
    """Patterns over the URL's path and query; weight 1 each."""
    host: RegexList = ()
    """Patterns over the host name; weight 5."""


class EditionRules(DefinitionModel):
    """Rules of a newspaper's index page: what an issue, or a page of it, links to."""

    article_links: CssList = ()
    pdf_links: CssList = ()
    page_links: CssList = ()
    next: CssList = ()
    day: CssList = ()
    front_page: CssList = ()
    """The picture of the first page («صفحه اول») on an issue's index."""


class Rules(DefinitionModel):
    """Where a field stands: selectors tried in order, the first that gives text wins.

    An empty list means: no rule, go on to JSON-LD, meta and the generic reader.
    """

    title: CssList = ()
    kicker: CssList = ()
    lead: CssList = ()
    body: CssList = ()
    author: CssList = ()
    published: CssList = ()
    modified: CssList = ()
    section: CssList = ()
    tags: CssList = ()
    images: CssList = ()
    short_link: CssList = ()
    news_code: CssList = ()
    source_agency: CssList = ()

    remove: CssList = ()
    """Boxes inside the body that are not its text (related news, share buttons, captions)."""
    drop_paragraphs: RegexList = ()
    """Whole paragraphs that are dropped from the body, e.g. «انتهای پیام»."""
    body_prefix: RegexList = ()
    """Patterns cut from the start of the body, e.g. «- اخبار ورزشی -»."""
    title_suffix: RegexList = ()
    """Patterns cut from the end of a title, e.g. « - ایسنا»."""
    not_article: CssList = ()
    """A page that matches one of these and has no body is not an article."""

    article_url: RegexList = ()
    """Which links lead to an article; without it the family's `id_pattern` decides."""
    listing_items: CssList = ()
    """One item of a listing or archive page: where a link's date is looked for."""
    listing_date: CssList = ()
    """Within a listing item: its date as printed."""
    next_page: CssList = ()
    data: DataFields = DataFields()
    """Where the fields stand in an article that is JSON."""
    edition: EditionRules = EditionRules()

    def over(self, base: Rules) -> Rules:
        """These rules laid over `base`: a field given here replaces the base's, even if empty."""
        given = {name: getattr(self, name) for name in self.model_fields_set}
        return base.model_copy(update=given)


class FetchSpec(DefinitionModel):
    """How to fetch this outlet: `delay` in seconds between requests to one host."""

    delay: float = Field(default=2.0, ge=0, le=3600)
    browser: bool = False
    encoding: str | None = None
    insecure_tls: bool = False
    max_per_day: int | None = Field(default=None, ge=1)
    robots: bool = True
    poll: tuple[Seconds, Seconds] = (120.0, 86400.0)
    """Bounds in seconds between two polls of one feed."""
    depth: int = Field(default=40, ge=1, le=10_000)
    """Older pages of a list or channel that the first poll goes back, over as many polls as it takes."""
    revisit: tuple[Seconds, ...] = (3600.0, 21600.0, 86400.0, 259200.0)
    """Seconds after the last fetch at which an article is fetched again, to see edits and removals."""

    @model_validator(mode="after")
    def _poll_in_order(self) -> FetchSpec:
        if self.poll[0] > self.poll[1]:
            raise ValueError("poll: write the least first, e.g. [120, 86400]")
        return self


class FamilySpec(DefinitionModel):
    """Default rules of one CMS; `extends` names another family whose rules fill the gaps."""

    key: str = Field(pattern=r"^[a-z0-9_-]+$")
    name: str = ""
    extends: str | None = None
    id_pattern: IdPattern | None = None
    keep_params: tuple[str, ...] = ()
    prefix: str = ""
    """Social pages: the CSS class prefix (`tgme_widget_message`)."""
    hosts: tuple[HostName, ...] = ()
    """Further hosts of the system itself, whose pages are its outlets' too (`telegram.me`)."""
    feeds: tuple[FeedSpec, ...] = ()
    """Where outlets of this CMS announce, unless their entry says otherwise."""
    signs: Signs = Signs()
    rules: Rules = Rules()
    own_links: bool = False
    """Set by the loader: whether a maintainer's own family says what an article's address is."""


class OutletSpec(DefinitionModel):
    """An outlet, whole: its own entry over its family's. Immutable and picklable."""

    key: str = Field(pattern=r"^[a-z0-9_-]+$")
    name: str = Field(default="", min_length=1)
    """As people call it. Without one the host (a channel's name) is shown until the first page says it."""
    kind: OutletKind
    home: HttpUrl
    tier: Literal[1, 2, 3] = 2
    owner: str = ""
    source: Source = ""
    status: Status | None = None
    """Without it: `described` where there are feeds, else `wanted`."""
    way: Way = "direct"
    proxy: str = Field(default="", pattern=r"^[a-z0-9_-]{0,40}$")
    """The name of the proxy that all its requests leave by; `RASAD_PROXIES` says where it is."""
    instead: str | None = None
    """With `way: channel`: the key of the outlet (its channel) that is read in its place."""
    hosts: tuple[HostName, ...] = ()
    family: str = "generic"
    unit: str | None = None
    feeds: tuple[FeedSpec, ...] = ()
    fetch: FetchSpec = FetchSpec()
    keep_params: tuple[str, ...] = ()
    id_pattern: IdPattern | None = None
    rules: Rules = Rules()
    prefix: str = ""
    own_links: bool = False
    """Set by the loader: whether `article_url`, or without one `id_pattern`, is a maintainer's own word."""
    named: bool = True
    """Set by the loader: whether the entry gives `name`, or the loader put the host there."""
    file: str = ""
    line: int = 0
    digest: str = ""

    @model_validator(mode="after")
    def _unit_belongs_to_units(self) -> OutletSpec:
        if self.unit is not None and self.kind not in ("unit", "telegram", "eitaa", "video"):
            raise ValueError(f"unit «{self.unit}» is given, but kind is {self.kind}; write kind: unit")
        return self

    @model_validator(mode="after")
    def _way_is_whole(self) -> OutletSpec:
        if self.way == "channel" and not self.instead:
            raise ValueError("way: channel needs «instead: <key of the channel's outlet>»")
        if self.instead and self.way != "channel":
            raise ValueError("instead is given, but no «way: channel»")
        if self.proxy and self.way in ("direct", "channel") and "way" in self.model_fields_set:
            raise ValueError(f"proxy is given, but way is {self.way}; write way: proxy, browser or sitemap")
        return self

    @property
    def polled(self) -> tuple[FeedSpec, ...]:
        """The feeds that are polled: none of an outlet that is wanted, read by its channel, or without a way.

        Where only its sitemaps are open, those.
        """
        if self.status == "wanted" or self.way == "channel" or (self.way == "proxy" and not self.proxy):
            return ()
        if self.way == "sitemap":
            return tuple(feed for feed in self.feeds if feed.kind in _MAPS)
        return self.feeds

    def feed(self, kind: str, address: str) -> FeedSpec | None:
        """The feed of this kind and address (`FeedSpec.address`), if it is defined."""
        return next((one for one in self.feeds if one.kind == kind and one.address == address), None)

    @cached_property
    def channel(self) -> str | None:
        """The channel of a social outlet (lower case), from the last path part of `home`."""
        if self.family not in ("telegram", "eitaa"):
            return None
        return urlsplit(self.home).path.rstrip("/").rsplit("/", 1)[-1].lower()

    @cached_property
    def all_hosts(self) -> frozenset[str]:
        """Hosts whose pages are this outlet's: without `www.`, `m.`, `amp.`, with an unusual port."""
        return frozenset(
            host_and_port(split_url(url)) for url in (self.home, *(f"//{h}" for h in self.hosts))
        )

    def owns(self, url: str) -> bool:
        """Whether a page at this address is this outlet's (its host; on a social host its channel)."""
        parts = split_url(url)
        if parts.scheme not in ("http", "https") or host_and_port(parts) not in self.all_hosts:
            return False
        if self.channel:
            path = [part for part in parts.path.lower().split("/") if part]
            return bool(path) and (path[1] if path[0] == "s" and len(path) > 1 else path[0]) == self.channel
        return True
