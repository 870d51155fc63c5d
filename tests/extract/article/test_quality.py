"""What stands in an article's place is called by its name."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from rasad.extract.article.extraction import Extraction
from rasad.extract.article.reader import extract_unknown

SEEN = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
BODY = "<p>" + "شهرداری از آغاز کار در خیابان خبر داد و گفت که به‌زودی پایان می‌یابد. " * 6 + "</p>"


def read(page: str, url: str = "https://x.example/news/1234567/a") -> Extraction:
    return extract_unknown(page.encode(), url, SEEN)


def article(body: str, title: str = "تیتر یک خبر شهری", head: str = "") -> str:
    return (
        f'<html lang="fa"><head><title>{title}</title><meta property="og:title" content="{title}"><meta property="og:type" content="article">'
        f'<meta property="article:published_time" content="2026-11-14T10:15:00Z">{head}</head><body><article><h1>{title}</h1><div class="body">{body}</div></article></body></html>'
    )


@pytest.mark.parametrize(
    ("markup", "verdict"),
    [
        (article(BODY), "ok"),
        (article("<p>ویدیوی این رویداد را این‌جا ببینید.</p>"), "thin"),
        (article(BODY + "<p>برای خواندن ادامه مطلب باید مشترک شوید.</p>"), "paywall"),
        (article(BODY, head='<script type="application/ld+json">{"@type":"NewsArticle","headline":"تیتر یک خبر شهری","isAccessibleForFree":false}</script>'), "paywall"),
        ('<html><title>x</title><div id="root"></div><script src="/a.js"></script></html>', "js_shell"),
        ("<html><title>ایرنا</title><body>Transferring to the website...<script>x</script></body></html>", "blocked"),
        ("<html><head><title>...</title></head><body><script>document.cookie='__arcsjs=1'</script></body></html>", "blocked"),
        ("<html><title>404 Not Found</title><h1>404 Not Found</h1></html>", "error_page"),
        ("<html><title>صفحه‌ای با این نشانی یافت نشد</title><h1>صفحه‌ای با این نشانی یافت نشد</h1></html>", "error_page"),
        ("<html><title>خبر حذف شده است</title><p>این خبر حذف شده است.</p></html>", "removed"),
        ("<html><title>آرشیو</title>" + "<li><a href='/news/1234568'>تیتر یک خبر دیگر که بلند است</a></li>" * 30 + "</html>", "not_article"),
        ("", "not_article"),
        (article("<p>به‌زودی ۵۰۰ واحد مسکونی افتتاح می‌شود.</p>", "افتتاح 500 واحد مسکونی در شهر"), "thin"),
    ],
)  # fmt: skip
def test_verdicts(markup: str, verdict: str) -> None:
    got = read(markup)
    assert got.quality == verdict
    assert (got.refused is None) == got.quality.is_article


def test_the_front_page_is_never_an_article() -> None:
    assert read(article(BODY), "https://x.example/fa/").quality == "not_article"


def test_application_data_is_read_where_the_page_has_no_text() -> None:
    data = (
        '{"props":{"pageProps":{"related":[{"title":"تیتر دیگر","body":"'
        + "ب" * 400
        + '"}],"news":{"title":"تیتر یک خبر شهری","lead":"لید خبر","body":"<p>'
        + "متن می‌شود " * 30
        + '</p><p>پایان</p>","publishedAt":"2026-11-14T10:15:00Z","tags":[{"name":"شهر"}]}}}}'
    )
    page = f'<html><head><title>تیتر یک خبر شهری | برنامه</title></head><body><div id="__next"></div><script id="__NEXT_DATA__" type="application/json">{data}</script></body></html>'
    got = read(page)
    assert (got.quality, got.family, got.provenance["body"]) == ("ok", "jsapp", "app-data")
    assert got.body.endswith("\n\nپایان")
    assert got.published == datetime(2026, 11, 14, 10, 15, tzinfo=UTC)
    assert (got.lead, got.tags) == ("لید خبر", ["شهر"])


def test_a_canonical_address_of_another_item_is_not_believed() -> None:
    wrong = article(
        BODY,
        head='<meta name="generator" content="www.nastooh.ir"><link rel="canonical" href="https://x.example/news/7654321/b"><meta property="og:url" content="https://x.example/">',
    )
    got = read(wrong)
    assert (got.canonical, got.aliases) == ("https://x.example/news/1234567/a", [])


def test_an_unknown_page_keeps_its_half_spaces() -> None:
    page = f"<html><head><title>تیتر</title></head><body><div><div>{BODY.replace('خبر', 'خبر‌های')}{BODY}</div></div></body></html>"
    got = read(page)
    assert "خبر‌های" in got.body
    assert "\ua9cf" not in got.body


def test_repeated_headline_lead_captions_and_related_boxes_leave_the_body() -> None:
    inner = (
        "<h2>تیتر یک خبر شهری</h2><figure><img src='/a.jpg'><figcaption>عکس: کسی</figcaption></figure>"
        + BODY
        + "<div class='related-news'><a href='/x'>خبر دیگر</a></div><p>بیشتر بخوانید:</p><ul><li><a href='/y'>تیتر سوم</a></li></ul>"
        + "<p>انتهای پیام/۱۲۳</p><div style='display:none'>پنهان</div><script>var x</script><p>منبع: ایرنا</p>"
    )
    got = read(article(inner))
    assert got.body.startswith("شهرداری")
    assert got.body.endswith("می‌یابد.")
    assert got.source_agency == "ایرنا"


CHECK = (
    "<p>مرورگر شما بررسی می‌شود و سپس به پایگاه خبری می‌روید؛ این کار خودکار است و چند ثانیه زمان می‌برد.</p>"
)


@pytest.mark.parametrize("length", [1, 4, 40])
@pytest.mark.parametrize(
    "mark",
    [
        "<script>window.AR_SiteKey='x'</script>",
        "<div class='redirect__captcha' id='captcha_element'></div>",
        "<section class='error-section error-section--waiting'></section>",
        "<script>document.cookie='__arcsjs=1'</script>",
        "<script>window._cf_chl_opt={}</script>",
        "<form id='challenge-form'></form>",
    ],
)
def test_a_check_page_is_blocked_however_much_it_says(mark: str, length: int) -> None:
    page = f"<html lang=fa><head><title>انتقال به سایت</title></head><body><h1>شکیبا باشید</h1>{CHECK * length}{mark}</body></html>"
    assert read(page).quality == "blocked"


def test_an_article_served_by_a_protected_site_is_an_article() -> None:
    for mark in (
        "<link href='https://s1.arvancloud.example/a.css'>",
        "<script src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'></script>",
    ):
        assert read(article(BODY, head=mark)).quality == "ok"


@pytest.mark.parametrize(
    "text",
    [
        "پایگاه موقتاً در دسترس نیست",
        "سایت در حال به‌روزرسانی است",
        "سامانه در دست تعمیر است",
        "Service temporarily unavailable",
        "Down for scheduled maintenance",
        "We'll be back soon!",
    ],
)
def test_a_page_of_repairs_in_an_articles_place_is_no_article(text: str) -> None:
    page = f"<html lang=fa><head><title>{text}</title></head><body><h1>{text}</h1><p>لطفاً اندکی بعد دوباره سر بزنید.</p></body></html>"
    assert read(page).quality == "error_page"


def test_news_of_repairs_is_news() -> None:
    assert read(article(BODY, "پل در حال بازسازی است و سایت موقتاً در دسترس نیست")).quality == "ok"
