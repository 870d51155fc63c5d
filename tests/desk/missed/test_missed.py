"""«این خبر را ندیدید»: the cause is found, the case stays, and it is asked again."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import Group, User
from django.utils import timezone

from rasad.archive.frontier import frontier_key
from rasad.archive.models import Article, Frontier, Outlet
from rasad.desk.accounts.roles import ensure_roles
from rasad.desk.audit.actor import Actor
from rasad.desk.errors import InvalidValueError, NotAllowedError
from rasad.desk.missed import acts
from rasad.desk.missed.acts import check_missed, report_missed
from rasad.desk.models import AuditEntry, MissedItem
from rasad.outlets.definitions import OutletSpec
from rasad.outlets.loading import load_outlets
from settings.env import env

ENTRY = """
- {outlet: alef, name: الف, kind: agency, home: "http://alef.example/", family: generic,
   id_pattern: '/news/(?P<id>[0-9]+)', feeds: [{kind: rss, url: /rss}]}
"""
URL = "http://alef.example/news/7/slug"


@pytest.fixture
def spec(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> OutletSpec:
    """The outlet's definition, as the acts read it."""
    (tmp_path / "all.yaml").write_text(ENTRY, encoding="utf-8")
    monkeypatch.setattr(acts, "env", lambda: env().model_copy(update={"outlets": tmp_path}))
    Outlet.objects.create(key="alef", name="الف", kind="agency")
    return load_outlets(tmp_path)["alef"]


@pytest.fixture
def analyst(db: None) -> Actor:
    ensure_roles()
    user = User.objects.create_user("zahra")
    user.groups.set(Group.objects.filter(name="analyst"))
    return Actor("zahra", User.objects.get(pk=user.pk))


def test_what_nothing_announced_is_fetched_and_asked_again_until_it_is_here(
    spec: OutletSpec, analyst: Actor
) -> None:
    item = report_missed(analyst, URL, "مهم بود")
    assert (item.finding, item.open) == ("never_announced", True)
    row = Frontier.objects.get(key=frontier_key(spec, URL))
    assert row.state == "waiting"
    assert AuditEntry.objects.filter(action="missed.report").count() == 1
    now = timezone.now()
    Article.objects.create(
        id=row.key, arrival=1, outlet_id="alef", item_key="7", url=URL, title="تیتر", at=now,
        published=now - timedelta(hours=5), published_precision="minute", first_capture=now,
        last_capture=now, text_hash="h",
    )  # fmt: skip
    assert check_missed(now) == 0, "not before its time"
    assert check_missed(now + timedelta(hours=1)) == 1
    item.refresh_from_db()
    assert (item.first_finding, item.finding, item.open) == ("never_announced", "late", False)
    assert item.minutes == 300


@pytest.mark.parametrize(
    ("columns", "finding", "cause"),
    [
        ({"state": "dead", "last_outcome": "server_error"}, "lost", "server-error"),
        ({"state": "dead", "last_outcome": "robots"}, "filtered", "robots"),
        ({"state": "waiting"}, "pending", "pending"),
        ({"state": "done", "parsed": "held", "fetched_at": timezone.now()}, "lost", "rules-broken"),
        ({"state": "done", "parsed": "thin", "fetched_at": timezone.now()}, "filtered", "thin"),
    ],
    ids=["lost", "robots", "pending", "held", "thin"],
)
def test_the_cause_is_told(
    spec: OutletSpec, analyst: Actor, columns: dict[str, object], finding: str, cause: str
) -> None:
    Frontier.objects.create(
        key=frontier_key(spec, URL), url=URL, host="alef.example", outlet_id="alef", **columns
    )
    item = report_missed(analyst, URL)
    assert (item.finding, item.cause) == (finding, cause)
    assert report_missed(analyst, URL).pk == item.pk, "the same address is the same case"


def test_a_strange_outlet_and_a_wrong_address_are_told(spec: OutletSpec, analyst: Actor) -> None:
    assert report_missed(analyst, "https://elsewhere.example/news/1").finding == "no_outlet"
    with pytest.raises(InvalidValueError):
        report_missed(analyst, "خبر دیروز")
    with pytest.raises(NotAllowedError):
        report_missed(Actor("viewer", User.objects.create_user("viewer")), URL)
    assert MissedItem.objects.count() == 1
