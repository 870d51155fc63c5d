"""Sending captures through the stages again: only `Job(parse)` is written, there is no second path."""

from __future__ import annotations

from datetime import datetime
from itertools import batched

from rasad.archive.database.transactions import write_transaction
from rasad.archive.jobs import queues
from rasad.archive.jobs.subjects import CaptureSubject, SubmissionSubject
from rasad.archive.models import PARSED_PAGES, Capture, Submission

_BATCH = 500


def reprocess(outlet: str = "", start: datetime | None = None, end: datetime | None = None) -> int:
    """Enqueue the captures (and submissions) of an outlet and a time of fetching, oldest first; how many.

    They wait behind what comes in now. Captures of one page are handled in the order of fetching.
    """
    captures = Capture.objects.filter(kind__in=PARSED_PAGES, revisit_of=None)
    submissions = Submission.objects.all()
    if outlet:
        captures, submissions = captures.filter(outlet=outlet), submissions.filter(outlet=outlet)
    if start is not None:
        captures, submissions = (
            captures.filter(fetched_at__gte=start),
            submissions.filter(created_at__gte=start),
        )
    if end is not None:
        captures, submissions = captures.filter(fetched_at__lt=end), submissions.filter(created_at__lt=end)
    subjects = [str(CaptureSubject(id_)) for id_ in captures.order_by("id").values_list("id", flat=True)]
    subjects += [
        str(SubmissionSubject(id_)) for id_ in submissions.order_by("id").values_list("id", flat=True)
    ]
    number = 0
    for part in batched(subjects, _BATCH):
        with write_transaction():
            number += queues.enqueue(queues.Stage.PARSE, part, priority=-1)
    return number
