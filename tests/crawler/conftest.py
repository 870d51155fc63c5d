"""Fixtures of the crawler's tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crawler.town import Project, in_town


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """An empty project in an empty town."""
    with in_town(tmp_path) as made:
        yield made
