"""A check page and a refusal of the place that we ask from are told from pages, whoever serves them."""

from __future__ import annotations

import pytest

from rasad.extract.barriers import barrier

HTML = (("Content-Type", "text/html"),)


def _page(text: str, head: str = "") -> bytes:
    return f"<!doctype html><html><head>{head}</head><body>{text}</body></html>".encode()


@pytest.mark.parametrize(
    ("status", "headers", "body"),
    [
        (200, HTML, _page("<script>window.AR_SiteKey='x'</script>")),
        (200, HTML, _page("<script>document.cookie='__arcsjs=9f'</script>انتقال")),
        (200, HTML, _page("<p>Transferring to the website...</p>")),
        (403, HTML, _page("<h1>Just a moment...</h1>")),
        (503, HTML, _page("Checking your browser before accessing the site. ddos-guard")),
        (403, (("CF-Mitigated", "challenge"),), b""),
    ],
)
def test_a_check_page_is_one_by_its_marks(
    status: int, headers: tuple[tuple[str, str], ...], body: bytes
) -> None:
    found = barrier(status, headers, body)
    assert found is not None
    assert found.checks
    assert "check page" in found.sentence


@pytest.mark.parametrize(
    ("status", "text"),
    [
        (403, '<iframe src="http://10.10.34.36?type=Invalid Site&policy=MainPolicy"></iframe>'),
        (200, '<iframe src="http://10.10.34.35/"></iframe>'),
        (403, "<h1>Error 1009</h1> The owner of this website has banned the country or region your IP is in"),
        (403, "This content is not available in your country"),
        (403, "دسترسی از خارج از کشور به این سامانه مجاز نیست"),
        (200, "فقط با آی‌پی ایران می‌توانید این پایگاه را ببینید"),
    ],
)
def test_a_refusal_of_the_place_is_no_page(status: int, text: str) -> None:
    found = barrier(status, HTML, _page(text))
    assert found is not None
    assert not found.checks


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, _page("<p>دسترسی خبرنگاران خارج از کشور به نشست امروز مجاز نیست</p>", "<meta property='og:type' content='article'>")),
        (200, _page("<p>" + "شهرداری امروز از آغاز کار خبر داد. خارج از کشور مجاز نیست " * 60 + "</p>")),
        (200, b"<?xml version='1.0'?><rss><channel><title>Just a moment...</title></channel></rss>"),
        (200, _page("".join(f"<a href='/{n}'>{n}</a>" for n in range(20)) + "<div class='g-recaptcha'></div>")),
        (403, _page("<h1>403 Forbidden</h1>nginx")),
        (404, _page("<h1>صفحه یافت نشد</h1>")),
        (200, b""),
    ],
)  # fmt: skip
def test_a_page_a_feed_and_a_plain_error_are_no_barrier(status: int, body: bytes) -> None:
    assert barrier(status, HTML, body) is None
