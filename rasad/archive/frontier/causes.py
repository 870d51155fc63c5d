"""Why an announced item is not (yet) stored or found by search: exactly one cause each. Pure rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from rasad.archive.frontier.outcomes import FetchOutcome

#: An item that was announced so short ago may still be on its way.
ON_ITS_WAY = timedelta(hours=1)


class Cause(TextChoices):
    """What keeps an item from being had."""

    PENDING = "pending", _("در نوبت")
    ROBOTS = "robots", _("منع robots.txt")
    NOT_FOUND = "404", _("صفحه نیست (۴۰۴)")
    SOFT_NOT_FOUND = "soft-404", _("صفحه نیست، با پاسخ ۲۰۰")
    PAYWALL = "paywall", _("پولی یا نیازمند ورود")
    THIN = "thin", _("بی متن")
    NOT_ARTICLE = "not-article", _("مطلب نبود")
    FOREIGN = "foreign", _("به سایت دیگری رفت")
    DUPLICATE = "duplicate", _("همان مطلب با نشانی دیگر")
    RULES_BROKEN = "rules-broken", _("قالب سایت عوض شده")
    QUARANTINED = "quarantined", _("در قرنطینه")
    BLOCKED = "blocked", _("سایت راه نمی‌دهد")
    SERVER_ERROR = "server-error", _("خطای سرور رسانه")
    RATE_LIMITED = "rate-limited", _("گفت آهسته‌تر")
    SLOW = "slow", _("بسیار کند")
    UNREACHABLE = "unreachable", _("وصل نشد")
    TORN = "torn", _("نیمه‌کاره رسید")
    UNREADABLE = "unreadable", _("خوانده نشد")
    OTHER = "other", _("علت دیگر")


#: No loss: there is no such item, or its outlet does not let us have it.
EXCUSED = frozenset(
    {
        Cause.ROBOTS,
        Cause.NOT_FOUND,
        Cause.SOFT_NOT_FOUND,
        Cause.PAYWALL,
        Cause.THIN,
        Cause.NOT_ARTICLE,
        Cause.FOREIGN,
        Cause.DUPLICATE,
    }
)
_BY_OUTCOME: dict[str, Cause] = {
    FetchOutcome.ROBOTS: Cause.ROBOTS,
    FetchOutcome.GONE: Cause.NOT_FOUND,
    FetchOutcome.FOREIGN: Cause.FOREIGN,
    FetchOutcome.FORBIDDEN: Cause.BLOCKED,
    FetchOutcome.BLOCKED: Cause.BLOCKED,
    FetchOutcome.CHALLENGED: Cause.BLOCKED,
    FetchOutcome.SERVER_ERROR: Cause.SERVER_ERROR,
    FetchOutcome.CLIENT_ERROR: Cause.SERVER_ERROR,
    FetchOutcome.RATE_LIMITED: Cause.RATE_LIMITED,
    FetchOutcome.TIMEOUT: Cause.SLOW,
    FetchOutcome.DNS: Cause.UNREACHABLE,
    FetchOutcome.CONNECT: Cause.UNREACHABLE,
    FetchOutcome.TLS: Cause.UNREACHABLE,
    FetchOutcome.PROXY_DOWN: Cause.UNREACHABLE,
    FetchOutcome.NO_PROXY: Cause.UNREACHABLE,
    FetchOutcome.TORN: Cause.TORN,
    FetchOutcome.TOO_LARGE: Cause.UNREADABLE,
    FetchOutcome.BOMB: Cause.UNREADABLE,
    FetchOutcome.WRONG_TYPE: Cause.UNREADABLE,
    FetchOutcome.UNREADABLE: Cause.UNREADABLE,
    FetchOutcome.NO_BROWSER: Cause.UNREADABLE,
    FetchOutcome.BROWSER: Cause.UNREADABLE,
}
#: What the parse stage made of a page → cause.
_BY_PARSED = {
    "held": Cause.RULES_BROKEN,
    "soft_gone": Cause.SOFT_NOT_FOUND,
    "gone": Cause.NOT_FOUND,
    "thin": Cause.THIN,
    "not_article": Cause.NOT_ARTICLE,
    "blocked": Cause.BLOCKED,
    "js_shell": Cause.BLOCKED,
    "http_error": Cause.SERVER_ERROR,
}
_ANSWERED = frozenset({"", "ok", "unchanged", "not_modified", "on_page"})


@dataclass(frozen=True, slots=True)
class ItemFate:
    """How far an announced item came. `parsed`: what its page turned out to be; `article`: its id."""

    state: str
    outcome: str
    parsed: str
    article: str
    fetched: bool
    discovered_at: datetime
    error: str = ""


def fetch_cause(item: ItemFate) -> Cause:
    """Why an item that is not fetched is not."""
    if item.outcome in _ANSWERED:
        return Cause.PENDING
    if item.outcome == FetchOutcome.FORBIDDEN and "402" in item.error:
        return Cause.PAYWALL
    return _BY_OUTCOME.get(item.outcome, Cause.OTHER)


def parse_cause(item: ItemFate) -> Cause:
    """Why an item whose page is here is not stored."""
    if not item.parsed:
        return Cause.PENDING if item.outcome in _ANSWERED else fetch_cause(item)
    return _BY_PARSED.get(item.parsed, Cause.QUARANTINED)


def is_lost(cause: Cause, discovered_at: datetime, now: datetime) -> bool:
    """Whether the cause makes a gap: not what is excused, nor what is on its way."""
    if cause in EXCUSED:
        return False
    return cause is not Cause.PENDING or now - discovered_at > ON_ITS_WAY
