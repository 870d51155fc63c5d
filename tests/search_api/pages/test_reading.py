"""What a reader relies on: dates, numbers that lead to what they count, nothing typed is lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.models import User
from django.test import Client

from pipelines.outcomes import StageOutcome as Processed
from rasad.archive.frontier.outcomes import FetchOutcome as Fetched
from rasad.archive.models import Article, Job
from rasad.desk.audit.actor import Actor
from rasad.desk.audit.log import note
from rasad.desk.models import AlertRule, Delivery, Match, Target
from rasad.extract.article.extraction import Quality
from rasad.operation.health.problem import HealthProblem
from rasad.persian.dates.jalali import TEHRAN, format_numeric, persian_digits
from search_api import labels, operation_labels
from search_api.pages.operation.health_page import shown
from search_api.templatetags import rasad
from tests.search_api.records import SampleRecords

Make = Callable[[str], Client]


@pytest.fixture
def matches(records: SampleRecords, person: Callable[[str], User]) -> list[Match]:
    """Two rules of one owner, shared; the first caught two stories."""
    owner = person("editor")
    rules = [
        AlertRule.objects.create(name=name, query=name, owner=owner, shared=True) for name in ("مترو", "هوا")
    ]
    now = datetime.now(UTC)
    caught = (
        (rules[0], records.articles[0]),
        (rules[0], records.articles[5]),
        (rules[1], records.articles[6]),
    )
    return [
        Match.objects.create(
            rule=rule,
            key=f"a:{article.pk}",
            article=article,
            outlets=[article.outlet_id],
            first_at=now,
            last_at=now,
        )
        for rule, article in caught
    ]


def test_a_mute_names_its_last_day(
    records: SampleRecords, client_of: Make, person: Callable[[str], User]
) -> None:
    """`muted_until` is the first moment of the day after."""
    last = datetime.now(TEHRAN).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=9)
    AlertRule.objects.create(
        name="مترو", query="مترو", owner=person("editor"), shared=True, muted_until=last + timedelta(days=1)
    )
    text = client_of("viewer").get("/alerts").text
    assert "بی‌صدا تا پایان" in text
    assert format_numeric(last) in text
    assert format_numeric(last + timedelta(days=1)) not in text


def test_an_outlets_week_leads_to_as_many(records: SampleRecords, client_of: Make) -> None:
    client = client_of("viewer")
    row = re.search(r'href="([^"]+outlet=payam[^"]*)">([^<]+)</a>', client.get("/outlets").text)
    assert row is not None
    found = client.get(unescape(row[1])).text
    assert f"<strong>{row[2]}</strong> مطلب" in found
    assert 0 < Article.objects.filter(outlet="payam").count() != int(row[2])


def test_stories_say_how_many_articles_the_facets_count(records: SampleRecords, client_of: Make) -> None:
    client = client_of("viewer")
    text = client.get("/", {"q": "مترو"}).text
    link = re.search(r'در <a href="([^"]+)">([^<]+) مطلب</a>', text)
    assert link is not None
    assert "rows=article" in link[1]
    assert f"<strong>{link[2]}</strong> مطلب" in client.get("/" + unescape(link[1])).text


def test_a_refused_target_keeps_what_was_typed(records: SampleRecords, client_of: Make) -> None:
    typed = {"name": "گروه بررسی", "kind": "webhook", "address": "http://10.0.0.1/x", "secret": "s3cret"}
    response = client_of("editor").post("/targets", typed)
    assert response.status_code == 400
    assert 'value="گروه بررسی"' in response.text
    assert 'value="http://10.0.0.1/x"' in response.text
    assert 'value="webhook" selected' in response.text
    assert "s3cret" not in response.text
    assert not Target.objects.exists()


def test_a_refused_token_keeps_what_was_typed(records: SampleRecords, client_of: Make) -> None:
    response = client_of("analyst").post("/account/tokens", {"name": "داشبورد", "days": "30"})
    assert response.status_code == 400
    assert 'value="داشبورد"' in response.text
    assert 'value="30" selected' in response.text


def test_nothing_chosen_marks_nothing_as_seen(matches: list[Match], client_of: Make) -> None:
    client = client_of("analyst")
    rule = matches[0].rule_id
    response = client.post("/matches/seen", {"rule": rule})
    assert Match.objects.filter(seen_at=None).count() == 3
    assert parse_qs(urlsplit(response["Location"]).query) == {"rule": [str(rule)]}
    client.post("/matches/seen", {"rule": rule, "match": matches[1].pk})
    assert set(Match.objects.filter(seen_at=None)) == {matches[0], matches[2]}
    client.post("/matches/seen", {"rule": rule, "all": "1"})
    assert set(Match.objects.filter(seen_at=None)) == {matches[2]}


def test_what_several_rules_caught_of_a_story_is_one_row(
    records: SampleRecords, matches: list[Match], client_of: Make
) -> None:
    """Read once, marked once."""
    Match.objects.filter(pk__in=[matches[0].pk, matches[2].pk]).update(story=records.story)
    client = client_of("analyst")
    text = client.get("/matches").text
    assert text.count('<li class="row') == 2
    keys = re.search(r'name="match" value="(\d+,\d+)"', text)
    assert keys is not None
    client.post("/matches/seen", {"match": keys[1]})
    assert set(Match.objects.filter(seen_at=None)) == {matches[1]}


def test_counts_in_messages_are_persian(matches: list[Match], client_of: Make) -> None:
    response = client_of("analyst").post("/matches/seen", {"all": "1"}, follow=True)
    assert "۳ مورد دیده شد" in response.text


def test_the_chip_of_the_unseen_counts_the_chosen_rule(matches: list[Match], client_of: Make) -> None:
    text = client_of("analyst").get("/matches", {"rule": matches[0].rule_id}).text
    assert "ندیده ۲" in text
    assert "همهٔ ۲ مورد این هشدار دیده شد" in text


def test_the_audit_log_speaks_persian_and_leads_on(
    records: SampleRecords, client_of: Make, person: Callable[[str], User]
) -> None:
    rule = AlertRule.objects.create(name="مترو", query="مترو", owner=person("editor"))
    before = {"query": "قطار", "active": True}
    note(Actor("sara"), "rule.edit", f"rule:{rule.pk}", name="مترو", before=before, scopes=[])
    note(Actor("sara"), "export.csv")
    text = client_of("admin").get("/audit").text
    assert "ویرایش هشدار" in text
    assert "بیرون‌بردن CSV" in text
    assert f'href="/alerts/{rule.pk}"' in text
    assert f"هشدار {persian_digits(rule.pk)}" in text
    assert "عبارت قطار، روشن بله" in text


@pytest.mark.parametrize(
    ("keys", "table"),
    [
        ([*Fetched, *Processed], operation_labels.OUTCOMES),
        (Article.Status.values, labels.STATUSES),
        (Job.Stage.values, labels.STAGES),
        ([Quality.JS_SHELL, Quality.BLOCKED, Quality.ERROR_PAGE], operation_labels.REASONS),
        (Delivery.State.values, labels.DELIVERY),
    ],
)
def test_no_key_reaches_a_reader_untranslated(keys: list[str], table: dict[str, str]) -> None:
    assert not [key for key in keys if str(key) not in table]


def test_an_article_says_where_each_field_came_from(records: SampleRecords, client_of: Make) -> None:
    article = records.articles[0]
    article.provenance, article.confidence = {"title": "selector:h1", "published": "json-ld"}, {"title": 0.95}
    article.save()
    text = client_of("viewer").get(f"/a/{article.pk}").text
    assert "هر فیلد از کجا آمد" in text
    assert "selector:h1" in text
    assert "اطمینان ۹۵٪" in text


def test_a_rule_from_a_search_keeps_its_facets(records: SampleRecords, client_of: Make) -> None:
    """Facets that a rule has no box for become fields of its query, and it forecasts the same articles."""
    client = client_of("analyst")
    asked = {"q": "مترو یا پاکبانان", "topic": "traffic", "tag": ["مترو", "شهرداری"], "kind": "news"}
    text = client.get("/", {**asked, "rows": "article"}).text
    link = re.search(r'class="button small to-rule" href="([^"]+)"', text)
    assert link is not None
    given = parse_qs(urlsplit(unescape(link[1])).query)
    assert given["kinds"] == ["news"]
    assert given["query"] == ["(مترو یا پاکبانان) موضوع:«ترافیک و حمل‌ونقل» برچسب:(«مترو» یا «شهرداری»)"]
    found = re.search(r'class="total"[^>]*><strong>([^<]+)</strong>|<strong>([^<]+)</strong> مطلب', text)
    assert found is not None
    form = client.get(unescape(link[1])).text
    assert f"<strong>{found[1] or found[2]}</strong> مطلب</a> را می‌یافت" in form


def test_the_help_shows_a_bar_as_it_is_typed(client_of: Make) -> None:
    text = client_of("viewer").get("/help/query").text
    assert "<code>(مترو | اتوبوس) تهران</code>" in text


def test_a_search_for_nothing_makes_no_rule(records: SampleRecords, client_of: Make) -> None:
    assert "to-rule" not in client_of("analyst").get("/").text
    assert "to-rule" not in client_of("viewer").get("/", {"q": "مترو"}).text


def test_hours_are_read_in_persian_digits_and_faults_name_their_field(
    records: SampleRecords, client_of: Make
) -> None:
    client = client_of("analyst")
    typed = {"name": "مترو", "query": "مترو", "from_time": "۰۸:۳۰", "to_time": "۱۶:۰۰", "active": "on"}
    refused = client.post("/alerts/new", typed | {"to_time": "عصر"})
    assert refused.status_code == 400
    assert "<strong>تا ساعت:</strong> ساعت خوانده نشد؛ مانند ۰۸:۳۰ بنویسید." in refused.text
    assert 'value="۰۸:۳۰"' in refused.text
    client.post("/alerts/new", typed)
    rule = AlertRule.objects.get()
    assert rule.schedule == {"from": "08:30", "to": "16:00"}
    assert 'value="۱۶:۰۰"' in client.get(f"/alerts/{rule.pk}").text


def test_a_wrong_password_is_told_in_plain_persian(person: Callable[[str], User]) -> None:
    name = person("viewer").get_username()
    text = Client().post("/login", {"username": name, "password": "wrong"}).text
    assert "نام کاربری یا گذرواژه درست نیست" in text
    assert f'value="{name}"' in text


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("http://a.example/news/1/%D8%B4%D9%87%D8%B1", "http://a.example/news/1/شهر"),
        ("http://a.example/%D4%C7", "http://a.example/%D4%C7"),
        ("http://a.example/%E2%80%AEgpj", "http://a.example/gpj"),
    ],
)
def test_addresses_are_shown_with_their_letters(url: str, shown: str) -> None:
    assert rasad.address(url) == shown


def test_health_leads_to_what_needs_a_person(matches: list[Match], client_of: Make) -> None:
    """Letters that never arrived are a need on the page as in `manage.py health`."""
    target = Target.objects.create(name="گروه", kind="mail", address="a@example.ir")
    Delivery.objects.create(match=matches[0], target=target, state=Delivery.State.DEAD)
    text = client_of("editor").get("/health").text
    assert 'href="/deliveries?state=dead">۱ هشدار تحویل نشد</a>' in text


def test_needs_are_told_without_the_machines_keys() -> None:
    told = shown(
        [
            HealthProblem("process", "consume", "", "بخش consume پاسخ نمی‌دهد"),
            HealthProblem("lag", "parse", "", "مرحلهٔ parse 12 دقیقه عقب است"),
            HealthProblem("outlet_failing", "payam", "", "پیام شهر: 5 تلاش پیاپی ناموفق"),
        ]
    )
    assert [one.text for one in told][:2] == [
        "بخش «پردازش» پاسخ نمی‌دهد",
        "مرحلهٔ «استخراج» 12 دقیقه عقب است",
    ]
    assert told[2].href == "/outlets/payam"
    assert all(one.remedy for one in told)


@pytest.mark.parametrize(("days", "name"), [(0, "امروز"), (-1, "دیروز"), (1, "فردا")])
def test_near_days_have_names(days: int, name: str) -> None:
    assert f">{name}<" in rasad.when(datetime.now(UTC) + timedelta(days=days), "day")


def test_an_article_of_which_only_the_beginning_is_known_says_so(
    records: SampleRecords, client_of: Make
) -> None:
    Article.objects.filter(pk=records.articles[0].pk).update(quality="paywall")
    assert "متن کامل نیست" in client_of("viewer").get(f"/a/{records.articles[0].pk}").text
