"""Where an item comes from: a capture on record, or a submission that was handed in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from pipelines.parse.payloads import moment
from rasad.archive.jobs.subjects import CaptureSubject, SubjectError, SubmissionSubject, read_subject
from rasad.archive.models import Article, Capture, Job, Outlet, Submission


@dataclass(frozen=True, slots=True)
class ItemSource:
    """The record that shows an item."""

    record: Capture | Submission

    @property
    def capture(self) -> Capture | None:
        """The capture, where it is one."""
        return self.record if isinstance(self.record, Capture) else None

    @property
    def submission(self) -> Submission | None:
        """The submission, where it is one."""
        return self.record if isinstance(self.record, Submission) else None

    @property
    def outlet(self) -> Outlet:
        """Whose item it is."""
        return self.record.outlet

    @property
    def at(self) -> datetime:
        """When the item stood like this."""
        if isinstance(self.record, Capture):
            return self.record.fetched_at
        given, made = moment(self.record.payload.get("fetched")), self.record.created_at
        return min(given, made) if given else made  # nobody saw it after saying so

    def is_of(self, article: Article) -> bool:
        """Whether this is what the article stands as."""
        if isinstance(self.record, Capture):
            return article.capture_id == self.record.pk
        return article.submission_id == self.record.pk

    @property
    def name(self) -> str:
        """The name that `versions` compares sources by."""
        return f"{'c' if isinstance(self.record, Capture) else 's'}{self.record.pk}"


def sources_of(leased: Iterable[Job]) -> list[tuple[Job, ItemSource | None]]:
    """What each job is about, read in two statements; None where it is no longer there."""
    subjects = [(job, _subject(job)) for job in leased]
    captures = Capture.objects.select_related("outlet").in_bulk(
        [subject.id for _, subject in subjects if isinstance(subject, CaptureSubject)]
    )
    submissions = Submission.objects.select_related("outlet").in_bulk(
        [subject.id for _, subject in subjects if isinstance(subject, SubmissionSubject)]
    )
    found: list[tuple[Job, ItemSource | None]] = []
    for job, subject in subjects:
        record: Capture | Submission | None = None
        if isinstance(subject, CaptureSubject):
            record = captures.get(subject.id)
        elif isinstance(subject, SubmissionSubject):
            record = submissions.get(subject.id)
        found.append((job, ItemSource(record) if record is not None else None))
    return found


def _subject(job: Job) -> CaptureSubject | SubmissionSubject | None:
    try:
        subject = read_subject(job.stage, job.subject)
    except SubjectError:
        return None
    return subject if isinstance(subject, CaptureSubject | SubmissionSubject) else None
