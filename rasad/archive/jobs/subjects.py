"""What a job is about: the one way in which its subject is written and read."""

from __future__ import annotations

from dataclasses import dataclass

from rasad.archive.models import Job

_SUBMISSION = "s:"


class SubjectError(ValueError):
    """A text that is no subject of its stage; the message quotes it."""


@dataclass(frozen=True, slots=True)
class CaptureSubject:
    """A page on record, to be parsed."""

    id: int

    def __str__(self) -> str:
        return str(self.id)


@dataclass(frozen=True, slots=True)
class SubmissionSubject:
    """An imported item, to be parsed."""

    id: int

    def __str__(self) -> str:
        return f"{_SUBMISSION}{self.id}"


@dataclass(frozen=True, slots=True)
class ArticleSubject:
    """An article, for every stage after parsing."""

    id: str

    def __str__(self) -> str:
        return self.id


Subject = CaptureSubject | SubmissionSubject | ArticleSubject


def read_subject(stage: str, text: str) -> Subject:
    """What `Job.subject` or `Quarantine.subject` names. Raises `SubjectError`."""
    if stage != Job.Stage.PARSE:
        return ArticleSubject(text)
    number = text.removeprefix(_SUBMISSION)
    if not (number.isascii() and number.isdecimal()):
        raise SubjectError(f"no capture and no submission: {text[:64]!r}")
    return SubmissionSubject(int(number)) if text.startswith(_SUBMISSION) else CaptureSubject(int(number))
