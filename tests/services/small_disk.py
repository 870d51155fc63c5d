"""A folder whose disk can be filled and freed: a small file system in memory where this may be mounted,
elsewhere a limit on the size of the files that a process writes."""

from __future__ import annotations

import os
import resource
import subprocess
from collections.abc import Sequence
from pathlib import Path

_BLOCK = bytes(65_536)


class SmallDisk:
    """`folder` to work in; `fill` until nothing more can be written, `free` to go on; `remove` at the end."""

    def __init__(self, folder: Path, size: str = "4m") -> None:
        folder.mkdir(parents=True)
        self.folder = folder
        mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
        try:
            self.mounted = subprocess.run(mount, capture_output=True).returncode == 0
        except OSError:
            self.mounted = False
        self._limits = resource.getrlimit(resource.RLIMIT_FSIZE)
        self._limited: list[int] = []

    @property
    def _ballast(self) -> Path:
        return self.folder / "ballast"

    def fill(self, writers: Sequence[int] = ()) -> None:
        """Leave no room; a file that is there already cannot grow either. `writers`: who writes, else we."""
        if not self.mounted:
            self._limited = list(writers) or [os.getpid()]
            for pid in self._limited:
                resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, self._limits[1]))
            return
        for block in (_BLOCK, bytes(1)):
            with self._ballast.open("ab", buffering=0) as file:
                try:
                    while file.write(block):
                        pass
                except OSError:
                    continue

    def free(self) -> None:
        """Give the room back."""
        for pid in self._limited:
            resource.prlimit(pid, resource.RLIMIT_FSIZE, self._limits)
        self._limited = []
        self._ballast.unlink(missing_ok=True)

    def remove(self) -> None:
        """Unmount what was mounted."""
        self.free()
        if self.mounted:
            subprocess.run(["umount", "--lazy", str(self.folder)], capture_output=True, check=True)
