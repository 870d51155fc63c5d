"""Every record of this room for Django, which finds models here; each is defined with its subject."""

from __future__ import annotations

from rasad.desk.accounts.models import Access, ApiToken, LoginCounter
from rasad.desk.alerts.models import AlertRule, Delivery, Match, MatchArticle, Target
from rasad.desk.audit.models import AuditEntry, AuditHead
from rasad.desk.bulletin.models import (
    Bulletin,
    BulletinFile,
    BulletinItem,
    BulletinLink,
    BulletinMail,
    BulletinPick,
    BulletinTemplate,
)
from rasad.desk.documents.models import LongTask
from rasad.desk.evaluation.models import CoverageJudgement, EvaluationFormula, KeyMessage, UnitOutcome
from rasad.desk.missed.models import MissedItem
from rasad.desk.reading.models import SeenArticle, Visit
from rasad.desk.replies.models import Holiday, OfficeDay, Reply, ReplyStep, ReplyTemplate
from rasad.desk.review.models import Label, Rating, RatingItem, RatingSample, Review
from rasad.desk.saved_searches.models import SavedSearch

__all__ = [
    "Access",
    "AlertRule",
    "ApiToken",
    "AuditEntry",
    "AuditHead",
    "Bulletin",
    "BulletinFile",
    "BulletinItem",
    "BulletinLink",
    "BulletinMail",
    "BulletinPick",
    "BulletinTemplate",
    "CoverageJudgement",
    "Delivery",
    "EvaluationFormula",
    "Holiday",
    "KeyMessage",
    "Label",
    "LoginCounter",
    "LongTask",
    "Match",
    "MatchArticle",
    "MissedItem",
    "OfficeDay",
    "Rating",
    "RatingItem",
    "RatingSample",
    "Reply",
    "ReplyStep",
    "ReplyTemplate",
    "Review",
    "SavedSearch",
    "SeenArticle",
    "Target",
    "UnitOutcome",
    "Visit",
]
