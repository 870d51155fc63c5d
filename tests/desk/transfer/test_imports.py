"""What may be imported: bounded dates, texts and lists, each refusal with its field."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import OperationalError

from rasad.archive.models import Submission
from rasad.desk.audit.actor import Actor
from rasad.desk.models import AuditEntry
from rasad.desk.transfer import imports
from rasad.desk.transfer.imports import ImportLine, check, submit, take_in
from search_api.api.problem_texts import shape_words

ENTRY: dict[str, Any] = {"url": "http://a.example/1", "outlet": "a", "title": "سرخط"}
TIMES = ("published", "modified", "fetched")


@pytest.mark.parametrize("field", TIMES)
@pytest.mark.parametrize(
    ("moment", "code"),
    [
        ("0001-01-01T00:00:00+00:00", "before_the_press"),
        ("0001-01-01T00:00:00+23:59", "before_the_press"),
        ("0621-03-21T00:00:00+03:30", "before_the_press"),
        ("1405-08-29T09:30:00+03:30", "before_the_press"),
        ("1836-12-31T00:00:00+00:00", "before_the_press"),
        ("9999-12-31T23:59:59-12:00", "in_the_future"),
        (f"{datetime.now(UTC).year + 2}-01-01T00:00:00+00:00", "in_the_future"),
    ],
)
def test_a_date_that_no_article_can_have_is_refused(field: str, moment: str, code: str) -> None:
    line = check(ENTRY | {field: moment})
    assert (line.entry, line.code, line.where) == (None, code, field)
    assert "{" not in shape_words(line.code, line.context)


@pytest.mark.parametrize("moment", ["1837-05-01T00:00:00+03:30", "1921-02-21T00:00:00+03:25"])
def test_the_first_papers_can_be_imported(moment: str) -> None:
    assert check(ENTRY | {"published": moment}).entry is not None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("tags", ["x"] * 100_000), ("tags", ["x" * 201]), ("images", ["http://a.example/1.jpg"] * 101),
        ("images", ["http://a.example/" + "x" * 2_000]), ("lead", "x" * 20_001), ("body", "x" * 500_001),
        ("title", "x" * 1_001), ("author", "x" * 301), ("section", "x" * 301),
        ("url", "http://a/" + "x" * 2_000),
    ],
)  # fmt: skip
def test_lists_and_texts_beyond_their_bounds_are_refused_by_name(field: str, value: object) -> None:
    line = check(ENTRY | {field: value})
    assert line.entry is None
    assert line.where.split(".")[0] == field
    assert line.code in ("too_long", "string_too_long")


@pytest.mark.django_db
def test_of_an_import_that_breaks_off_the_log_says_what_was_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    def keep(line: ImportLine, *, by: str) -> bool:
        if line.number == 130:
            raise OperationalError("database is locked")
        return submit(line, by=by)

    monkeypatch.setattr(imports, "submit", keep)
    lines = (check(ENTRY | {"url": f"http://a.example/{number}"}, number) for number in range(1, 301))
    with pytest.raises(OperationalError):
        list(take_in(lines, Actor("سارا")))
    (entry,) = AuditEntry.objects.all()
    assert (entry.actor, entry.action, entry.detail["new"]) == ("سارا", "import", Submission.objects.count())
    assert entry.detail["new"] > 0
