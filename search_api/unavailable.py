"""What a person reads, and a program is told, while the database or its disk takes nothing."""

from __future__ import annotations

from rasad.archive.jobs.faults import FaultKind, ServiceFault

RETRY_SECONDS = 10

_WORDS = {
    FaultKind.LOCKED: "پایگاه داده سرگرم کار دیگری است و اکنون چیزی نمی‌پذیرد. چند ثانیهٔ دیگر دوباره بکوشید.",
    FaultKind.FULL: (
        "دیسک سامانه پر است و چیزی نوشته نمی‌شود. تا جا باز شود خواندن و جست‌وجو کار می‌کند؛"
        " ورود، ثبت و ارسال نه. مدیر سامانه را خبر کنید."
    ),
    FaultKind.FORBIDDEN: "سامانه اجازهٔ نوشتن در پایگاه داده را ندارد. مدیر سامانه را خبر کنید.",
    FaultKind.DAMAGED: "پروندهٔ پایگاه داده آسیب دیده است. مدیر سامانه را خبر کنید.",
    FaultKind.NOT_MIGRATED: "پایگاه داده هنوز به‌روز نشده است. مدیر سامانه را خبر کنید.",
    FaultKind.AWAY: "پایگاه داده پاسخ نمی‌دهد. اندکی دیگر دوباره بکوشید؛ اگر ماند، مدیر سامانه را خبر کنید.",
}


def words(fault: ServiceFault) -> str:
    """Why it cannot be done now, in a sentence or two."""
    return _WORDS[fault.kind]
