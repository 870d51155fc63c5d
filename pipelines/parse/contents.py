"""What a capture or a submission turns out to hold: pure decisions of the parse stage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pipelines.outcomes import StageOutcome
from pipelines.parse.edition_files import front_page, pdf_pages
from pipelines.parse.items import ParsedItem
from pipelines.parse.payloads import item_of, item_of_payload
from rasad.archive.models import PARSED_PAGES, Capture, PageKind, Submission
from rasad.extract.announcements.social import SocialPage
from rasad.extract.article.extraction import Extraction, Quality

_GONE = frozenset({404, 410})
_LOST = frozenset({Quality.JS_SHELL, Quality.BLOCKED})


@dataclass(frozen=True, slots=True)
class PostWindow:
    """Which posts a channel's page would show: from `least` to `last` (None: the newest). `there` it does."""

    least: int
    last: int | None
    there: frozenset[int]


@dataclass(frozen=True, slots=True)
class Items:
    """It holds these items."""

    items: tuple[ParsedItem, ...]
    site_name: str = ""  # what the page or channel calls its outlet
    window: PostWindow | None = None  # of a channel's page


@dataclass(frozen=True, slots=True)
class PageGone:
    """The outlet says that the item is no longer there."""


@dataclass(frozen=True, slots=True)
class NoArticle:
    """It holds no article, and that is no fault. `detail`: the outcome more closely, as `Capture.parsed`."""

    outcome: StageOutcome
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """It could not be read; `final`: trying again would give the same."""

    reason: str  # a stable name, as quarantine shows it
    detail: str
    final: bool = False


Contents = Items | PageGone | NoArticle | Unreadable


def read_submission(submission: Submission) -> Contents:
    """What an import or a form gave."""
    try:
        return Items((item_of_payload(submission.payload),))
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        return Unreadable("bad_submission", str(error), final=True)


def read_answer(capture: Capture) -> Contents | None:
    """What the answer alone says, without its body; None where the body has to be read."""
    if capture.hint.get("soft_gone") or capture.status in _GONE:
        return PageGone()
    if not 200 <= capture.status < 300:
        return NoArticle(StageOutcome.SEEN if capture.status == 304 else StageOutcome.HTTP_ERROR)
    if capture.kind == PageKind.FRONT_PAGE:
        return Items((item_of(front_page(capture), capture.outlet.kind, capture.hint),))
    if capture.kind not in PARSED_PAGES:  # feeds, listings, PDF, editions are evidence only
        return NoArticle(StageOutcome.EVIDENCE)
    return None


def read_extraction(capture: Capture, outlet_kind: str, found: Any) -> Contents:
    """What extraction found in the body: one article, or the posts of a channel's page."""
    if capture.kind == PageKind.PDF:
        read = tuple(item_of(one, outlet_kind, capture.hint) for one in pdf_pages(capture, found))
        return Items(read) if read else NoArticle(StageOutcome.EVIDENCE)
    if capture.kind == PageKind.SOCIAL:
        posts = tuple(item_of(post, outlet_kind) for post in found.posts if post.quality.is_article)
        window = _window(found)
        return (
            Items(posts, found.channel_title, window) if posts or window else NoArticle(StageOutcome.EVIDENCE)
        )
    if capture.kind == PageKind.FULL_FEED:
        told = tuple(item_of(one, outlet_kind) for one in found)
        return Items(told) if told else NoArticle(StageOutcome.EVIDENCE)
    return _read_page(capture, outlet_kind, found)


def _window(page: SocialPage) -> PostWindow | None:
    """The window of a page that was read whole; None where a post on it could not be."""
    if page.window is None or page.errors or page.left_out:
        return None
    return PostWindow(*page.window, frozenset(page.numbers))


def _read_page(capture: Capture, outlet_kind: str, found: Extraction) -> Contents:
    if found.quality.is_article and found.title:
        return Items((item_of(found, outlet_kind, capture.hint),), found.site_name)
    if found.quality is Quality.REMOVED:
        return PageGone()
    if found.quality in _LOST:
        return Unreadable(str(found.quality), found.refused or "", final=True)
    if found.quality is Quality.ERROR_PAGE:  # counted; who must see it does so in the coverage of the day
        return NoArticle(StageOutcome.SOFT_GONE)
    thin = (found.refused or "").startswith("no text")
    return NoArticle(StageOutcome.NOT_ARTICLE, "thin" if thin else "")
