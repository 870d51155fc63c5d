"""The invented municipality: its units with other names, its topics; and which unit writes about what."""

from __future__ import annotations

from demo.model import CityOutlet
from demo.texts.spelling import digits_fa

ORDINALS = (
    *("یک", "دو", "سه", "چهار", "پنج", "شش", "هفت", "هشت", "نه", "ده", "یازده", "دوازده", "سیزده"),
    *("چهارده", "پانزده", "شانزده", "هفده", "هجده", "نوزده", "بیست", "بیست‌ویک", "بیست‌ودو"),
)
# key, kind, name, aliases, and words of which one must stand near an alias that others use too
ORGANISATIONS: tuple[tuple[str, str, str, tuple[str, ...], tuple[str, ...]], ...] = (
    (
        "transport_org",
        "organisation",
        "سازمان حمل‌ونقل و ترافیک سپیدارشهر",
        ("سازمان حمل‌ونقل", "مرکز کنترل ترافیک"),
        (),
    ),
    ("deputy_traffic", "deputy", "معاونت حمل‌ونقل و ترافیک شهرداری", ("معاون حمل‌ونقل و ترافیک",), ()),
    ("metro_company", "company", "شرکت بهره‌برداری متروی سپیدارشهر", ("شرکت مترو", "بهره‌برداری مترو"), ()),
    (
        "bus_company",
        "company",
        "شرکت واحد اتوبوسرانی سپیدارشهر",
        ("اتوبوسرانی", "شرکت واحد"),
        ("اتوبوس", "شهرداری"),
    ),
    ("waste_org", "organisation", "سازمان مدیریت پسماند سپیدارشهر", ("سازمان پسماند", "مدیریت پسماند"), ()),
    (
        "parks_org",
        "organisation",
        "سازمان بوستان‌ها و فضای سبز سپیدارشهر",
        ("سازمان بوستان‌ها", "سازمان فضای سبز"),
        (),
    ),
    ("fire_org", "organisation", "سازمان آتش‌نشانی سپیدارشهر", ("آتش‌نشانی", "آتش‌نشانان"), ()),
    ("culture_org", "organisation", "سازمان فرهنگی هنری سپیدارشهر", ("سازمان فرهنگی هنری", "فرهنگسرا"), ()),
    ("sport_org", "organisation", "سازمان ورزش شهرداری", ("سازمان ورزش",), ("شهرداری", "شهر")),
    (
        "market_org",
        "organisation",
        "سازمان میادین میوه و تره‌بار",
        ("سازمان میادین", "میادین میوه و تره‌بار"),
        (),
    ),
    (
        "it_org",
        "organisation",
        "سازمان فناوری اطلاعات شهرداری",
        ("سازمان فناوری اطلاعات", "سپیدار هوشمند"),
        (),
    ),
    ("heritage_org", "organisation", "سازمان زیباسازی سپیدارشهر", ("سازمان زیباسازی", "زیباسازی شهر"), ()),
    (
        "crisis_org",
        "organisation",
        "سازمان پیشگیری و مدیریت بحران",
        ("مدیریت بحران شهر", "سازمان مدیریت بحران"),
        (),
    ),
    (
        "social_org",
        "organisation",
        "سازمان خدمات اجتماعی شهرداری",
        ("سازمان خدمات اجتماعی",),
        ("شهرداری", "شهر"),
    ),
    ("deputy_civil", "deputy", "معاونت فنی و عمرانی شهرداری", ("معاون فنی و عمرانی", "معاونت عمرانی"), ()),
    ("deputy_planning", "deputy", "معاونت شهرسازی و معماری", ("معاون شهرسازی", "معاونت شهرسازی"), ()),
    (
        "deputy_finance",
        "deputy",
        "معاونت مالی و اقتصاد شهری",
        ("معاون مالی", "معاونت مالی"),
        ("شهرداری", "شهر"),
    ),
    ("council", "council", "شورای اسلامی سپیدارشهر", ("شورای شهر", "صحن شورا"), ()),
)
TOPICS = (
    ("traffic", "ترافیک و معابر", "ترافیک OR پارکینگ OR معبر"),
    ("transit", "حمل‌ونقل همگانی", "مترو OR اتوبوس OR تاکسی"),
    ("green", "فضای سبز", "بوستان OR درخت OR «فضای سبز»"),
    ("waste", "پسماند و نظافت", "پسماند OR زباله OR بازیافت"),
    ("air", "هوا", "«کیفیت هوا» OR آلودگی OR «شاخص هوا»"),
    ("water", "آب و سیلاب", "سد OR سیلاب OR قنات OR آبراهه"),
    ("safety", "ایمنی و بحران", "آتش‌نشانی OR زلزله OR ایمنی"),
    ("culture", "فرهنگ و هنر", "جشنواره OR کتابخانه OR فرهنگسرا"),
    ("sport", "ورزش", "ورزش OR دوچرخه OR باشگاه"),
    ("council", "شورا و بودجه", "شورا OR بودجه OR لایحه"),
    ("building", "ساخت‌وساز", "«پروانه ساختمانی» OR تخلف OR نوسازی"),
    ("market", "بازار و معیشت", "میوه OR قیمت OR دستفروش"),
    ("digital", "شهر هوشمند", "سامانه OR هوشمند OR الکترونیک"),
    ("social", "خدمات اجتماعی", "گرمخانه OR سالمند OR آسیب"),
    ("heritage", "بافت و سیما", "«بافت تاریخی» OR زیباسازی OR مرمت"),
)
_WRITES_ABOUT = {
    "transport_org": ("traffic", "bus"),
    "waste_org": ("waste",),
    "metro_company": ("metro",),
}


def unit_domains(outlet: CityOutlet) -> tuple[str, ...]:
    """Fields of city life (grammar files) that a unit's releases are about; all of them for a district."""
    return _WRITES_ABOUT.get(outlet.unit or "", ())


def units() -> list[dict[str, object]]:
    """The units as `city.yaml` lists them."""
    made: list[dict[str, object]] = []
    for number in range(1, 23):
        word, digits = ORDINALS[number - 1], digits_fa(number)
        aliases = [f"منطقه {digits}", f"منطقه {word}", f"شهرداری منطقه {word}"]
        made.append(
            {
                "key": f"district_{number}",
                "name": f"شهرداری منطقه {digits}",
                "kind": "district",
                "aliases": aliases,
            }
        )
    for key, kind, name, aliases_of, near in ORGANISATIONS:
        entry: dict[str, object] = {"key": key, "name": name, "kind": kind, "aliases": list(aliases_of)}
        if near:
            entry["context"] = {"any": list(near)}
        made.append(entry)
    return made


def topics() -> list[dict[str, str]]:
    """The topics as `city.yaml` lists them."""
    return [{"key": key, "name": name, "query": query} for key, name, query in TOPICS]
