"""Whether a reply was printed: found by containment in what its outlet published after it was sent."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from django.db.models import Q
from django.utils import timezone

from rasad.archive.database.transactions import write_transaction
from rasad.archive.models import Article
from rasad.desk.audit.actor import Actor
from rasad.desk.audit.log import note
from rasad.desk.evaluation.passages import carried_text
from rasad.desk.replies.acts import set_published
from rasad.desk.replies.models import Reply, ReplyStep

log = structlog.get_logger("rasad.desk")

PRINTED = 0.35  # share of the reply's shingles, as for the coverage of releases
MOST_ARTICLES = 400  # of one reply and look
LOOK_FOR = timedelta(days=60)  # after that only a person says that it was printed
_OVERLAP = timedelta(minutes=30)  # an article may be stored a while after its capture
SYSTEM = Actor("", via="console")


def printed_share(reply: Reply, article: Article) -> float:
    """The share of a reply's text that stands in an article, 0..1."""
    return carried_text(reply.text, "\n".join((article.title, article.lead, article.body))).share


def find_published(reply: Reply, since: datetime | None = None) -> tuple[Article, float] | None:
    """The article of the reply's outlet that holds most of it, where that is enough.

    The criticised article itself counts where it was edited after the reply was sent: many outlets print
    replies under it. `since`: only what was captured from then on.
    """
    if not reply.text or reply.sent_at is None:
        return None
    candidates = Article.objects.filter(outlet=reply.article.outlet_id)
    fresh = Q(at__gte=reply.sent_at - timedelta(days=1), first_capture__gte=reply.sent_at - timedelta(days=1))
    edited = Q(pk=reply.article_id, versions__at__gte=reply.sent_at)
    candidates = candidates.filter((fresh & ~Q(pk=reply.article_id)) | edited)
    if since is not None:
        candidates = candidates.filter(last_capture__gte=since)
    best: tuple[Article, float] | None = None
    for article in candidates.distinct().order_by("-arrival")[:MOST_ARTICLES]:
        share = printed_share(reply, article)
        if share >= PRINTED and (best is None or share > best[1]):
            best = (article, share)
    return best


def look_for_published(now: datetime | None = None) -> int:
    """Look for all replies that were sent and not found yet; how many were found."""
    now, found = now or timezone.now(), 0
    rows = Reply.objects.filter(state=Reply.State.SENT, sent_at__gte=now - LOOK_FOR)
    for reply in rows.select_related("article").order_by("checked_at", "pk")[:200]:
        since = reply.checked_at - _OVERLAP if reply.checked_at else None
        hit = find_published(reply, since)
        found += _record(reply, hit, now)
    return found


def _record(reply: Reply, hit: tuple[Article, float] | None, now: datetime) -> int:
    with write_transaction():
        row = (
            Reply.objects.select_for_update(of=("self",)).filter(pk=reply.pk, state=Reply.State.SENT).first()
        )
        if row is None:
            return 0
        row.checked_at = now
        if hit is None:
            row.save(update_fields=["checked_at"])
            return 0
        set_published(row, *hit)
        row.state, row.version = Reply.State.PUBLISHED, row.version + 1
        row.save()
        ReplyStep.objects.create(reply=row, state=row.state, note=hit[0].title[:500])
        note(SYSTEM, "reply.found", f"reply:{row.pk}", article=hit[0].pk, share=hit[1])
    log.info("reply_published", reply=reply.pk, article=hit[0].pk, share=hit[1])
    return 1
