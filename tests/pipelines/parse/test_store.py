"""How articles, versions and aliases stand after looks at their pages, in whatever order they are handled."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pipelines.attribution.assign import rules
from pipelines.reprocess import reprocess
from rasad.archive.jobs.queues import enqueue
from rasad.archive.models import (
    Alias,
    Article,
    Attribution,
    Correction,
    Job,
    Outlet,
    Quarantine,
    StageCount,
    Topic,
    Unit,
    Version,
)
from tests.pipelines.installation import START, Installation, page, prose


def changes(article: Article) -> list[str]:
    return list(article.versions.order_by("number").values_list("change", flat=True))


def outcomes(stage: str = "parse") -> dict[str, int]:
    return {row.outcome: row.count for row in StageCount.objects.filter(stage=stage)}


def snapshot() -> dict[str, list[tuple[object, ...]]]:
    """Everything the stages made, except revisions and capture ids that only say how often."""
    return {
        "articles": list(
            Article.objects.order_by("id").values_list(
                "id", "arrival", "url", "title", "body", "published", "status", "story_id", "story_role",
                "text_hash", "first_capture", "last_capture", "kind", "release", "revision",
            )
        ),
        "versions": list(
            Version.objects.order_by("article", "number").values_list(
                "article", "number", "change", "title", "at"
            )
        ),
        "aliases": list(Alias.objects.order_by("key").values_list("key", "article")),
        "units": list(
            Attribution.objects.order_by("article", "unit").values_list("article", "unit", "topic", "by")
        ),
    }  # fmt: skip


def test_an_edit_with_a_new_slug_is_a_version_of_the_same_article(installation: Installation) -> None:
    installation.capture("alef", "http://alef.example/news/1/old-slug", page("سرخط", prose(1)))
    installation.capture(
        "alef", "http://www.alef.example/news/1/new-slug?utm_source=x", page("سرخط دیگر", prose(1))
    )
    installation.run("parse", "story")
    article = Article.objects.get()
    assert article.title == "سرخط دیگر"
    assert article.status == "edited"
    assert changes(article) == ["first", "edited"]
    assert article.aliases.count() == 2
    assert article.first_capture == START + timedelta(minutes=1)


def test_spelling_noise_is_no_new_version(installation: Installation) -> None:
    installation.article("alef", 1, "می‌رود به خانه", prose(1))
    installation.article("alef", 1, "می رود  به خانه", prose(1).replace(" ", "  ").replace("ی", "ي"))
    installation.run("parse")
    assert changes(Article.objects.get()) == ["first"]
    assert outcomes() == {"new": 1, "seen": 1}


def test_a_removed_page_keeps_its_text_and_can_come_back(installation: Installation) -> None:
    installation.article("alef", 1, "سرخط", prose(1))
    installation.article("alef", 1, "", "", status=404)
    installation.run("parse", "story")
    article = Article.objects.get()
    assert (article.status, article.title, changes(article)) == ("removed", "سرخط", ["first", "removed"])
    installation.article("alef", 1, "", "", status=410)
    installation.article("alef", 1, "سرخط", prose(1))
    installation.run("parse", "story")
    article = Article.objects.get()
    assert (article.status, changes(article)) == ("live", ["first", "removed", "restored"])
    assert outcomes() == {"new": 1, "removed": 1, "seen": 1, "restored": 1}


def test_an_unknown_page_that_is_gone_is_counted_and_nothing_else(installation: Installation) -> None:
    installation.article("alef", 1, "", "", status=404)
    installation.article("alef", 2, "", "", status=503)
    installation.capture("alef", "http://alef.example/rss", b"<rss/>", kind="feed")
    installation.run("parse")
    assert outcomes() == {"gone": 1, "http_error": 1, "evidence": 1}
    assert not Quarantine.objects.exists()


def test_a_redirect_to_the_front_page_is_a_removal(installation: Installation) -> None:
    installation.article("alef", 1, "سرخط", prose(1))
    installation.capture(
        "alef", "http://alef.example/news/1/slug", page("خانه", ""), final_url="http://alef.example/",
        hint={"soft_gone": True},
    )  # fmt: skip
    installation.run("parse")
    assert Article.objects.get().status == "removed"


def test_redirects_and_short_links_meet_in_one_article(installation: Installation) -> None:
    installation.capture("plain", "http://plain.example/a-title", page("سرخط", prose(1)))
    installation.capture(
        "plain", "http://plain.example/x1", page("سرخط", prose(1)), final_url="http://plain.example/a-title",
        hint={"hops": ["http://plain.example/hop"]},
    )  # fmt: skip
    installation.capture("plain", "http://plain.example/x1", page("سرخط", prose(1)))
    installation.capture("plain", "http://plain.example/hop", page("سرخط", prose(1)))
    installation.run("parse")
    assert Article.objects.count() == 1
    assert Alias.objects.count() == 3


def test_a_canonical_link_to_the_front_page_or_another_item_is_not_believed(
    installation: Installation,
) -> None:
    for number in (1, 2, 3):
        installation.capture(
            "alef", f"http://alef.example/news/{number}/s",
            page(f"سرخط {number}", prose(number), url="http://alef.example/" if number < 3 else "http://alef.example/news/1/s"),
        )  # fmt: skip
    installation.run("parse")
    assert Article.objects.count() == 3


def test_the_feeds_date_is_used_only_where_the_page_has_none(installation: Installation) -> None:
    told = {"published": (START - timedelta(hours=5)).isoformat(), "title": "x"}
    installation.capture("alef", "http://alef.example/news/1/a", page("سرخط یک", prose(1)), hint=told)
    installation.capture("alef", "http://alef.example/news/2/a", page("سرخط دو", prose(2), None), hint=told)
    installation.run("parse")
    assert installation.only("سرخط یک").published == START
    second = installation.only("سرخط دو")
    assert second.published == second.at == START - timedelta(hours=5)
    assert second.provenance["published"] == "feed"
    installation.capture(
        "alef", "http://alef.example/news/2/a", page("سرخط دو", prose(2), START - timedelta(hours=6))
    )
    installation.run("parse")
    assert installation.only("سرخط دو").published == START - timedelta(hours=6)


def test_a_units_own_outlet_publishes_releases(installation: Installation) -> None:
    installation.article("unit5", 1, "سرخط", prose(1))
    installation.run("parse")
    article = Article.objects.get()
    assert article.release
    assert article.kind == "release"
    assert Attribution.objects.get(unit__isnull=False).rule == "outlet"


def test_units_and_topics_are_attributed_and_corrections_stay(installation: Installation) -> None:
    Unit.objects.create(key="metro", name="شرکت مترو", kind="company", aliases=["متروی شهر"])
    Topic.objects.create(key="green", name="سبز", query='"بوستان تازه" OR درخت‌کاری')
    rules.forget()
    installation.article("alef", 1, "بوستان تازه کنار متروی شهر", "منطقه پنج " + prose(1))
    installation.run("parse", "story")
    article = Article.objects.get()
    rows = Attribution.objects.filter(article=article)
    assert {row.unit_id or row.topic_id for row in rows} == {"metro", "green", "district_5"}
    for field, value in (
        ("unit-", "district_5"),
        ("topic-", "green"),
        ("title", "سرخط درست"),
        ("unit+", "metro"),
    ):
        Correction.objects.create(article=article, field=field, value=value, by="کسی")
    enqueue(Job.Stage.PARSE, str(article.capture_id))
    installation.run("parse", "story")
    corrected = Article.objects.get()
    assert corrected.title == "سرخط درست"
    assert corrected.revision > article.revision
    assert {(row.unit_id or row.topic_id) for row in Attribution.objects.all()} == {"metro"}
    assert changes(corrected) == ["first"]
    reprocess()
    installation.run("parse", "story")
    assert Article.objects.get().title == "سرخط درست"


def fill(installation: Installation) -> None:
    installation.article("alef", 1, "سرخط", prose(1))
    installation.article("be", 7, "سرخط ما", prose(1))
    installation.article("alef", 2, "دیگر", prose(2) + " منطقه پنج")
    installation.article("alef", 1, "سرخط نو", prose(1) + "\n\nافزوده.")
    installation.article("be", 7, "", "", status=404)
    installation.article("alef", 2, "دیگر", prose(2) + " منطقه پنج")
    installation.article("be", 7, "سرخط ما", prose(1))
    installation.article("unit5", 3, "اطلاعیه", prose(3))
    installation.capture("plain", "http://plain.example/page", page("بی‌شماره", prose(4)))


def test_reprocessing_everything_changes_nothing(installation: Installation) -> None:
    fill(installation)
    installation.run("parse", "story", "coverage")
    before = snapshot()
    assert reprocess() == 9
    installation.run("parse", "story", "coverage")
    assert snapshot() == before
    assert reprocess(outlet="alef") == 4


def test_handling_captures_one_by_one_or_together_gives_the_same(installation: Installation) -> None:
    fill(installation)
    installation.run("parse", "story")
    before = snapshot()
    Article.objects.update(story=None)
    Job.objects.all().delete()
    for model in (Attribution, Alias, Version):
        model.objects.all().delete()
    from rasad.archive.models import Capture, Counter, Shingle, Shingled, Story

    Story.objects.update(origin=None)
    for table in (Shingle, Shingled, Article, Story, Counter):
        table.objects.all().delete()
    for id_ in Capture.objects.order_by("id").values_list("id", flat=True):
        enqueue(Job.Stage.PARSE, str(id_))
        installation.run("parse", "story")
    after = snapshot()
    assert [row[:-1] for row in after["articles"]] == [row[:-1] for row in before["articles"]]
    assert after["versions"] == before["versions"]
    assert after["aliases"] == before["aliases"]


def test_better_rules_rewrite_the_version_they_came_from(installation: Installation) -> None:
    installation.article("alef", 1, "سرخط", prose(1))
    installation.run("parse", "story")
    Version.objects.update(title="بد خوانده", text_hash="0")
    Article.objects.update(title="بد خوانده", text_hash="0")
    reprocess()
    installation.run("parse", "story")
    article = Article.objects.get()
    assert (article.title, changes(article)) == ("سرخط", ["first"])


@pytest.mark.parametrize(
    ("body", "reason"),
    [(b"<html><body><div id=root></div><script src=a.js></script></body></html>", "js_shell")],
)
def test_what_is_lost_is_quarantined_at_once_and_can_be_replayed(
    installation: Installation, body: bytes, reason: str
) -> None:
    from rasad.archive.jobs.queues import replay

    installation.capture("alef", "http://alef.example/news/1/s", body)
    installation.run("parse")
    row = Quarantine.objects.get()
    assert (row.reason, row.capture_id is not None) == (reason, True)
    assert outcomes() == {"quarantined": 1}
    assert replay([row]) == 1
    installation.run("parse")
    assert Quarantine.objects.filter(replayed_at=None).count() == 1


def test_a_channel_page_holds_several_posts(installation: Installation) -> None:
    post = (
        '<div class="tgme_widget_message_wrap"><div class="tgme_widget_message" data-post="kanal/{n}">'
        '<div class="tgme_widget_message_text js-message_text">{text}</div>'
        '<a class="tgme_widget_message_date" href="https://t.me/kanal/{n}">'
        '<time datetime="2026-11-20T05:0{n}:00+00:00"></time></a></div></div>'
    )
    body = "".join(post.format(n=n, text=prose(n, 30)) for n in (1, 2, 3))
    html = f"<html><body>{body}</body></html>".encode()
    installation.capture("kanal", "http://t.me/s/kanal", html, kind="social")
    installation.capture("kanal", "http://t.me/s/kanal", html, kind="social")
    installation.run("parse")
    assert Article.objects.count() == 3
    assert outcomes() == {"new": 3, "seen": 3}
    assert {article.kind for article in Article.objects.all()} == {"post"}


def test_an_outlet_without_a_name_takes_the_one_its_first_article_gives(installation: Installation) -> None:
    unnamed = installation.folder / "outlets" / "unnamed.yaml"
    unnamed.write_text("- {outlet: te, kind: site, home: 'http://te.example/'}\n", encoding="utf-8")
    Outlet.objects.create(key="te", name="te.example", kind="site")
    told = '<meta property="og:site_name" content="خبر تِه">'
    url = "http://te.example/1404/khabar"
    installation.capture("te", url, page("سرخط", prose(1), url=url, extra=told))
    installation.run("parse")
    assert installation.only("سرخط").outlet.name == "خبر تِه"
