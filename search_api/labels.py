"""The desk's words for the keys that records hold: kinds, tones, roles, outcomes."""

from __future__ import annotations

KINDS = {
    "news": "خبر",
    "post": "پست اجتماعی",
    "page": "صفحهٔ روزنامه",
    "video": "ویدئو",
    "release": "خبر روابط عمومی",
}
OUTLET_KINDS = {
    "agency": "خبرگزاری",
    "paper": "روزنامه",
    "site": "پایگاه خبری",
    "broadcaster": "صدا و سیما",
    "foreign": "رسانهٔ برون‌مرزی",
    "government": "پایگاه دستگاه عمومی",
    "aggregator": "خبرخوان",
    "unit": "واحد شهرداری",
    "telegram": "تلگرام",
    "eitaa": "ایتا",
    "video": "ویدئو",
    "imported": "واردشده",
}
TONES = {"positive": "مثبت", "neutral": "خنثی", "negative": "منفی", "mixed": "آمیخته"}
STORY_ROLES = {"origin": "نخستین انتشار", "reprint": "بازنشر", "series": "گزارش دوره‌ای", "single": "تک‌خبر"}
STATUSES = {"live": "زنده", "edited": "ویرایش‌شده", "removed": "حذف‌شده از رسانه"}
CHANGES = {"first": "نخستین", "edited": "ویرایش", "removed": "حذف", "restored": "بازگشت"}
COVERAGE = {"whole": "کامل", "edited": "با ویرایش", "quoted": "نقل بخشی"}
STAGES = {
    "fetch": "دریافت",
    "parse": "استخراج",
    "story": "سوژه",
    "index": "نمایه",
    "alerts": "هشدار",
    "coverage": "بازتاب",
    "deliver": "ارسال",
}
SORTS = {"newest": "تازه‌ترین", "oldest": "قدیمی‌ترین", "relevance": "مرتبط‌ترین", "story": "پربازتاب‌ترین"}
PROCESSES = {
    "up": "سرپرست",
    "schedule": "زمان‌بند",
    "crawl": "خزنده",
    "consume": "پردازش",
    "serve": "وب",
}
ARTICLE_FIELDS = {
    "title": "تیتر",
    "kicker": "روتیتر",
    "lead": "لید",
    "body": "متن",
    "author": "نویسنده",
    "published": "زمان انتشار",
    "modified": "زمان ویرایش",
    "section": "سرویس",
    "tags": "برچسب‌ها",
    "images": "تصویرها",
    "short_link": "پیوند کوتاه",
    "news_code": "کد خبر",
    "source_agency": "منبع",
    "kind": "نوع",
    "status": "وضع",
}
DELIVERY = {
    "waiting": "در نوبت",
    "pending": "در نوبت",
    "sending": "در حال ارسال",
    "sent": "رسیده",
    "dead": "نرسیده",
}


def word(table: dict[str, str], key: object) -> str:
    """The Persian word of a key; a key nobody has named yet stands for itself."""
    return table.get(str(key), str(key))
