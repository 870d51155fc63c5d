"""What can be wrong with a request: a stable English code for scripts, Persian words for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# code → (status, title, detail). A code keeps its name for ever; the words may change.
PROBLEMS: dict[str, tuple[int, str, str]] = {
    "bad_request": (400, "درخواست خوانده نشد", "درخواست خوانده نشد. شاید بیش از ۱٬۰۰۰ پارامتر دارد."),
    "bad_host": (400, "درخواست خوانده نشد", "این نشانی میزبان این‌جا پاسخ داده نمی‌شود."),
    "body_unreadable": (400, "بدنهٔ درخواست خوانده نشد", "بدنهٔ درخواست JSON درست نیست."),
    "body_cut_off": (400, "بدنهٔ درخواست خوانده نشد", "بدنهٔ درخواست تا پایان نرسید. دوباره بفرستید."),
    "lines_missing": (400, "سطری فرستاده نشد", "دست‌کم یک سطر JSON بفرستید."),
    "query_invalid": (400, "جست‌وجو خوانده نشد", ""),
    "query_too_slow": (400, "جست‌وجو بیش از اندازه سنگین است", ""),
    "date_invalid": (400, "تاریخ خوانده نشد", ""),
    "cursor_invalid": (
        400,
        "نشانی صفحه درست نیست",
        "«after» باید «next» پاسخ پیشین همین جست‌وجو باشد؛ از صفحهٔ نخست آغاز کنید.",
    ),
    "name_missing": (400, "نام نوشته نشده است", ""),
    "query_missing": (400, "جست‌وجویی نوشته نشده است", ""),
    "outlet_unknown": (400, "رسانه شناخته نیست", ""),
    "unit_unknown": (400, "واحد شناخته نیست", ""),
    "kind_unknown": (400, "نوع شناخته نیست", ""),
    "target_unknown": (400, "مقصد شناخته نیست", ""),
    "schedule_invalid": (400, "زمان‌بندی درست نیست", ""),
    "unauthenticated": (
        401,
        "توکن بفرستید یا وارد شوید",
        "سرآیند Authorization: Bearer را با توکنی زنده بفرستید، یا وارد شوید.",
    ),
    "forbidden": (403, "اجازه ندارید", "نقش شما این کار را در بر ندارد."),
    "scope_missing": (403, "توکن این دامنه را ندارد", "این توکن دامنهٔ «{scope}» را ندارد."),
    "csrf_failed": (
        403,
        "نشانهٔ CSRF درست نیست",
        "با نشست صفحه، هر تغییر سرآیند X-CSRFToken می‌خواهد؛ برنامه‌ها توکن بفرستند.",
    ),
    "rule_not_yours": (403, "این قاعده از آن شما نیست", "این قاعده را نمی‌توانید تغییر دهید."),
    "not_found": (404, "چیزی با این نشانی نیست", "چیزی با این نشانی نیست؛ ‎/api/docs را ببینید."),
    "article_not_found": (404, "مطلبی با این شناسه نیست", ""),
    "capture_not_found": (404, "سندی از این مطلب نیست", ""),
    "capture_gone": (404, "سند خوانده نمی‌شود", "سند بایگانی‌شده خوانده نمی‌شود."),
    "story_not_found": (404, "سوژه‌ای با این شناسه نیست", ""),
    "outlet_not_found": (404, "رسانه‌ای با این کلید نیست", ""),
    "rule_not_found": (404, "قاعده‌ای با این شناسه نمی‌بینید", ""),
    "saved_search_not_found": (404, "جست‌وجوی ذخیره‌شده‌ای با این شناسه ندارید", ""),
    "method_not_allowed": (405, "این روش این‌جا پذیرفته نیست", "روش‌های پذیرفته: {methods}"),
    "changed_meanwhile": (
        412,
        "پس از خواندن شما عوض شده است",
        "این قاعده پس از آن که خواندید عوض شده است؛ دوباره بخوانید و با ETag تازه بفرستید.",
    ),
    "body_too_large": (413, "درخواست بیش از اندازه بزرگ است", "در هر درخواست دست‌بالا ۸ مبی‌بایت بفرستید."),
    "too_many_lines": (
        413,
        "سطرها بیش از اندازه‌اند",
        "در هر درخواست دست‌بالا {most} سطر بفرستید؛ برای بیشتر: manage.py import",
    ),
    "media_type_unknown": (
        415,
        "نوع بدنه پذیرفته نیست",
        "بدنه را با Content-Type: {wanted} بفرستید، نه {declared}",
    ),
    "request_invalid": (422, "درخواست شکل درستی ندارد", ""),
    "too_many_requests": (429, "درخواست‌ها بیش از اندازه‌اند", "اندکی درنگ کنید؛ حد، در هر دقیقه است."),
    "internal_error": (500, "خطای سامانه", "خطا از سامانه است و ثبت شد."),
    "database_away": (503, "اکنون نوشته نمی‌شود", ""),
    "index_away": (503, "نمایه در دسترس نیست", ""),
    "index_stale": (503, "نمایه باید از نو ساخته شود", ""),
}
BY_STATUS = {
    400: "bad_request",
    401: "unauthenticated",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    413: "body_too_large",
    415: "media_type_unknown",
    422: "request_invalid",
    429: "too_many_requests",
    503: "index_away",
}

# What pydantic found (its own stable names) → Persian; the braces are its context.
_SHAPES = {
    "missing": "این لازم است",
    "extra_forbidden": "چنین نامی این‌جا نیست",
    "unknown_parameter": "چنین پارامتری این‌جا نیست: {names}",
    "string_type": "رشته بنویسید",
    "string_unicode": "رشته‌ای که Unicode باشد بنویسید",
    "string_too_short": "دست‌کم {min_length} نویسه بنویسید",
    "string_too_long": "دست‌بالا {max_length} نویسه بنویسید",
    "string_pattern_mismatch": "شکل درستی ندارد؛ الگو: {pattern}",
    "too_short": "دست‌کم {min_length} تا بنویسید",
    "too_long": "دست‌بالا {max_length} تا بنویسید",
    "int_type": "عدد درست بنویسید",
    "int_parsing": "عدد درست بنویسید",
    "int_parsing_size": "عدد بیش از اندازه بزرگ است",
    "int_from_float": "عدد درست بنویسید، بی اعشار",
    "finite_number": "عددی پایان‌دار بنویسید",
    "bool_type": "true یا false بنویسید",
    "bool_parsing": "true یا false بنویسید",
    "greater_than_equal": "دست‌کم {ge} بنویسید",
    "less_than_equal": "دست‌بالا {le} بنویسید",
    "literal_error": "یکی از این‌ها: {expected}",
    "enum": "یکی از این‌ها: {expected}",
    "list_type": "فهرست بنویسید",
    "dict_type": "شیء JSON بنویسید",
    "model_type": "شیء JSON بنویسید",
    "model_attributes_type": "شیء JSON بنویسید",
    "datetime_type": "زمان را به ISO 8601 با اختلاف ساعت بنویسید",
    "datetime_parsing": "زمان را به ISO 8601 با اختلاف ساعت بنویسید",
    "datetime_from_date_parsing": "زمان را به ISO 8601 با اختلاف ساعت بنویسید",
    "not_a_number": "عدد بنویسید",
    "offset_missing": "زمان را به ISO 8601 با اختلاف ساعت بنویسید، مانند 2026-11-20T09:30:00+03:30",
    "in_the_future": "زمان هنوز نرسیده است",
    "before_the_press": "زمان پیش از سال {year} میلادی است؛ آن هنگام روزنامه‌ای نبود. سال را میلادی بنویسید",
    "half_surrogate": "نیمه‌ای از یک نویسه است",
    "nul_character": "نویسهٔ NUL دارد",
    "not_an_address": "نشانی کامل با http:// یا https:// بنویسید",
    "says_nothing": "نه تیتر دارد و نه متن",
    "not_utf_8": "UTF-8 نیست",
    "line_too_long": "سطر بیش از اندازه دراز است",
    "not_json": "JSON نیست",
    "not_an_object": "شیء JSON نیست",
}


def shape_words(code: str, context: Mapping[str, Any]) -> str:
    """What is wrong with one value; a code without words stands for itself."""
    values = {name: str(value).replace(" or ", " یا ") for name, value in context.items()}
    return _SHAPES.get(code, "پذیرفته نیست ({code})").format_map({"code": code, **values})
