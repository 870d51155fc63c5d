"""The city's outlets. Names, hosts and texts are invented; only family and feeds reach the YAML."""

from __future__ import annotations

from collections.abc import Iterator

from demo.model import CityOutlet
from demo.texts.spelling import Spelling

NASTOOH_ARCHIVE = "archive /page/archive.xhtml?wide=0&ms=0&yr={jy}&mn={jm}&dy={jd}&pi={page}"
SAMANEH_ARCHIVE = (
    "archive /fa/archive?service_id=-1&sec_id=-1&cat_id=-1&rpp=100"
    "&from_date={jy}/{jm}/{jd}&to_date={jy}/{jm}/{jd}&p={page}"
)
EDITION = "edition /newspaper?newspaperyear={jy}&newspapermonth={jm}&newspaperday={jd}"


def _feeds(*pairs: str) -> tuple[dict[str, str], ...]:
    return tuple(dict(zip(("kind", "url"), pair.split(" ", 1), strict=True)) for pair in pairs)


def _nastooh() -> Iterator[CityOutlet]:
    yield CityOutlet(
        key="shahrnegar",
        name="خبرگزاری شهرنگار",
        kind="agency",
        host="shahrnegar.example",
        family="nastooh",
        site="NastoohClassic",
        tag="شهرنگار",
        share=1.5,
        feeds=_feeds(
            "rss /rss",
            "news_sitemap /sitemap/news/sitemap.xml",
            "sitemap /sitemap/all/sitemap.xml",
            NASTOOH_ARCHIVE,
        ),
    )
    yield CityOutlet(
        key="sobhnama",
        name="خبرگزاری صبح‌نما",
        kind="agency",
        host="sobhnama.example",
        family="nastooh",
        site="NastoohModern",
        tag="صبح‌نما",
        share=1.3,
        spelling=Spelling(joining="space"),
        feeds=_feeds("rss /rss", "sitemap /sitemap/all/sitemap.xml"),
    )
    yield CityOutlet(
        key="bamdadonline",
        name="بامداد آنلاین",
        kind="site",
        host="bamdad-online.test",
        family="nastooh",
        site="NastoohBare",
        tag="بامداد",
        spelling=Spelling(digits="ar", joining="mixed"),
        feeds=_feeds("rss /rss/tp/12", "listing /page/archive.xhtml", NASTOOH_ARCHIVE),
    )


def _iransamaneh() -> Iterator[CityOutlet]:
    yield CityOutlet(
        key="payamshahr",
        name="باشگاه خبری پیام شهر",
        kind="agency",
        host="payamshahr.example",
        family="iransamaneh",
        site="Iransamaneh",
        tag="پیام شهر",
        share=1.3,
        spelling=Spelling(joining="mixed"),
        feeds=_feeds(
            "rss /fa/rss/allnews", "news_sitemap /fa-sitemap-news", "sitemap /fa-sitemap-newsarchive"
        ),
    )
    yield CityOutlet(
        key="tahlilgah",
        name="تحلیلگاه",
        kind="site",
        host="tahlilgah.example",
        family="iransamaneh",
        site="IransamanehAnalytic",
        tag="تحلیلگاه",
        spelling=Spelling(arabic=True),
        feeds=_feeds("rss /fa/rss/1", "listing /fa/archive", SAMANEH_ARCHIVE),
    )
    yield CityOutlet(
        key="gozine",
        name="گزینه خبر",
        kind="site",
        host="gozine.test",
        family="iransamaneh",
        site="IransamanehSelect",
        tag="گزینه خبر",
        spelling=Spelling(digits="latin"),
        feeds=_feeds("rss /fa/rss/allnews", "listing /fa/archive"),
        lacks=frozenset({"kicker"}),
    )
    yield CityOutlet(
        key="kohandiar",
        name="کهن‌دیار",
        kind="site",
        host="kohandiar.example",
        family="iransamaneh",
        site="IransamanehOld",
        tag="کهن‌دیار",
        share=0.8,
        spelling=Spelling(cp1256=True),
        feeds=_feeds("rss /fa/rss/allnews", "sitemap /fa-sitemap-newsarchive"),
    )


def _others() -> Iterator[CityOutlet]:
    yield CityOutlet(
        key="goftar",
        name="روزنامه گفتار",
        kind="agency",
        host="goftar.example",
        family="asam",
        site="Asam",
        tag="گفتار",
        feeds=_feeds("rss /feeds/", "listing /archive"),
    )
    yield CityOutlet(
        key="bazaarshahr",
        name="بازار شهر",
        kind="site",
        host="bazaarshahr.test",
        family="asam",
        site="AsamEconomic",
        tag="بازار شهر",
        spelling=Spelling(joining="joined"),
        feeds=_feeds("rss /feeds/", "listing /archive"),
    )
    yield CityOutlet(
        key="sepehrnews",
        name="خبرگزاری سپهر",
        kind="agency",
        host="sepehrnews.example",
        family="tasnim",
        site="DatedAgency",
        tag="سپهر",
        share=1.2,
        spelling=Spelling(joining="mixed"),
        feeds=_feeds(
            "rss /fa/rss/feed/0/8/0", "sitemap /sitemap.xml", "archive /fa/archive?date={jy}/{jm}/{jd}"
        ),
        lacks=frozenset({"kicker"}),
    )
    yield CityOutlet(
        key="mahallenameh",
        name="محله‌نامه",
        kind="site",
        host="mahallenameh.example",
        family="wordpress",
        site="WordPress",
        tag="محله‌نامه",
        spelling=Spelling(arabic=True, digits="latin"),
        feeds=_feeds("rss /feed/atom/", "sitemap /wp-sitemap.xml"),
        lacks=frozenset({"kicker", "lead"}),
    )
    yield CityOutlet(
        key="foran",
        name="خبرگزاری فوران",
        kind="agency",
        host="foran.example",
        home_path="/latest",
        family="jsapp",
        site="JsApp",
        tag="فوران",
        share=0.6,
        feeds=_feeds("listing /latest"),
        fetch={"browser": True, "poll": [3, 30], "revisit": [30, 3600]},
        lacks=frozenset({"kicker"}),
    )
    yield CityOutlet(
        key="roozaneh",
        name="روزنامه روزانه شهر",
        kind="paper",
        host="roozaneh.example",
        family="edition",
        site="Paper",
        tag="روزانه شهر",
        day_only=True,
        feeds=_feeds(EDITION),
        lacks=frozenset({"tags"}),
    )


def _channels() -> Iterator[CityOutlet]:
    for key, name, digits in (
        ("sepidarnews", "اخبار فوری سپیدارشهر", "fa"),
        ("mahalle_ma", "محله ما", "latin"),
        ("shahrdari_sepidar", "شهرداری سپیدارشهر", "fa"),
    ):
        yield CityOutlet(
            key=f"tg_{key}",
            name=name,
            kind="telegram",
            host="t-me.example",
            home_path=f"/{key}",
            family="telegram",
            site="Telegram",
            tag=name,
            share=1.5 if key == "sepidarnews" else 1.0,
            spelling=Spelling(digits="latin" if digits == "latin" else "fa", joining="mixed"),
            feeds=_feeds(f"telegram http://t-me.example/s/{key}"),
        )
    yield CityOutlet(
        key="eitaa_sepidar",
        name="سپیدار در ایتا",
        kind="eitaa",
        host="eitaa.example",
        home_path="/sepidar",
        family="eitaa",
        site="Eitaa",
        tag="سپیدار",
        feeds=_feeds("eitaa http://eitaa.example/sepidar"),
    )


def _units() -> Iterator[CityOutlet]:
    yield CityOutlet(
        key="d5_portal",
        name="شهرداری منطقه ۵",
        kind="unit",
        host="region5.sepidarshahr.example",
        family="dnn",
        site="DistrictPortal",
        tag="روابط عمومی منطقه ۵",
        unit="district_5",
        feeds=_feeds("listing /News"),
        lacks=frozenset({"kicker", "tags"}),
    )
    yield CityOutlet(
        key="waste_portal",
        name="سازمان مدیریت پسماند",
        kind="unit",
        host="waste.sepidarshahr.example",
        family="dnn",
        site="WastePortal",
        tag="روابط عمومی سازمان پسماند",
        unit="waste_org",
        day_only=True,
        spelling=Spelling(joining="space"),
        feeds=_feeds("listing /News"),
        lacks=frozenset({"kicker", "tags"}),
    )
    yield CityOutlet(
        key="metro_press",
        name="شرکت بهره‌برداری مترو",
        kind="unit",
        host="metro.sepidarshahr.example",
        family="wordpress",
        site="WordPressUnit",
        tag="روابط عمومی شرکت مترو",
        unit="metro_company",
        feeds=_feeds("rss /feed/", "sitemap /wp-sitemap.xml"),
        lacks=frozenset({"kicker", "tags"}),
    )
    yield CityOutlet(
        key="traffic_press",
        name="سازمان حمل‌ونقل و ترافیک",
        kind="unit",
        host="traffic.sepidarshahr.example",
        family="generic",
        site="PlainUnit",
        tag="روابط عمومی سازمان حمل‌ونقل",
        unit="transport_org",
        feeds=_feeds("rss /rss.xml", "listing /news"),
        lacks=frozenset({"kicker", "tags"}),
    )


OUTLETS: tuple[CityOutlet, ...] = (*_nastooh(), *_iransamaneh(), *_others(), *_channels(), *_units())

CLOSED_TO_ROBOTS = ("goftar", "mahallenameh")  # outlets with a section that robots.txt forbids
