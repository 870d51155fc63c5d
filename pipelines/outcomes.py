"""What became of an item at a stage: exactly one outcome each, counted by day."""

from __future__ import annotations

from enum import StrEnum


class StageOutcome(StrEnum):
    """Typed outcomes; `StageCount.outcome` holds their values."""

    NEW = "new"
    COMPLETED = "completed"  # the page of an article that stood as its feed told it
    EDITED = "edited"
    SEEN = "seen"  # nothing new in it
    REMOVED = "removed"
    RESTORED = "restored"
    STATED = "stated"  # said of an article that was crawled: kept beside it
    STALE = "stale"  # an older capture than anything known
    EVIDENCE = "evidence"  # kept, holds no article: feeds, listings, PDF
    NOT_ARTICLE = "not_article"  # an index page or the like
    SOFT_GONE = "soft_gone"  # answers 200 and says that there is no such page
    HELD = "held"  # its reading is not believed: the outlet's template seems to have changed
    GONE = "gone"  # 404/410 of a page that never was an article, or a subject that no longer exists
    HTTP_ERROR = "http_error"
    JOINED = "joined"  # a story that stood
    STARTED = "started"  # a story of its own
    SERIES = "series"
    KEPT = "kept"
    INDEXED = "indexed"
    DELETED = "deleted"
    MATCHED = "matched"
    NO_MATCH = "no_match"
    CARRIES = "carries"
    CARRIES_NONE = "carries_none"
    SENT = "sent"
    DEAD = "dead"
    RETRY = "retry"  # at fault, to be tried again
    QUARANTINED = "quarantined"
    AWAY = "away"  # released: a service was away; counts nothing against the item
