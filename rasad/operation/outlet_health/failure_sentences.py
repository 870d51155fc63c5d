"""How a fetch failed, as a sentence that a person who is no programmer understands."""

from __future__ import annotations

from rasad.archive.frontier import FetchOutcome

#: Outcome → (English, Persian). What is missing here is no failure.
SENTENCES: dict[str, tuple[str, str]] = {
    FetchOutcome.FOREIGN: ("its pages lead to another site", "صفحه‌هایش به سایت دیگری می‌رود"),
    FetchOutcome.GONE: ("it is no longer at its address (404)", "دیگر در نشانی‌اش نیست (۴۰۴)"),
    FetchOutcome.FORBIDDEN: ("the site refuses us (401 or 403)", "سایت به ما راه نمی‌دهد (۴۰۱ یا ۴۰۳)"),
    FetchOutcome.BLOCKED: (
        "the site refuses the place that we ask from",
        "سایت به جایی که از آن می‌پرسیم راه نمی‌دهد",
    ),
    FetchOutcome.CHALLENGED: ("a check page stands before the site", "پیش از سایت صفحهٔ وارسی می‌آید"),
    FetchOutcome.NO_PROXY: ("the proxy that it is read by is not set up", "پروکسی آن تعریف نشده است"),
    FetchOutcome.PROXY_DOWN: ("the proxy that it is read by does not answer", "پروکسی آن پاسخ نمی‌دهد"),
    FetchOutcome.CLIENT_ERROR: ("the site does not accept the request", "سایت درخواست را نمی‌پذیرد"),
    FetchOutcome.RATE_LIMITED: ("the site asks us to slow down (429)", "سایت می‌گوید آهسته‌تر (۴۲۹)"),
    FetchOutcome.SERVER_ERROR: ("the site's server fails (5xx)", "سرور سایت خطا می‌دهد (۵xx)"),
    FetchOutcome.TIMEOUT: (
        "the site is too slow, no whole answer in time",
        "سایت بسیار کند است و پاسخ کامل نمی‌رسد",
    ),
    FetchOutcome.DNS: ("the site's name is not found", "نام سایت پیدا نمی‌شود"),
    FetchOutcome.CONNECT: ("the site takes no connection", "به سایت نمی‌شود وصل شد"),
    FetchOutcome.TLS: ("the site's certificate is not valid", "گواهی امنیتی سایت درست نیست"),
    FetchOutcome.TORN: ("answers arrive torn, the connection ends early", "پاسخ‌ها نیمه‌کاره می‌رسد"),
    FetchOutcome.TOO_LARGE: ("answers are too large", "پاسخ‌ها بیش از اندازه بزرگ است"),
    FetchOutcome.BOMB: (
        "answers unpack to more than is allowed",
        "پاسخ‌ها پس از بازشدن بیش از اندازه بزرگ است",
    ),
    FetchOutcome.WRONG_TYPE: ("something else than a page comes", "به‌جای صفحه چیز دیگری می‌آید"),
    FetchOutcome.ADDRESS_REFUSED: (
        "its address is one that we may not ask",
        "نشانی‌اش از آن‌هایی است که مجاز نیست",
    ),
    FetchOutcome.ROBOTS: ("its robots.txt forbids it", "‏robots.txt سایت اجازه نمی‌دهد"),
    FetchOutcome.TOO_MANY_REDIRECTS: ("it redirects in circles", "سایت در دور بی‌پایان جابه‌جا می‌کند"),
    FetchOutcome.UNREADABLE: ("what comes is no feed or list", "آنچه می‌آید خوراک یا فهرست نیست"),
    FetchOutcome.NO_BROWSER: (
        "it needs a browser, and none is installed",
        "مرورگر می‌خواهد و مرورگری نصب نیست",
    ),
    FetchOutcome.BROWSER: ("the browser fails on its pages", "مرورگر صفحه‌هایش را باز نمی‌کند"),
    FetchOutcome.ERROR: (
        "our own program failed on it: see the log",
        "خطای خود سامانه؛ گزارش رویدادها را ببینید",
    ),
}


def sentence(outcome: str, error: str = "") -> tuple[str, str]:
    """What happened, in English and in Persian; `error` is what the crawler wrote down."""
    english, persian = SENTENCES.get(outcome, (outcome.replace("_", " "), "گرفته نشد"))
    return (f"{english}: {error}" if error and error not in english else english), persian
