"""Real pages, where they lie beside the project: checked by hand against what a reader sees on them.

They are not part of the project. Without them nothing here is collected; the golden pages carry the rules.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from rasad.extract.announcements.feeds import parse_feed
from rasad.extract.announcements.listing import parse_listing
from rasad.extract.announcements.social import parse_telegram
from rasad.extract.article.reader import Extraction, extract_unknown
from rasad.extract.detection import spec_for

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples"
SEEN = datetime(2026, 11, 23, tzinfo=UTC)
ARTICLES: dict[str, dict[str, Any]] = {
    "isna_95110603890_art_2017.html": {
        "url": "http://www.isna.ir/news/95110603890/",
        "family": "nastooh",
        "title": "برجام شرایط بین‌المللی ایران را کاملا متحول کرد",
        "kicker": "عراقچی:",
        "lead": "معاون وزیر امور خارجه گفت: برجام شرایط بین‌المللی ایران را کاملا متحول کرد.",
        "start": "به گزارش ایسنا، سیدعباس عراقچی در همایش",
        "end": "در زمینه مبارزه با مواد مخدر از جایگاه بسیار خوبی برخوردار است.",
        "published": "2017-01-25T06:13",
        "modified": "2017-01-25T07:19",
        "tags": ["برجام", "سيدعباس عراقچي"],
        "section": "سیاسی",
        "news_code": "95110603890",
        "author": "",
    },
    "isna_98030903723_art_2019.html": {
        "url": "https://www.isna.ir/news/98030903723/",
        "family": "nastooh",
        "title": "کارشناسی داوری دیدار سپاهان و پرسپولیس از زبان عسگری",
        "kicker": "",
        "lead": "کارشناس داوری فوتبال ایران می‌گوید تیم داوری مسابقه سپاهان و پرسپولیس عملکرد قابل قبول "
        "و خوبی داشته است.",
        "start": "حسین عسگری، کارشناس داوری فوتبال در گفت‌وگو با ایسنا",
        "end": "به خاطر داروی مدیریت خوبی که در این بازی داشته تقدیر کند.",
        "published": "2019-05-29T19:50",
        "modified": "2019-05-29T20:24",
        "tags": ["تيم فوتبال پرسپوليس", "تيم فوتبال سپاهان", "جام حذفي فوتبال ايران"],
        "section": "ورزشی",
        "author": "امیرعلی عوض‌پور",
    },
    "tabnak_818242_art_2018.html": {
        "url": "http://www.tabnak.ir/fa/news/818242/",
        "family": "iransamaneh",
        "kicker": "هزار و دویست و هفتاد و نهمین بسته ویژه خبری «تابناک»؛",
        "start": "تحولات در گذر است و خبر هیچ گاه متوقف نخواهد شد",
        "end": "خبر داد و گفته بود پرونده مختومه شد.",
        "published": "2018-07-20T19:50",
        "section": "بسته ویژه خبری > عمومی",
        "news_code": "818242",
        "author": "",
    },
    "tasnim_2015910_art_2019.html": {
        "url": "https://www.tasnimnews.com/fa/news/1398/02/30/2015910/",
        "family": "tasnim",
        "title": "لیگ قهرمانان آسیا| برتری بی‌فایده پرسپولیس در شب تلخ خداحافظی ژاوی از فوتبال",
        "start": "به گزارش خبرگزاری تسنیم، دیدار دو تیم پرسپولیس ایران و السد قطر",
        "end": "نتیجه دیدار الاهلی عربستان و پاختاکور ازبکستان باشد.",
        "published": "2019-05-20T18:23",
        "section": "ورزشی > فوتبال ایران",
        "short_link": "https://tn.ai/2015910",
        "news_code": "2015910",
        "source_agency": "خبرگزاری تسنیم",
    },
    "yjc_6998551_art_2019.html": {
        "url": "https://www.yjc.ir/fa/news/6998551/",
        "family": "iransamaneh",
        "kicker": "برای نخستین بار؛",
        "start": "به گزارش گروه سیاسی باشگاه خبرنگاران جوان؛ حضرت آیت‌الله خامنه‌ای روز سه‌شنبه",
        "end": "۹) خنده‌ی حضار و معظم‌له",
        "published": "2019-07-12T12:51",
        "modified": "2019-07-12T",
        "tags": ["مسجد گوهرشاد", "رهبر انقلاب"],
        "section": "سیاسی > سایر حوزه‌ها",
        "short_link": "https://www.yjc.ir/00TMdr",
        "news_code": "6998551",
    },
}  # fmt: skip
THERE = [name for name in ARTICLES if (SAMPLES / name).exists()]


def read(name: str, url: str) -> Extraction:
    return extract_unknown((SAMPLES / name).read_bytes(), url, SEEN)


@pytest.mark.parametrize("name", THERE)
def test_a_real_page_is_read_without_yaml(name: str) -> None:
    known = dict(ARTICLES[name])
    url = known.pop("url")
    assert isinstance(url, str)
    got = read(name, url)
    assert got.quality == "ok"
    assert got.body.startswith(str(known.pop("start")))
    assert got.body.endswith(str(known.pop("end")))
    for field in ("published", "modified"):
        if field in known:
            assert str(getattr(got, field).isoformat()).startswith(str(known.pop(field)))
    assert {field: getattr(got, field) for field in known} == known
    for junk in ("انتهای پیام", "- اخبار ورزشی -", "R35347", "گزارش خطا", "اشتراک گذاری"):
        assert junk not in got.body


if (SAMPLES / "isna_home.html").exists():

    def test_a_real_home_page_is_no_article_but_leads_to_them() -> None:
        body = (SAMPLES / "isna_home.html").read_bytes()
        assert read("isna_home.html", "http://www.isna.ir/").quality == "not_article"
        found = parse_listing(
            body, "http://www.isna.ir/", spec_for(body.decode(), "http://www.isna.ir/")
        ).links
        assert len(found) > 100
        assert all("/news/" in link.url or "/photo/" in link.url for link in found)
        assert sum(bool(link.title) for link in found) > 0.9 * len(found)

    def test_a_real_feed_without_weekdays_and_with_broken_links_is_read() -> None:
        body = (SAMPLES / "tabnak_rss_allnews_2018.xml").read_bytes()
        feed = parse_feed(body, "http://www.tabnak.ir/fa/rss/allnews", None, SEEN)
        assert len(feed.items) == 100
        assert all(item.published and "\n" not in item.url and " " not in item.url for item in feed.items)
        assert feed.items[0].published is not None
        assert feed.items[0].published.at == datetime(2018, 7, 21, 4, 9, 54, tzinfo=UTC)

    def test_a_real_telegram_page_gives_its_post_and_leaves_out_the_service_message() -> None:
        body = (SAMPLES / "tme_s_prstnk_eprst.html").read_bytes()
        url = "https://t.me/s/prstnk_eprst"
        page = parse_telegram(body, url, spec_for(body.decode(), url), SEEN)
        assert (len(page.posts), page.skipped, page.errors) == (1, 1, [])
        assert page.posts[0].published == datetime(2026, 5, 30, 22, 25, 8, tzinfo=UTC)
