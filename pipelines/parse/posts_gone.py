"""Posts that stood on a channel's page and stand there no longer: their channel took them down."""

from __future__ import annotations

from datetime import datetime, timedelta

from pipelines.parse.contents import Items
from rasad.archive.models import Article

#: How far before the oldest dated post of a page a post of its numbers may claim to be from.
_SLACK = timedelta(days=1)
_MOST = 1000


def posts_gone(outlet: str, page: Items, seen_at: datetime) -> list[Article]:
    """The channel's stored posts, locked, that the page seen then would show and does not."""
    window = page.window
    dates = [item.found.published for item in page.items if item.found.published is not None]
    if window is None or not dates:
        return []
    rows = Article.objects.filter(outlet_id=outlet, at__gte=min(dates) - _SLACK, first_capture__lt=seen_at)
    rows = rows.exclude(status=Article.Status.REMOVED).exclude(news_code="").order_by("-at")
    gone = [
        key
        for key, code in rows.values_list("id", "news_code")[:_MOST]
        if code.isdecimal()
        and window.least <= int(code)
        and (window.last is None or int(code) <= window.last)
        and int(code) not in window.there
    ]
    return list(Article.objects.select_for_update(of=("self",)).filter(id__in=gone)) if gone else []
