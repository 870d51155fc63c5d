"""The desk's words for how the house runs: feeds, how things ended, what the audit log holds."""

from __future__ import annotations

from typing import Any

from django.urls import NoReverseMatch, reverse

from rasad.archive.models import Feed
from rasad.persian.dates.jalali import persian_digits
from search_api.labels import word

FEEDS = {one.value: str(one.label) for one in Feed.Kind}
# How a fetch, a poll or a stage ended: `rasad.archive.frontier.outcomes` and `pipelines.outcomes`.
OUTCOMES = {
    "ok": "گرفته شد",
    "unchanged": "بی‌تغییر",
    "not_modified": "تازه نشده (۳۰۴)",
    "redirected": "به نشانی دیگر رفت",
    "foreign": "به سایت دیگر رفت",
    "gone": "برداشته شده",
    "forbidden": "اجازه نداد",
    "blocked": "از این‌جا بسته است",
    "challenged": "صفحهٔ «ربات نیستم»",
    "client_error": "خطای درخواست",
    "rate_limited": "گفت آهسته‌تر",
    "server_error": "خطای سرور رسانه",
    "timeout": "دیر پاسخ داد",
    "dns": "نام پیدا نشد",
    "connect": "وصل نشد",
    "tls": "گواهی نادرست",
    "torn": "نیمه‌کاره رسید",
    "too_large": "بیش از اندازه بزرگ",
    "bomb": "فشردهٔ مشکوک",
    "wrong_type": "گونهٔ نادرست",
    "address_refused": "نشانی ناروا",
    "robots": "منع robots.txt",
    "too_many_redirects": "دور بی‌پایان",
    "unreadable": "خوانده نشد",
    "no_browser": "بی مرورگر",
    "no_proxy": "پروکسی تنظیم نشده",
    "proxy_down": "پروکسی پاسخ نداد",
    "browser": "خطای مرورگر",
    "error": "خطای سامانه",
    "new": "تازه",
    "completed": "متن صفحه جای خلاصه نشست",
    "edited": "ویرایش",
    "seen": "بی‌تغییر",
    "removed": "حذف",
    "restored": "بازگشت",
    "stale": "کهنه",
    "stated": "گفته‌ای کنار سند",
    "evidence": "فقط سند",
    "not_article": "مطلب نبود",
    "soft_gone": "گفت چنین صفحه‌ای نیست",
    "held": "نگه‌داشته، قالب عوض شده",
    "http_error": "پاسخ خطا",
    "joined": "به سوژه پیوست",
    "started": "سوژهٔ تازه",
    "series": "گزارش دوره‌ای",
    "kept": "سر جای خود",
    "indexed": "نمایه شد",
    "deleted": "از نمایه برداشته شد",
    "matched": "هشدار گرفت",
    "no_match": "بی هشدار",
    "carries": "بازتاب دارد",
    "carries_none": "بی بازتاب",
    "sent": "رسید",
    "dead": "نرسید",
    "retry": "کوشش دوباره",
    "quarantined": "به قرنطینه رفت",
    "away": "سرویس در دسترس نبود",
}
# Why a stage gave an item up; the name of an exception stands for itself.
REASONS = {
    "bad_submission": "ورودی نادرست",
    "no_outlet": "رسانه در فهرست نیست",
    "warc_missing": "سند پیدا نشد",
    "bad_encoding": "نویسه‌گذاری خوانده نشد",
    "parse_failed": "صفحه خوانده نشد",
    "killed_time": "پردازش بیش از اندازه طول کشید",
    "killed_memory": "پردازش حافظهٔ بسیار خواست",
    "killed_crash": "پردازش از کار افتاد",
    "js_shell": "صفحه مرورگر می‌خواهد",
    "blocked": "سایت راه نداد",
    "error_page": "صفحهٔ خطای رسانه",
    "index_refused": "نمایه نپذیرفت",
}
# What the audit log holds: `rasad.desk.audit.log.note`.
ACTIONS = {
    "login": "ورود",
    "logout": "خروج",
    "login.failed": "ورود ناموفق",
    "login.throttled": "درنگ در ورود",
    "password.change": "تغییر گذرواژه",
    "password.failed": "گذرواژهٔ کنونی نادرست",
    "password.throttled": "تغییر گذرواژه موقتاً بسته شد",
    "session.end": "پایان‌دادن به یک نشست",
    "access.end": "پایان همهٔ نشست‌ها و نشانه‌ها",
    "audit.expire": "برداشتن رویدادهای کهنه",
    "token.make": "ساختن نشانهٔ API",
    "token.revoke": "باطل‌کردن نشانهٔ API",
    "submission.enter": "ورود دستی مطلب",
    "rule.make": "ساختن هشدار",
    "rule.edit": "ویرایش هشدار",
    "rule.delete": "پاک‌کردن هشدار",
    "target.make": "افزودن مقصد",
    "target.open": "بازکردن مقصد",
    "target.close": "بستن مقصد",
    "missed.report": "گزارش خبر دیده‌نشده",
    "outlet.pause": "توقف گردآوری",
    "outlet.resume": "ازسرگیری گردآوری",
    "quarantine.replay": "بازآزمایی قرنطینه",
    "delivery.retry": "ارسال دوباره",
    "article.correct": "اصلاح واحد یا موضوع",
    "attribution.rule": "پذیرفتن قاعدهٔ نسبت",
    "capture.download": "دریافت رکورد WARC",
    "saved.put": "ذخیرهٔ جست‌وجو",
    "saved.share": "اشتراک جست‌وجو",
    "saved.delete": "پاک‌کردن جست‌وجو",
    "match.seen": "دیده‌شده به شمار آوردن",
    "bulletin.make": "ساختن پیش‌نویس بولتن",
    "bulletin.edit": "ویرایش جلد و بندهای بولتن",
    "bulletin.add": "افزودن مطلب به بولتن",
    "bulletin.pick": "برگزیدن مطلب برای بولتن",
    "bulletin.reword": "ویرایش مطلب بولتن",
    "bulletin.move": "جابه‌جایی در بولتن",
    "bulletin.remove": "برداشتن مطلب از بولتن",
    "bulletin.delete": "پاک‌کردن پیش‌نویس بولتن",
    "bulletin.issue": "صدور بولتن",
    "bulletin.correct": "ویرایش تازهٔ بولتن",
    "bulletin.send": "فرستادن بولتن",
    "bulletin.resend": "فرستادن دوبارهٔ بولتن",
    "bulletin.link": "پیوند همگانی بولتن",
    "bulletin.unlink": "بستن پیوند همگانی",
    "bulletin.template": "قالب بولتن",
    "formula.make": "نسخهٔ تازهٔ فرمول ارزیابی",
    "message.make": "پیام کلیدی واحد",
    "message.drop": "برداشتن پیام کلیدی",
    "coverage.judge": "داوری دربارهٔ بازتاب",
    "outcome.write": "پیامد دورهٔ یک واحد",
    "export.league": "بیرون‌بردن رده‌بندی واحدها",
    "reply.need": "نیاز به جوابیه",
    "reply.assign": "سپردن جوابیه به واحد",
    "reply.write": "نوشتن جوابیه",
    "reply.send": "فرستادن جوابیه",
    "reply.publish": "ثبت انتشار جوابیه",
    "reply.found": "یافتن انتشار جوابیه",
    "reply.close": "بستن جوابیه",
    "reply.reopen": "بازکردن جوابیه",
    "reply.template": "قالب پاسخ",
    "calendar.fill": "تعطیلی‌های رسمی یک سال",
    "calendar.day": "روز ویژهٔ تقویم",
    "calendar.hours": "ساعت‌های کاری",
    "staff.put": "ساختن یا تغییر حساب",
    "import": "درون‌برد",
}
# What an entry was about, `kind:key`: its word, and the page that shows it.
SUBJECTS = {
    "rule": ("هشدار", "alert"),
    "bulletin": ("بولتن", "bulletin"),
    "unit": ("واحد", "unit"),
    "reply": ("جوابیه", "reply"),
    "bulletin_template": ("قالب بولتن", "bulletin_template"),
    "article": ("مطلب", "article"),
    "outlet": ("رسانه", "outlet"),
    "capture": ("سند", "capture"),
    "target": ("مقصد", ""),
    "saved": ("جست‌وجو", ""),
    "token": ("نشانه", ""),
    "user": ("حساب", "one_person"),
}
DETAILS = {
    "name": "نام",
    "query": "عبارت",
    "before": "پیش از این",
    "active": "روشن",
    "scopes": "دسترسی",
    "days": "روز",
    "reason": "دلیل",
    "deliveries": "پیام",
    "rows": "سطر",
    "field": "فیلد",
    "value": "مقدار",
    "kind": "گونه",
    "shared": "همگانی",
    "role": "نقش",
    "new": "تازه",
    "known": "شناخته",
    "bad": "نادرست",
    "by": "از راه",
    "total": "شمار",
    "matches": "یافته",
    "address": "نشانی",
    "owner": "دارنده",
    "sessions": "نشست",
    "tokens": "نشانه",
    "session": "نشست",
    "through": "تا رویداد",
    "digest": "چکیده",
}


def action(key: object) -> str:
    """What the audit log's key means; exports name their form."""
    name, _, form = str(key).partition(".")
    if name == "export" and form:
        return f"بیرون‌بردن {form.upper()}"
    return word(ACTIONS, key)


def subject(text: str) -> tuple[str, str]:
    """The words for an entry's subject and the address of its page; empty where it has none."""
    kind, mark, key = text.partition(":")
    if not mark or kind not in SUBJECTS:
        return text, ""
    label, page = SUBJECTS[kind]
    words = f"{label} {persian_digits(key) if key.isdecimal() else key}"
    try:
        return words, reverse(page, args=[key]) if page else ""
    except NoReverseMatch:
        return words, ""


def details(found: dict[str, Any]) -> list[tuple[str, str]]:
    """An entry's details as words: no empty ones, no brackets of a program."""
    return [
        (word(DETAILS, key), _plain(value)) for key, value in found.items() if value not in ("", {}, [], None)
    ]


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "بله" if value else "نه"
    if isinstance(value, dict):
        return "، ".join(f"{word(DETAILS, key)} {_plain(one)}" for key, one in value.items())
    if isinstance(value, list):
        return "، ".join(_plain(one) for one in value)
    return str(value)
