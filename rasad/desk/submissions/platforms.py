"""Where an item entered by hand was seen, and what its address says of that."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from rasad.archive.models import Article
from rasad.outlets.addresses import bare_host, split_url


class Platform(TextChoices):
    """Places that are read by people, not by the crawler."""

    X = "x", _("ایکس (توییتر)")
    INSTAGRAM = "instagram", _("اینستاگرام")
    MESSENGER = "messenger", _("پیام‌رسان")
    RADIO = "radio", _("رادیو")
    TELEVISION = "television", _("تلویزیون")
    PRINT = "print", _("چاپی")
    WEB = "web", _("وب")


_HOSTS = {
    "x.com": Platform.X, "twitter.com": Platform.X, "mobile.twitter.com": Platform.X,
    "instagram.com": Platform.INSTAGRAM, "instagr.am": Platform.INSTAGRAM,
    "ble.ir": Platform.MESSENGER, "rubika.ir": Platform.MESSENGER, "splus.ir": Platform.MESSENGER,
    "igap.net": Platform.MESSENGER, "whatsapp.com": Platform.MESSENGER,
}  # fmt: skip
_NO_ACCOUNT = frozenset(
    {"i", "p", "reel", "reels", "tv", "stories", "explore", "search", "hashtag", "status"}
)
_KINDS = {
    Platform.X: Article.Kind.POST,
    Platform.INSTAGRAM: Article.Kind.POST,
    Platform.MESSENGER: Article.Kind.POST,
    Platform.TELEVISION: Article.Kind.VIDEO,
    Platform.PRINT: Article.Kind.PAGE,
}


def platform_of(url: str) -> Platform:
    """The platform that an address belongs to; the web for others."""
    return _HOSTS.get(bare_host(split_url(url).hostname or ""), Platform.WEB)


def account_of(url: str) -> str:
    """The account that a social address names, "" where it names none."""
    parts = [part for part in split_url(url).path.split("/") if part]
    first = parts[0].lstrip("@") if parts else ""
    return "" if first.lower() in _NO_ACCOUNT or not first.isascii() else first[:64]


def item_kind(platform: Platform) -> Article.Kind:
    """What an item of this platform is."""
    return _KINDS.get(platform, Article.Kind.NEWS)
