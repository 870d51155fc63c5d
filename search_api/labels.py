"""The desk's words for the keys that records hold: of model values those of their `TextChoices`."""

from __future__ import annotations

from django.db.models import TextChoices

from rasad.archive.models import Article, Coverage, Job, Outlet, Version
from rasad.desk.models import Delivery
from rasad.desk.review.models import Importance, ReviewStatus, Tone


def _words(choices: type[TextChoices]) -> dict[str, str]:
    """Key → Persian word."""
    return {one.value: str(one.label) for one in choices}


KINDS = _words(Article.Kind)
OUTLET_KINDS = _words(Outlet.Kind)
TONES = _words(Tone)
IMPORTANCES = _words(Importance)
REVIEW_STATUSES = _words(ReviewStatus)
STORY_ROLES = _words(Article.Role)
STATUSES = _words(Article.Status)
CHANGES = _words(Version.Change)
COVERAGE = _words(Coverage.How)
STAGES = _words(Job.Stage) | {"fetch": "دریافت", "deliver": "ارسال"}  # which have queues of their own
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
DELIVERY = _words(Delivery.State)


def word(table: dict[str, str], key: object) -> str:
    """The Persian word of a key; a key nobody has named yet stands for itself."""
    return table.get(str(key), str(key))
