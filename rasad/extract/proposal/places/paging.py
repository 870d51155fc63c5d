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
from rasad.outlets.addresses import split_url, without_anchor
from rasad.persian.dates.jalali import tehran_today, to_jalali

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
    """`template`: the address with `{page}`, "" where pages are not numbered; `second`: the second page."""

    second: str
    template: str = ""


def pagers(site: SurveyedSite, url: str) -> list[Pager]:
    """What may be the second page of a list, likeliest first."""
    page = site.html(url)
    if page is None:
        return []
    here = without_anchor(page.url)
    found: dict[str, Pager] = {}
    for node in page.all("a[href], link[rel=next][href]"):
        second = without_anchor(page.absolute(node.attributes.get("href")))
        if not second or second == here or not site.owns(second):
            continue
        text = text_of(node, " ").translate(_DIGITS)
        rel = (node.attributes.get("rel") or "").lower().split()
        is_next = "next" in rel or bool(_NEXT_TEXT.match(text))
        if (
            not is_next
            and text not in ("2", "[2]", "(2)")
            and not (text in _ARROWS and _differs(here, second))
        ):
            continue
        template = numbered(here, second) or _counted(page, second)
        if template or is_next:
            found.setdefault(second, Pager(second, template))
    return sorted(found.values(), key=lambda one: not one.template)[:3]


def _counted(page: Page, second: str) -> str:
    """The second page's address with `{page}`, where another link is the same but for a 3."""
    links = {without_anchor(page.absolute(node.attributes.get("href"))) for node in page.all("a[href]")}
    for found in re.finditer(r"(?<![\d%A-Fa-f])2(?!\d)", second):
        before, after = second[: found.start()], second[found.end() :]
        if f"{before}3{after}" in links:
            return f"{before}{{page}}{after}"
    return ""


def _differs(here: str, there: str) -> bool:
    return bool(numbered(here, there))


def numbered(first: str, second: str) -> str:
    """The second page's address with its number 2 as `{page}`, where the first lacks it or says 1."""
    for found in re.finditer(r"(?<![\d%A-Fa-f])2(?!\d)", second):
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
        y, m, d = ("jy", "jm", "jd") if day["y"].startswith("1") else ("y", "m", "d")
        made = f"{{{y}}}{day['a']}{{{m}}}{day['b']}{{{d}}}"
        found.setdefault(url[: day.start()] + made + url[day.end() :])
    return [url for url in found if len(_DAYS.findall(url)) == 0][:3]


def filled(template: str, day: date) -> str:
    """A template's address for a day, as the crawler writes it."""
    jalali = to_jalali(day)
    values = {
        "{jy}": f"{jalali.year}", "{jm}": f"{jalali.month:02}", "{jd}": f"{jalali.day:02}",
        "{y}": f"{day.year}", "{m}": f"{day.month:02}", "{d}": f"{day.day:02}",
    }  # fmt: skip
    for name, value in values.items():
        template = template.replace(name, value)
    return template


def recent_days(site: SurveyedSite) -> list[date]:
    """Yesterday, and the day before: days that are whole."""
    today = tehran_today(site.seen_at)
    return [today - timedelta(days=1), today - timedelta(days=2)]
