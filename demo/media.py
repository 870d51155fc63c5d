"""The city's outlets. Names, hosts and texts are invented; only family and feeds reach the YAML."""

from .model import Outlet
from .spelling import Spelling, digits_fa

ORDINALS = (
    *("یک", "دو", "سه", "چهار", "پنج", "شش", "هفت", "هشت", "نه", "ده", "یازده", "دوازده", "سیزده"),
    *("چهارده", "پانزده", "شانزده", "هفده", "هجده", "نوزده", "بیست", "بیست‌ویک", "بیست‌ودو"),
)
ORGANISATIONS = (
    ("transport_org", "organisation", "سازمان حمل‌ونقل و ترافیک سپیدارشهر", "سازمان حمل‌ونقل", "مرکز کنترل ترافیک"),
    ("deputy_traffic", "deputy", "معاونت حمل‌ونقل و ترافیک شهرداری", "معاون حمل‌ونقل و ترافیک"),
    ("parks_org", "organisation", "سازمان بوستان‌ها و فضای سبز سپیدارشهر", "سازمان بوستان‌ها", "فضای سبز شهرداری"),
)


def _feeds(*pairs: str) -> tuple[dict[str, str], ...]:
    return tuple(dict(zip(("kind", "url"), pair.split(" ", 1), strict=True)) for pair in pairs)


NASTOOH_ARCHIVE = "archive /page/archive.xhtml?wide=0&ms=0&yr={jy}&mn={jm}&dy={jd}&pi={page}"

AGENCIES = (
    Outlet(
        key="shahrnegar", name="خبرگزاری شهرنگار", kind="agency", host="shahrnegar.example",
        family="nastooh", site="NastoohClassic", tag="شهرنگار", share=1.5,
        feeds=_feeds("rss /rss", "news_sitemap /sitemap/news/sitemap.xml", NASTOOH_ARCHIVE),
    ),
)

OUTLETS: tuple[Outlet, ...] = AGENCIES


def by_key(key: str) -> Outlet:
    """The outlet of a key; KeyError for an unknown one."""
    for outlet in OUTLETS:
        if outlet.key == key:
            return outlet
    raise KeyError(key)


def unit_topics(outlet: Outlet) -> tuple[str, ...]:
    """Fields of city life (grammar keys) that a unit's releases are about; all for a district."""
    return {"transport_org": ("traffic",), "parks_org": ("green",)}.get(outlet.unit or "", ())


def units() -> list[dict[str, object]]:
    """The municipality's units for `city.yaml`."""
    made: list[dict[str, object]] = []
    for number in range(1, 23):
        made.append(
            {
                "key": f"district_{number}", "name": f"شهرداری منطقه {digits_fa(number)}", "kind": "district",
                "aliases": [f"منطقه {digits_fa(number)}", f"شهرداری منطقه {ORDINALS[number - 1]}"],
            }
        )
    for key, kind, name, *aliases in ORGANISATIONS:
        made.append({"key": key, "name": name, "kind": kind, "aliases": aliases})
    return made
