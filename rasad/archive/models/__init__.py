"""The records: outlets and feeds, the frontier, the evidence, articles, stories, work.

What staff keep is in `rasad.desk.models`. Times are aware UTC. Rows marked *derived* can be thrown
away and rebuilt from the others.
"""

from __future__ import annotations

from rasad.archive.models.articles import Alias, Article, Attribution, Correction, Coverage, Story, Version
from rasad.archive.models.city import AttributionRule, CityWordList, Person, Place
from rasad.archive.models.coverage_days import OutletDay, OutletRhythm, Reconciliation
from rasad.archive.models.evidence import (
    ARTICLE_PAGES,
    FILE_PAGES,
    LIST_PAGES,
    PARSED_PAGES,
    Backfill,
    Capture,
    Frontier,
    PageKind,
    Submission,
    SubmittedFile,
)
from rasad.archive.models.jobs import (
    Counter,
    Heartbeat,
    Job,
    NamedLock,
    Quarantine,
    Shingle,
    Shingled,
    StageCount,
)
from rasad.archive.models.leases import Leased, LeasedQuerySet, is_free
from rasad.archive.models.outlets import Feed, FeedDay, Host, Outlet, Topic, Unit
from rasad.archive.models.page_readings import HeldPage, OutletReading, SameText

__all__ = [
    "ARTICLE_PAGES",
    "FILE_PAGES",
    "LIST_PAGES",
    "PARSED_PAGES",
    "Alias",
    "Article",
    "Attribution",
    "AttributionRule",
    "Backfill",
    "Capture",
    "CityWordList",
    "Correction",
    "Counter",
    "Coverage",
    "Feed",
    "FeedDay",
    "Frontier",
    "Heartbeat",
    "HeldPage",
    "Host",
    "Job",
    "Leased",
    "LeasedQuerySet",
    "NamedLock",
    "Outlet",
    "OutletDay",
    "OutletReading",
    "OutletRhythm",
    "PageKind",
    "Person",
    "Place",
    "Quarantine",
    "Reconciliation",
    "SameText",
    "Shingle",
    "Shingled",
    "StageCount",
    "Story",
    "Submission",
    "SubmittedFile",
    "Topic",
    "Unit",
    "Version",
    "is_free",
]
