"""What of the ways to outlets needs a person, in words for readers who are no programmers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from rasad.operation.health.problem import HealthProblem

#: For each barrier what is said of an outlet behind it, with the remedy.
_SENTENCES = {
    "blocked": HealthProblem(
        "outlet_blocked",
        "",
        "it is blocked from here ({error}): let it be reached by a proxy (`way: proxy`, `proxy: NAME`), "
        "or read its channel instead (`way: channel`)",
        "از این‌جا بسته است: یا راهی با پروکسی برایش بگذارید، یا کانالش را به‌جای آن بخوانید",
    ),
    "challenged": HealthProblem(
        "outlet_challenged",
        "",
        "{error}: let the browser read it (`way: browser`), or its sitemaps alone (`way: sitemap`)",
        "پیش از آن صفحهٔ «ربات نیستم» ایستاده است: خواندن آن را به مرورگر بسپارید",
    ),
    "no_proxy": HealthProblem(
        "proxy_missing",
        "",
        "{error}",
        "پروکسی‌ای که باید با آن خوانده شود تنظیم نشده است",
    ),
    "proxy_down": HealthProblem(
        "proxy_down",
        "",
        "it waits for its proxy: {error}",
        "پروکسی آن پاسخ نمی‌دهد و خواندنش تا بازگشت پروکسی ایستاده است",
    ),
    "no_browser": HealthProblem(
        "browser_missing",
        "",
        "{error}",
        "برای خواندن آن مرورگر کرومیوم لازم است و در دسترس نیست",
    ),
}


def way_problems(report: Mapping[str, Any]) -> Iterator[HealthProblem]:
    """Outlets that something stands before, and proxies that fail."""
    found = report.get("ways", {})
    for name, why in sorted(found.get("proxies", {}).items()):
        yield HealthProblem("proxy_down", name, f"{why}: its outlets wait", f"پروکسی «{name}» کار نمی‌کند")
    for row in found.get("outlets", ()):
        said = _SENTENCES[row["barrier"]]
        sentence = said.text.format(error=row["error"] or row["barrier"])
        waits = f" ({row['feeds']} feeds, {row['pages']} pages wait)"
        yield replace(
            said,
            subject=row["outlet"],
            text=f"{row['outlet']}: {sentence}{waits}",
            persian=f"{row['name']}: {said.persian}",
        )
