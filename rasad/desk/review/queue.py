"""What waits to be judged: articles that name a unit, one a story, the newest first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, Q, QuerySet, TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rasad.archive.models import Article, Attribution
from rasad.desk.review.models import ReviewStatus

WINDOW = timedelta(days=7)  # what is older and was not judged is no work of today
COUNTED = 1_000  # a rail says «بیش از» beyond it


class QueueScope(TextChoices):
    """Which part of the queue a person works on."""

    NEW = "new", _("بررسی‌نشده")
    MINE = "mine", _("سپرده به من")
    OPEN = "open", _("در دست پیگیری")
    TO_REPLY = "to_reply", _("نیازمند پاسخ")
    JUDGED = "judged", _("بررسی‌شده‌ها")


def queue(user: User, scope: str, unit: str = "", now: datetime | None = None) -> QuerySet[Article]:
    """The articles of a part of the queue; of a story that nobody judged only the first to be published."""
    since = (now or timezone.now()) - WINDOW
    found = Article.objects.order_by("-at", "-arrival")
    if scope == QueueScope.NEW:
        found = found.filter(at__gte=since, review_status__in=("", ReviewStatus.NEW), release=False)
        found = found.exclude(status=Article.Status.REMOVED).filter(_first_of_its_story())
        if not unit:
            found = found.filter(
                Exists(Attribution.objects.filter(article=OuterRef("pk"), unit__isnull=False))
            )
    elif scope == QueueScope.MINE:
        found = found.filter(assignee=user.get_username()).exclude(review_status=ReviewStatus.CLOSED)
    elif scope == QueueScope.JUDGED:
        found = found.exclude(review_status__in=("", ReviewStatus.NEW))
    else:
        found = found.filter(review_status=scope)
    if unit:
        found = found.filter(Exists(_attributed().filter(unit=unit)))
    return found


def _attributed() -> QuerySet[Attribution]:
    return Attribution.objects.filter(article=OuterRef("pk"))


def _first_of_its_story() -> Q:
    return Q(story=None) | ~Q(story_role=Article.Role.REPRINT)


def waiting(user: User) -> int:
    """How many articles wait to be judged, up to `COUNTED`."""
    return queue(user, QueueScope.NEW).order_by()[:COUNTED].count()


def copies_of(keys: Sequence[str]) -> list[str]:
    """The articles and all others of their stories: one judgement for one text."""
    stories = Article.objects.filter(pk__in=keys).exclude(story=None).values_list("story", flat=True)
    copies = Article.objects.filter(story__in=list(stories)).values_list("pk", flat=True)
    return list(dict.fromkeys([*keys, *copies]))
