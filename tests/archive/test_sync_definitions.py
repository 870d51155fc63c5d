"""Definitions from YAML become rows that other records refer to."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from rasad.archive.models import Feed, Host, Outlet, Topic, Unit
from rasad.archive.sync_definitions import name_outlet, store_city, store_outlets
from rasad.operation.health.problem import HealthProblem
from rasad.operation.health.rules import problems_of
from rasad.operation.outlet_health.figures import outlets as outlet_figures
from rasad.outlets.city import load_city
from rasad.outlets.definitions import OutletSpec
from rasad.outlets.loading import load_outlets
from tests.operation.health.test_health import calm

ENTRY = "- {outlet: a, kind: site, home: 'https://a.example/', family: wordpress%s}\n"


def outlets(folder: Path, more: str = "") -> dict[str, OutletSpec]:
    (folder / "outlets.yaml").write_text(ENTRY % more, encoding="utf-8")
    return load_outlets(folder)


def test_loading_again_takes_up_changes_and_keeps_what_is_referred_to(db: None, tmp_path: Path) -> None:
    file = tmp_path / "city.yaml"
    file.write_text(
        "city: ت\nunits:\n  - {key: a, name: نام, kind: district}\n  - {key: b, name: دو, kind: company}\n"
        "topics:\n  - {key: t, name: موضوع, query: مترو}\n",
        encoding="utf-8",
    )
    assert store_city(load_city(file)) == (2, 1)
    file.write_text("city: ت\nunits:\n  - {key: a, name: نام نو, kind: district}\n", encoding="utf-8")
    store_city(load_city(file))
    assert list(Unit.objects.values_list("key", "name")) == [("a", "نام نو")]
    assert not Topic.objects.exists()


@pytest.mark.parametrize("more", [", status: wanted", ", way: proxy"])
def test_what_is_defined_and_not_polled_alarms_nobody(db: None, tmp_path: Path, more: str) -> None:
    store_outlets(outlets(tmp_path))
    Feed.objects.update(failures=9, last_error="refused")
    Outlet.objects.update(last_capture_at=timezone.now() - timedelta(days=9))
    assert {need.code for need in problems()} == {"outlet_failing"}
    store_outlets(outlets(tmp_path, more))
    assert Outlet.objects.get().defined
    assert list(Feed.objects.values_list("url", "enabled")) == [("https://a.example/feed/", False)]
    assert problems() == []
    store_outlets(outlets(tmp_path))
    assert Feed.objects.get().enabled


def problems() -> list[HealthProblem]:
    return problems_of(calm(outlets=outlet_figures(timezone.now())))


def test_no_host_is_kept_for_what_is_never_polled(db: None, tmp_path: Path) -> None:
    store_outlets(outlets(tmp_path, ", status: wanted"))
    assert not Host.objects.exists()
    store_outlets(outlets(tmp_path, ", fetch: {delay: 7}"))
    assert list(Host.objects.values_list("name", "delay")) == [("a.example", 7.0)]


def test_a_page_names_an_outlet_once_and_yaml_has_the_last_word(db: None, tmp_path: Path) -> None:
    unnamed = outlets(tmp_path)
    store_outlets(unnamed)
    assert Outlet.objects.get().name == "a.example"
    assert not name_outlet(unnamed["a"], " – ")
    assert name_outlet(unnamed["a"], "  نام\x00\nسایت ")
    assert not name_outlet(unnamed["a"], "نام دیگر")
    store_outlets(unnamed)
    assert Outlet.objects.get().name == "نام سایت"
    store_outlets(outlets(tmp_path, ", name: الف"))
    assert Outlet.objects.get().name == "الف"
