"""What needs a person, as the health page says it: the words, where to look, what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from rasad.operation.health.problem import HealthProblem
from search_api import labels

# By the need's code: the page that shows it, and what to do where no page does it.
_PAGES = {
    "quarantine": "quarantine",
    "deliveries": "deliveries",
    "undelivered": "deliveries",
    "missed": "missed",
}
_OUTLETS = {
    "rules_broken", "pages_failing", "slow_host", "volume", "rules_decay", "outlet_failing",
    "outlet_silent", "gap", "recall", "outlet_blocked", "outlet_challenged", "proxy_missing",
    "browser_missing",
}  # fmt: skip
_REMEDIES = {
    "stopped": "تا آن زمان چیزی گردآوری نمی‌شود.",
    "process": "سرپرست باید خودش آن را روشن کند؛ اگر ماند، manage.py up را از نو اجرا کنید.",
    "disk": "جا باز کنید؛ با دیسک پُر گردآوری می‌ایستد.",
    "database": "ببینید چه برنامه‌ای آن را نگه داشته است؛ خواندن کار می‌کند و چیزی از دست نمی‌رود.",
    "stage_paused": "دلیل آن را برطرف کنید؛ چیزی از دست نمی‌رود.",
    "crawl_paused": "دلیل آن را برطرف کنید؛ چیزی از دست نمی‌رود.",
    "undelivered": "آخرین خطا را ببینید؛ کارساز نامه یا مقصد پاسخ نمی‌دهد.",
    "index": "جست‌وجو تا بازگشت آن کار نمی‌کند؛ گردآوری ادامه دارد.",
    "lag": "اگر بخش پردازش فعال است خودش می‌رسد؛ وگرنه آن را روشن کنید.",
    "deliveries": "آخرین خطا را ببینید، مقصد را درست کنید و دوباره بفرستید.",
    "quarantine": "دلیل‌ها را ببینید و بازآزمایی کنید.",
    "rules_broken": "قاعدهٔ این فیلدها را در تعریف رسانه درست کنید؛ آنچه نگه داشته شده دوباره خوانده می‌شود.",
    "outlet_failing": "آخرین خطا و نوبت بعد در صفحهٔ رسانه است.",
    "outlet_silent": "ببینید سایت باز می‌شود و خوراکش عوض نشده است.",
    "outlet_blocked": "تا راهی گذاشته نشود چیزی از آن گردآوری نمی‌شود؛ نوبت‌ها از دست نمی‌رود.",
    "outlet_challenged": "در تعریف رسانه way: browser بنویسید.",
    "proxy_missing": "آن را در RASAD_PROXIES بنویسید و گردآوری را از نو روشن کنید.",
    "proxy_down": "ببینید پروکسی روشن است و گذرواژه‌اش عوض نشده است؛ با بازگشت آن خواندن از سر گرفته می‌شود.",
    "browser_missing": "کرومیوم را نصب کنید یا RASAD_CHROMIUM را بنویسید.",
    "pages_failing": "وضع صفحه‌ها در صفحهٔ رسانه است؛ اگر ماند، سایت را ببینید.",
    "slow_host": "دیگر رسانه‌ها منتظر آن نمی‌مانند.",
    "volume": "سایت را با آنچه این‌جا ثبت شده بسنجید.",
    "rules_decay": "برای قالب تازه یک گزینش‌گر به قاعده بیفزایید.",
    "gap": "در تعریف رسانه فهرست یا بایگانی آن را هم بیفزایید، یا fetch.poll را کوتاه‌تر کنید.",
    "recall": "نتیجهٔ سرزدن‌ها را در صفحهٔ رسانه ببینید.",
}


@dataclass(frozen=True)
class ShownProblem:
    """One line of the page."""

    text: str
    href: str
    remedy: str


def shown(needs: Iterable[HealthProblem]) -> list[ShownProblem]:
    """The needs in the order given, the machine's keys in their sentences translated."""
    return [ShownProblem(_text(need), _href(need), _REMEDIES.get(need.code, "")) for need in needs]


def _text(need: HealthProblem) -> str:
    if need.code == "process":
        return need.persian.replace(need.subject, f"«{labels.word(labels.PROCESSES, need.subject)}»")
    if need.code == "lag":
        return need.persian.replace(need.subject, f"«{labels.word(labels.STAGES, need.subject)}»")
    return need.persian


def _href(need: HealthProblem) -> str:
    if need.code in _OUTLETS:
        return reverse("outlet", args=[need.subject])
    if need.code == "deliveries":
        return reverse("deliveries") + "?state=dead"
    return reverse(_PAGES[need.code]) if need.code in _PAGES else ""
