"""What waited for an index that was away is indexed faster than new articles come in."""

from __future__ import annotations

import os
import time

import pytest

from rasad.search.engines import open_engine
from rasad.search.engines.elasticsearch.engine import ElasticEngine
from rasad.search.service import Searcher
from tests.pipelines.installation import Installation, prose


@pytest.mark.proof
@pytest.mark.django_db(transaction=True)
def test_a_backlog_is_cleared_at_twice_the_rate_of_ingest(
    installation: Installation, elasticsearch_url: str, proof_full: bool
) -> None:
    """Both in one run, on the same machine; reduced it says only that the backlog is cleared."""
    number = 500 if proof_full else 40
    installation.index_url = f"{elasticsearch_url}/rasad-backlog-{os.getpid()}"
    for one in range(number):
        installation.article("alef", one, f"سرخط {one}", prose(one, 300))
    begun = time.monotonic()
    installation.run("parse", "story")
    ingested = time.monotonic()
    installation.run("index")
    cleared = time.monotonic()
    index = open_engine(installation.index_url)
    assert isinstance(index, ElasticEngine)
    try:
        index.refresh()
        assert Searcher(index).count(None) == number
        ratio = (ingested - begun) / (cleared - ingested)
        print(f"backlog cleared at {ratio:.1f} x the rate of ingest")
        assert ratio >= 2 or not proof_full
    finally:
        index.indices.drop(list(index.indices.all()))
        index.close()
