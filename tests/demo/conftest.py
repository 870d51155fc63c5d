"""One city for most tests: all of it is out at once (its birth lies a day back), served on real sockets."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import demo


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[demo.Demo]:
    """A city that has caught up with real time."""
    folder: Path = tmp_path_factory.mktemp("city")
    with demo.running(seed=11, dir=folder, now=datetime.now(UTC) - timedelta(days=1)) as running:
        yield running
