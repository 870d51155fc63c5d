"""How a list goes on to its older pages: by a link to the next, by a number, by the day in its address."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from selectolax.lexbor import LexborNode

from rasad.extract.html.page import Page, text_of
from rasad.extract.proposal.fields.selectors import candidates, named
from rasad.extract.proposal.site import SurveyedSite
from rasad.outlets.address_templates import AddressTemplate
from rasad.outlets.addresses import split_url, without_anchor
from rasad.persian.dates.jalali import tehran_today

_DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "01234567890123456789")
_NEXT_TEXT = re.compile(
    r"^\W*(?:صفحه[\s\u200c]?[\u06cc]? ?)?(?:بعد(?:ی)?|قدیمی ?تر(?:ها)?|next|older(?: posts)?|بیشتر)\W*$", re.I
)
_ARROWS = frozenset("›»>→←‹«<")
#: Rules tried before any that is made for the site.
KNOWN = (
    'link[rel="next"]@href', 'a[rel="next"]@href', "a.next@href", ".pagination a.next@href",
    ".pagination li.next a@href", "a.next.page-numbers@href", ".pagination .active + li a@href",
    ".pager-next a@href", "li.pager__item--next a@href", ".pager .current + a@href",
    'a:lexbor-contains("بعدی")@href', 'a:lexbor-contains("صفحه بعد")@href',
    'a:lexbor-contains("قدیمی‌تر")@href', 'a:lexbor-contains("Next")@href',
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pager:
    """`template`: the address with `{page}`, "" where pages are not numbered; `second`: the second page.

    `first`, `step`: what the number is on the first page, and by how much it grows.
    """

    second: str
    template: str = ""
    first: int = 1
    step: int = 1


def pagers(site: SurveyedSite, url: str) -> list[Pager]:
    """What may be the second page of a list, likeliest first."""
    page = site.html(url)
    if page is None:
        return []
    here = without_anchor(page.url)
    numbers = _numbered_links(page)
    found: dict[str, Pager] = {}
    for node in page.all("a[href], link[rel=next][href]"):
        second = without_anchor(page.absolute(node.attributes.get("href")))
        if not second or second == here or not site.owns(second):
            continue
        text = text_of(node, " ").translate(_DIGITS)
        rel = (node.attributes.get("rel") or "").lower().split()
        is_next = "next" in rel or bool(_NEXT_TEXT.match(text)) or text in _ARROWS
        if is_next or _page_number(text) == 2:
            pager = _counted(second, numbers.get(3, "")) or Pager(second, numbered(here, second))
            if pager.template or is_next:
                found.setdefault(second, pager)
    return sorted(found.values(), key=lambda one: not one.template)[:3]


def _page_number(text: str) -> int:
    """The number that a link's text is, 0 for any other text."""
    found = re.fullmatch(r"\W*(\d{1,3})\W*", text)
    return int(found[1]) if found else 0


def _numbered_links(page: Page) -> dict[int, str]:
    """Where the links lead whose text is a number, the first of each."""
    found: dict[int, str] = {}
    for node in page.all("a[href]"):
        number = _page_number(text_of(node, " ").translate(_DIGITS))
        if number:
            found.setdefault(number, without_anchor(page.absolute(node.attributes.get("href"))))
    return found


def _counted(second: str, third: str) -> Pager | None:
    """How pages are counted, where the addresses of the second and the third differ in one number alone."""
    numbers, others = list(re.finditer(r"\d+", second)), list(re.finditer(r"\d+", third))
    if not third or len(numbers) != len(others):
        return None
    places = [n for n, (one, other) in enumerate(zip(numbers, others, strict=True)) if one[0] != other[0]]
    if len(places) != 1:
        return None
    one, other = numbers[places[0]], others[places[0]]
    step = int(other[0]) - int(one[0])
    first = int(one[0]) - step
    template = f"{second[: one.start()]}{{page}}{second[one.end() :]}"
    if (
        third != f"{second[: one.start()]}{other[0]}{second[one.end() :]}"
        or not 0 < step <= 10_000
        or first < 0
    ):
        return None
    return Pager(second, template, first, step)


def numbered(first: str, second: str) -> str:
    """The second page's address with its number 2 as `{page}`, where the first lacks it or says 1."""
    for found in re.finditer(r"(?<![\d%])2(?!\d)", second):
        before, after = second[: found.start()], second[found.end() :]
        if f"{before}1{after}" == first or _bare(before, after, first):
            return f"{before}{{page}}{after}"
    return ""


def _bare(before: str, after: str, first: str) -> bool:
    """Whether the first page's address is the second's without the part or parameter that numbers it."""
    parts = split_url(first)
    name = re.search(r"[?&]([\w%\[\]-]{1,40})=$", before)
    if name:
        return split_url(before).path == parts.path and name[1] not in parts.query
    part = re.search(r"/(?:(?:page|p|pg|صفحه)[/-])?$", before, re.I)
    return (
        bool(part) and before[: part.start()].rstrip("/") == first.split("?")[0].rstrip("/")
        if part
        else False
    )


def next_rule(first: Page, second: Page) -> str:
    """A rule that leads from the first page to the second, and from there onwards; "" where none does."""
    leading = list(_leading(first, second.url))
    made = [f"{rule}@href" for node in leading for rule in (*_after_current(node), *candidates(node))]
    for rule in (*KNOWN, *dict.fromkeys(made)):
        if _goes_on(rule, first, second):
            return rule
    return ""


def _after_current(node: LexborNode) -> Iterator[str]:
    """Rules for the link that follows the mark of the current page in a row of numbers."""
    inner: LexborNode | None = node
    tail = node.tag or "a"
    for _ in range(2):
        before = inner.prev if inner is not None else None
        while before is not None and (before.tag is None or before.tag.startswith("-")):
            before = before.prev
        if before is not None:
            for name in (
                *named(before),
                *([before.tag] if before.tag in ("span", "strong", "b", "em") else []),
            ):
                yield f"{name} + {tail}"
        inner = inner.parent if inner is not None else None
        tail = f"{(inner.tag if inner is not None else None) or 'li'} {node.tag}"


def _leading(first: Page, to: str) -> Iterator[LexborNode]:
    for node in first.all("a[href]"):
        if without_anchor(first.absolute(node.attributes.get("href"))) == to:
            yield node


def _goes_on(rule: str, first: Page, second: Page) -> bool:
    """As the crawler reads it: of the matches the first that leads elsewhere."""
    here, there = _next(first, rule), _next(second, rule)
    return here == second.url and there not in ("", first.url, second.url) and _number(there) > _number(here)


def _next(page: Page, rule: str) -> str:
    values = (page.absolute(value) for value in page.values(rule))
    return next((url for url in values if url and url != page.url), "")


def _number(url: str) -> int:
    """The largest number of an address that may count pages or items."""
    return max(
        (int(one) for one in re.findall(r"\d{1,6}", split_url(url).query or split_url(url).path)), default=0
    )


_DAYS = re.compile(
    r"(?P<y>1[34]\d\d|20\d\d)(?P<a>[/\-_.]|&(?:amp;)?[\w\[\]-]{1,20}=|%2F)(?P<m>\d{1,2})(?P<b>[/\-_.]|&(?:amp;)?[\w\[\]-]{1,20}=|%2F)(?P<d>\d{1,2})(?!\d)"
)


def day_templates(urls: Sequence[str], is_article: Callable[[str], bool]) -> list[str]:
    """Addresses of the site in which a day can be replaced: of lists and issues, not of articles."""
    found: dict[str, None] = {}
    for url in urls:
        day = _DAYS.search(url)
        if day is None or is_article(url) or "{" in url:
            continue
        bare = "1" if len(day["m"]) == 1 or len(day["d"]) == 1 else ""  # without a leading zero
        y, m, d = (
            ("jy", f"jm{bare}", f"jd{bare}") if day["y"].startswith("1") else ("y", f"m{bare}", f"d{bare}")
        )
        made = f"{{{y}}}{day['a']}{{{m}}}{day['b']}{{{d}}}"
        found.setdefault(url[: day.start()] + made + url[day.end() :])
    return [url for url in found if len(_DAYS.findall(url)) == 0][:3]


def filled(template: str, day: date) -> str:
    """A template's address for a day, as the crawler writes it."""
    return AddressTemplate(template).fill(day)


def recent_days(site: SurveyedSite) -> list[date]:
    """Yesterday, and the day before: days that are whole."""
    today = tehran_today(site.seen_at)
    return [today - timedelta(days=1), today - timedelta(days=2)]
