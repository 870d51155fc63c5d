"""The certificate in Persian words."""

from __future__ import annotations

from rasad.archive.frontier.causes import Cause
from rasad.archive.models import OutletDay

STATES: dict[str, str] = {one.value: str(one.label) for one in OutletDay.State}
CAUSES: dict[str, str] = {one.value: str(one.label) for one in Cause}
#: Why a day is not covered.
REASONS: dict[str, str] = {
    "lost": "بخشی از آنچه اعلام شده هنوز ثبت نشده است",
    "passed-by": "فهرست پر بوده و شاید مطلبی ندیده گذشته باشد",
    "away": "سایت اکنون پاسخ نمی‌دهد",
    "not-polled": "در این روز به خوراک آن سر زده نشده است",
    "paused": "گردآوری این رسانه متوقف است",
    "no-feeds": "خوراکی برای آن تعریف نشده است",
    "before": "این روز پیش از آغاز گردآوری این رسانه است",
}


def cause_words(cause: str) -> str:
    """The words for a cause."""
    return CAUSES.get(cause, cause)
