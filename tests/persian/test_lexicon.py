"""The lexicon file: small, quick, the same each time, and clear about being absent."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from rasad.persian.lexicon import build, sources
from rasad.persian.lexicon.lexicon import lexicon_path

ROOT = Path(__file__).resolve().parents[2]


def run(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
    )


def test_a_missing_lexicon_names_the_command(tmp_path: Path) -> None:
    code = "from rasad import persian; print(persian.VERSION); persian.analyze('تهران')"
    done = run(code, RASAD_LEXICON=str(tmp_path / "none.bin"), PYTHONUTF8="1")
    assert done.stdout.strip() == "unbuilt"
    assert "LexiconMissingError" in done.stderr
    assert "make setup" in done.stderr


def test_a_torn_lexicon_is_refused(tmp_path: Path) -> None:
    torn = tmp_path / "torn.bin"
    torn.write_bytes(lexicon_path().read_bytes()[:10])
    done = run("from rasad import persian; persian.analyze('تهران')", RASAD_LEXICON=str(torn), PYTHONUTF8="1")
    assert "make setup" in done.stderr


def test_building_twice_gives_the_same_file(tmp_path: Path) -> None:
    one, other = tmp_path / "one.bin", tmp_path / "other.bin"
    assert build.write(one) == build.write(other)
    assert one.read_bytes() == other.read_bytes() == lexicon_path().read_bytes()


def test_it_is_small_and_loads_without_hazm_or_django() -> None:
    """Seconds and memory at run time are measured by `python -m benchmarks.analyser`."""
    code = (
        "import sys; from rasad import persian; persian.analyze('شهرداری تهران');"
        "print([m for m in ('hazm', 'django', 'nltk') if m in sys.modules])"
    )
    assert run(code).stdout.strip() == "[]"
    assert lexicon_path().stat().st_size < 1_000_000


TABLES = sorted(
    str(path.relative_to(sources.PERSIAN).with_suffix("")) for path in sources.PERSIAN.rglob("*.tsv")
)


@pytest.mark.parametrize("name", [table for table in TABLES if not table.endswith(("words", "exceptions"))])
def test_every_reviewed_row_gives_its_reason(name: str) -> None:
    for row in sources.rows(name):
        assert all(cell.strip() for cell in row)
        assert len(row) == (2 if name.endswith(("protected", "names")) else 3), row
