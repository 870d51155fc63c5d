"""The outlets' definitions as a long-lived process holds them."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import structlog

from rasad.outlets.errors import DefinitionError
from rasad.outlets.loading import OutletSpec, load_outlets

log = structlog.get_logger("rasad.pipelines")
_RELOAD_SECONDS = 5.0


class OutletSpecs:
    """The outlets' definitions; read again where one is missing or the records hold a newer one."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._specs: dict[str, OutletSpec] = {}
        self._read_at = float("-inf")

    def get(self, key: str, digest: str = "") -> OutletSpec | None:
        """An outlet's definition, None where YAML has none. Raises `DefinitionError` at first."""
        with self._lock:
            spec = self._specs.get(key)
            if spec is not None and digest in ("", spec.digest):
                return spec
            if time.monotonic() - self._read_at >= _RELOAD_SECONDS:
                first = self._read_at == float("-inf")
                self._read_at = time.monotonic()
                try:
                    self._specs = load_outlets(self._folder)
                except DefinitionError as error:
                    if first:
                        raise
                    log.error("outlets_refused", error=str(error))
            return self._specs.get(key)
