"""Every record of this room for Django, which finds models here; each is defined with its subject."""

from __future__ import annotations

from rasad.desk.accounts.models import Access, ApiToken, LoginCounter
from rasad.desk.alerts.models import AlertRule, Delivery, Match, MatchArticle, Target
from rasad.desk.audit.models import AuditEntry, AuditHead
from rasad.desk.bulletin.models import Bulletin
from rasad.desk.reading.models import SeenArticle, Visit
from rasad.desk.replies.models import Reply
from rasad.desk.review.models import Label, Rating, RatingItem, RatingSample, Review
from rasad.desk.saved_searches.models import SavedSearch

__all__ = [
    "Access",
    "AlertRule",
    "ApiToken",
    "AuditEntry",
    "AuditHead",
    "Bulletin",
    "Delivery",
    "Label",
    "LoginCounter",
    "Match",
    "MatchArticle",
    "Rating",
    "RatingItem",
    "RatingSample",
    "Reply",
    "Review",
    "SavedSearch",
    "SeenArticle",
    "Target",
    "Visit",
]
