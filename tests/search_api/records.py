"""A small archive for the desk's tests: outlets, articles, a story, evidence in a real WARC, an index."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from rasad.archive.articles.documents import document_of
from rasad.archive.articles.records import whole_articles
from rasad.archive.models import Article, Attribution, Capture, Coverage, Outlet, Story, Topic, Unit, Version
from rasad.archive.warc import Exchange, WarcFiles, exchange_records
from rasad.search.engines import open_engine

PAGE = """<!DOCTYPE html><html lang="fa"><head><meta charset="utf-8"><link rel="preconnect" href="http://out.example/">
<script>document.title = "ran"; parent.document.title = "ran";</script>
<style>h1 {{ color: #123 }}</style></head><body onload="document.title='ran'">
<h1>{title}</h1><img src="http://out.example/beacon.png"><p>{body}</p></body></html>"""
TITLE = "شهرداری\u200cهای تهران بودجهٔ مترو را بررسی کردند"
BODY = (
    "به گزارش شهرنگار، شهرداری تهران امروز از گشایش ایستگاه تازهٔ مترو در منطقهٔ ۲۲ خبر داد.\n\n"
    "شهردار تهران گفت که ناوگان اتوبوسرانی با ۱۲۰ دستگاه تازه نوسازی می\u200cشود.\n\n"
    "این طرح تا پایان سال به بهره\u200cبرداری می\u200cرسد و سازمان حمل\u200cونقل بر آن نظارت دارد."
)


@dataclass
class SampleRecords:
    """What the tests need to name."""

    articles: list[Article]
    hostile: Article
    capture: Capture
    story: Story


def create_records(data: Path, now: datetime | None = None) -> SampleRecords:
    """Write records, and evidence into the data folder."""
    now = now or datetime.now(UTC)
    unit = Unit.objects.create(
        key="district_22", name="شهرداری منطقه ۲۲", kind="district", aliases=["منطقه ۲۲"]
    )
    Unit.objects.create(key="metro", name="شرکت بهره\u200cبرداری مترو", kind="company")
    topic = Topic.objects.create(key="traffic", name="ترافیک و حمل\u200cونقل", query="مترو یا اتوبوس")
    outlets = [
        Outlet.objects.create(
            key=key, name=name, kind=kind, home=f"http://{key}.example/", last_capture_at=now
        )
        for key, name, kind in (
            ("shahrnegar", "شهرنگار", "agency"),
            ("payam", "پیام شهر", "paper"),
            ("safir", "سفیر", "telegram"),
        )
    ]
    capture = _evidence(data, outlets[0], now)
    articles: list[Article] = []
    story = Story(id="5" * 32, title=TITLE, size=3, outlets=3, first_at=now, last_at=now)
    story.save()
    for number in range(60):
        outlet = outlets[number % 3]
        at = now - timedelta(hours=9 * number, minutes=5)
        first = number < 3
        articles.append(
            Article(
                id=f"{number:032x}",
                arrival=number + 1,
                outlet=outlet,
                item_key=str(number),
                url=f"http://{outlet.key}.example/news/{number}",
                kind="post" if outlet.kind == "telegram" else "news",
                title=TITLE if first else f"خبر شمارهٔ {number} دربارهٔ ترافیک و هوای تهران",
                kicker="مدیریت شهری" if first else "",
                lead="ایستگاه تازهٔ مترو در غرب تهران گشوده شد." if first else "",
                body=BODY
                if first
                else f"گزارش {number} از خیابان\u200cهای شهر و کار پاکبانان در محلهٔ {number}.",
                author="نگار کریمی" if first else "",
                published=at,
                published_precision="minute" if number % 4 else "day",
                at=at,
                first_capture=at + timedelta(minutes=2),
                last_capture=now,
                tags=["مترو", "شهرداری"] if first else [],
                story=story if first else None,
                story_role=("origin" if number == 2 else "reprint") if first else "single",
                capture=capture if number == 0 else None,
                text_hash=f"{number:032x}",
                tone="negative" if number % 7 == 5 else "",
                status="edited" if number == 0 else "live",
            )
        )
    Article.objects.bulk_create(articles)
    story.origin = articles[2]
    story.save()
    Attribution.objects.create(article=articles[0], unit=unit, rule="منطقه ۲۲")
    Attribution.objects.create(article=articles[0], topic=topic, rule="مترو")
    Coverage.objects.create(release=articles[1], article=articles[0], containment=0.82, how="edited", at=now)
    old = {"url": articles[0].url, "text_hash": "0" * 32, "capture": capture}
    Version.objects.create(
        article=articles[0],
        number=1,
        at=now - timedelta(hours=1),
        change="first",
        title="شهرداری\u200cهای تهران بودجهٔ مترو را رد کردند",
        body=BODY.replace("۱۲۰", "۸۰"),
        **old,
    )
    Version.objects.create(
        article=articles[0], number=2, at=now, change="edited", title=TITLE, body=BODY, **old
    )
    hostile = Article.objects.create(
        id="f" * 32,
        arrival=900,
        outlet=outlets[1],
        item_key="x",
        url="javascript:alert(document.cookie)",
        title='<script>alert(1)</script> خبر بدخواه "><img src=x onerror=alert(2)> \u202egnp.exe',
        author="<b onmouseover=alert(3)>نویسنده</b>",
        lead="<svg/onload=alert(4)> لید بدخواه",
        body="متن بدخواه <script>alert(5)</script> & </p><iframe src=//out.example></iframe>",
        tags=["<i>برچسب</i>", "=1+1"],
        published=now - timedelta(minutes=1),
        at=now - timedelta(minutes=1),
        first_capture=now,
        last_capture=now,
        text_hash="f" * 32,
    )
    return SampleRecords(articles, hostile, capture, story)


def _evidence(data: Path, outlet: Outlet, now: datetime) -> Capture:
    body = PAGE.format(title=TITLE, body=BODY).encode()
    url = f"http://{outlet.key}.example/news/0"
    exchange = Exchange(
        url, now, 200, [("Content-Type", "text/html")], body, address="127.0.0.1", reason="OK"
    )
    files = WarcFiles(data / "warc")
    ref = files.append(exchange_records(exchange, {}))[0]
    files.sync()
    files.close()
    return Capture.objects.create(
        outlet=outlet,
        kind="article",
        url=url,
        final_url=url,
        key="0" * 32,
        fetched_at=now,
        status=200,
        content_type="text/html",
        warc=ref.warc,
        offset=ref.offset,
        length=ref.length,
        sha256=sha256(body).hexdigest(),
        verified=False,
        address="127.0.0.1",
    )


def build_index(folder: Path) -> None:
    """Index every article of the database into a folder of its own."""
    writer = open_engine(f"tantivy:{folder}", writer=True)
    writer.put([document_of(article) for article in whole_articles()])
    writer.refresh()
    writer.close()
