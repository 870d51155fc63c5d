"""Tests with a browser and tests with the database get along in one process, in any order."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from settings.env import ROOT

SUITE = """
import pytest
from django.contrib.auth.models import Group


def test_one_with_a_browser(page):
    page.set_content("<h1>رصد</h1>")
    assert page.inner_text("h1") == "رصد"


@pytest.mark.django_db
def test_two_with_the_database():
    assert Group.objects.filter(name="no such group").count() == 0


def test_three_with_a_browser_again(page):
    page.set_content("<p>باز</p>")
    assert page.inner_text("p") == "باز"


@pytest.mark.django_db
def test_four_with_the_database_last():
    assert Group.objects.filter(name="no such group").count() == 0
"""
# pytest-django puts tests with the database first, which workers of xdist undo from module to module.
AS_WRITTEN = """
import pytest

from tests.services.fixtures import *


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: item.location[1])
"""


def test_browser_and_database_in_one_process(chromium_path: Path, tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text(AS_WRITTEN, encoding="utf-8")
    (tmp_path / "test_both.py").write_text(SUITE, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-v", "-p", "no:cacheprovider", "-p", "tests.conftest"]
    place = ["-c", str(ROOT / "pyproject.toml"), "--rootdir", str(ROOT), str(tmp_path / "test_both.py")]
    done = subprocess.run([*command, *place], cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert "4 passed" in done.stdout, done.stdout + done.stderr
    assert done.stdout.index("test_one") < done.stdout.index("test_two") < done.stdout.index("test_three")
