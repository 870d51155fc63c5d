"""Where a list goes on: what its pages themselves say of older ones."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from rasad.extract import limits
from rasad.extract.announcements.listing import href
from rasad.extract.html.page import Page, clean
from rasad.outlets.definitions import FeedSpec, OutletSpec
from rasad.outlets.field_types import split_rule

_DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "01234567890123456789")
_LONGEST_HIDDEN = 400_000  # characters of a form's hidden fields that are sent back


@dataclass(frozen=True, slots=True)
class Onward:
    """`cursor`: what the next page is asked with; `issue`: the newest that a front page names; `hidden`: what
    a form wants back, ready to be sent."""

    cursor: str = ""
    issue: int | None = None
    hidden: str = ""


def onward_of(page: Page, feed: FeedSpec, spec: OutletSpec, links: Sequence[str]) -> Onward:
    """What a page of HTML says; `links`: the items that it announces."""
    names = feed.template.names
    stated = next((text for text in page.values(feed.cursor) if text), "") if feed.cursor else ""
    cursor = (stated or ("" if feed.cursor else least_number(links, spec))) if "cursor" in names else ""
    issue = _newest_issue(page, feed, stated) if "issue" in names else None
    return Onward(cursor[:500], issue, _hidden(page, feed.form_of) if feed.form_of else "")


def least_number(links: Sequence[str], spec: OutletSpec) -> str:
    """The smallest number that items of a page have by `id_pattern`; "" where they have none."""
    found = (re.search(spec.id_pattern or "$^", link) for link in links)
    numbers = [one["id"] for one in found if one and one["id"].isdecimal()]
    return min(numbers, key=int) if numbers else ""


def _newest_issue(page: Page, feed: FeedSpec, stated: str) -> int | None:
    if feed.cursor:
        number = re.search(r"\d{1,9}", re.sub(r"(?<=\d)[,٬](?=\d)", "", stated.translate(_DIGITS)))
        return int(number.group()) if number else None
    template = feed.template
    addresses = [page.url, page.link("canonical"), page.meta("og:url")]
    addresses += [
        page.absolute(href(node)) for node in page.all("a[href], area[href], link[href]")[: limits.MAX_LINKS]
    ]
    numbers = (template.issue_in(clean(one)) for one in addresses if one)
    return max((one for one in numbers if one is not None), default=None)


def _hidden(page: Page, css: str) -> str:
    pairs = []
    for form in page.all(split_rule(css)[0])[:1]:
        for field in form.css("input[type=hidden]")[:100]:
            if name := field.attributes.get("name"):
                pairs.append((name, field.attributes.get("value") or ""))
    return urlencode(pairs)[:_LONGEST_HIDDEN]
