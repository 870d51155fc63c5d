"""Fixtures of the crawler's tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crawler.project import Project, project_on_sites


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """A project without outlets, and local sites without pages."""
    with project_on_sites(tmp_path) as made:
        yield made
