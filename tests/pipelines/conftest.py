"""Fixtures of this room."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rasad.extract.pool import Pool
from tests.pipelines.installation import Installation


@pytest.fixture(scope="session")
def pool() -> Iterator[Pool]:
    """Extraction's workers, shared by the tests."""
    with Pool(workers=1) as made:
        yield made


@pytest.fixture
def installation(transactional_db: None, tmp_path: Path, pool: Pool) -> Iterator[Installation]:
    """An installation with no page on record."""
    made = Installation(tmp_path, pool)
    yield made
    made.files.close()
