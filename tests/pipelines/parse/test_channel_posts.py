"""What a channel's pages show of its posts over time: edits, removals, views, and what a post holds."""

from __future__ import annotations

import pytest

from rasad.archive.models import Article, Capture
from tests.pipelines.installation import Installation

WORDS = "شهرداری از گشایش خط تازهٔ اتوبوس در محله خبر داد، شمارهٔ"


def post(number: int, text: str = "", views: str = "120", inner: str = "") -> str:
    return (
        f'<div class="tgme_widget_message" data-post="kanal/{number}">{inner}'
        f'<div class="tgme_widget_message_text js-message_text">{text or f"{WORDS} {number}"}</div>'
        f'<span class="tgme_widget_message_views">{views}</span>'
        f'<a class="tgme_widget_message_date" href="https://t.me/kanal/{number}">'
        f'<time datetime="2026-11-20T05:{number:02}:00+00:00"></time></a></div>'
    )


def shown(installation: Installation, *posts: str, before: int | None = None) -> Capture:
    url = "http://t.me/s/kanal" + (f"?before={before}" if before else "")
    body = f'<section class="tgme_channel_history">{"".join(posts)}</section>'
    made = installation.capture("kanal", url, body.encode(), kind="social")
    installation.run("parse", "story")
    return made


def standing() -> dict[str, str]:
    return dict(Article.objects.order_by("arrival").values_list("news_code", "status"))


def test_a_post_that_its_page_no_longer_shows_is_removed(installation: Installation) -> None:
    shown(installation, *(post(n) for n in range(1, 8)))
    shown(installation, post(2), post(3), post(5), before=6)
    assert standing() == dict.fromkeys("123567", "live") | {"4": "removed"}, "1, 6, 7 are not of that page"
    shown(installation, post(2), post(3), post(4), post(5), before=6)
    assert standing()["4"] == "live"


def test_the_newest_post_can_be_removed_too(installation: Installation) -> None:
    shown(installation, post(1), post(2), post(3))
    shown(installation, post(1), post(2))
    assert standing() == {"1": "live", "2": "live", "3": "removed"}


def test_a_page_with_a_post_that_cannot_be_read_removes_nothing(installation: Installation) -> None:
    shown(installation, post(1), post(2), post(3))
    shown(installation, post(1), '<div class="tgme_widget_message">بی شماره</div>', post(3))
    assert standing()["2"] == "live"


def test_an_older_look_handled_later_removes_nothing(installation: Installation) -> None:
    earlier = installation.clock
    shown(installation, post(1), post(2), post(3))
    installation.capture(
        "kanal", "http://t.me/s/kanal", f"<section>{post(1)}{post(2)}</section>".encode(), kind="social",
        at=earlier,
    )  # fmt: skip
    installation.run("parse")
    assert standing()["3"] == "live"


def test_views_are_kept_anew_and_an_edit_is_a_version(installation: Installation) -> None:
    shown(installation, post(1, views="120"), post(2))
    before = Article.objects.get(news_code="1")
    shown(installation, post(1, views="10.5K"), post(2, text="متن ویرایش‌شدهٔ این پست دربارهٔ مترو"))
    after = Article.objects.get(news_code="1")
    assert (before.extra["views"], after.extra["views"]) == (120, 10_500)
    assert after.extra["views_at"] > before.extra["views_at"]
    assert after.revision == before.revision, "nothing that searches see has changed"
    assert standing() == {"1": "live", "2": "edited"}


@pytest.mark.parametrize(
    ("inner", "name", "value"),
    [
        (
            '<div class="tgme_widget_message_forwarded_from">Forwarded from <a class="'
            'tgme_widget_message_forwarded_from_name" href="https://t.me/metro/9">مترو</a></div>',
            "forwarded_from",
            {"name": "مترو", "url": "https://t.me/metro/9"},
        ),
        (
            '<div class="tgme_widget_message_grouped_wrap"><a class="tgme_widget_message_photo_wrap '
            'grouped_media_wrap"></a><a class="tgme_widget_message_video_player grouped_media_wrap"></a>'
            "</div>",
            "album",
            2,
        ),
        (
            '<div class="tgme_widget_message_poll"><div class="tgme_widget_message_poll_question">کدام؟</div>'
            '<div class="tgme_widget_message_poll_type">Anonymous Poll</div>'
            '<div class="tgme_widget_message_poll_option">'
            '<div class="tgme_widget_message_poll_option_percent">60%</div>'
            '<div class="tgme_widget_message_poll_option_text">مترو</div></div></div>'
            '<span class="tgme_widget_message_voters">1.2K</span>',
            "poll",
            {
                "question": "کدام؟",
                "kind": "Anonymous Poll",
                "options": [{"text": "مترو", "percent": 60}],
                "votes": 1200,
            },
        ),
        ('<div class="message_media_not_supported">no</div>', "unsupported", True),
    ],
)  # fmt: skip
def test_what_a_post_holds_besides_its_text_is_said(
    installation: Installation, inner: str, name: str, value: object
) -> None:
    shown(installation, post(1, inner=inner))
    assert Article.objects.get().extra[name] == value
