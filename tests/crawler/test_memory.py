"""A crawl's memory does not grow with the pages it has fetched."""

from __future__ import annotations

import pytest

from benchmarks.crawl import measure_memory


@pytest.mark.proof
def test_memory_is_flat_however_many_pages_are_fetched(proof_full: bool) -> None:
    """In full a hundred thousand pages, of which the first quarter warms up; a short run does little else."""
    sizes = measure_memory(20, 5_000 if proof_full else 10)["ours_mb_by_quarters"]
    assert sizes[-1] <= (sizes[1] * 1.1 if proof_full else 400), sizes
