"""Whatever tantivy raises is a fault of the engine or its disk, never of an article."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rasad.search.errors import EngineUnavailableError, SearchError

_RAISED = (ValueError, OSError, RuntimeError)  # all that tantivy's binding raises, but for panics
_PANIC = "PanicException"  # of pyo3_runtime, which cannot be imported


@contextmanager
def engine_faults(folder: Path) -> Iterator[None]:
    """Errors of tantivy and of the files in `folder` become `EngineUnavailableError`."""
    try:
        yield
    except SearchError:
        raise
    except BaseException as error:
        if not isinstance(error, _RAISED) and type(error).__name__ != _PANIC:
            raise
        raise EngineUnavailableError(f"{folder}: {error}") from error
