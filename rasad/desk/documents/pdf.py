"""PDF by Chromium's own printing: tagged, with outline, the font inside.

The page is ours, its words are strangers': its policy lets no script run and nothing be fetched, no name
resolves, and the process ends with its folder.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from rasad.desk.documents.errors import PrinterMissingError, PrintingError, TaskCancelledError
from settings.chromium import NAMES
from settings.env import env

SECONDS = 90.0  # for one file
MAX_HTML = 64 << 20
_EVERY = 0.05
_ARGUMENTS = (
    "--headless",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--no-pdf-header-footer",
    "--generate-pdf-document-outline",
)


def chromium() -> str:
    """The path of Chromium. Raises `PrinterMissingError`."""
    given = env().chromium
    found = str(given) if given else next((path for name in NAMES if (path := shutil.which(name))), "")
    if not found:
        raise PrinterMissingError(
            "برای ساختن PDF مرورگر Chromium لازم است و روی این دستگاه نیست. "
            "از مدیر سامانه بخواهید بستهٔ chromium را نصب کند؛ فایل Word بی آن هم ساخته می‌شود."
        )
    return found


def print_pdf(html: str, cancelled: Callable[[], bool] = lambda: False) -> bytes:
    """The page as PDF. Raises `PrinterMissingError`, `PrintingError`, `TaskCancelledError`."""
    program = chromium()
    if len(html) > MAX_HTML:
        raise PrintingError("سند بزرگ‌تر از آن است که چاپ شود؛ از بندها یا تصویرهایش بکاهید.")
    with tempfile.TemporaryDirectory(prefix="rasad-pdf-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        page, made = folder / "page.html", folder / "page.pdf"
        page.write_text(html, encoding="utf-8")
        command = [program, *_ARGUMENTS, f"--user-data-dir={folder / 'profile'}", f"--print-to-pdf={made}"]
        if os.geteuid() == 0:
            command.append("--no-sandbox")  # which does not run as root; without scripts little needs it
        _run([*command, page.as_uri()], folder, cancelled)
        if not made.is_file() or not made.stat().st_size:
            raise PrintingError("مرورگر PDF نساخت. دوباره بکوشید؛ اگر باز نشد به مدیر سامانه بگویید.")
        return made.read_bytes()


def _run(command: list[str], folder: Path, cancelled: Callable[[], bool]) -> None:
    """Run to its end, its time or its cancellation; nothing of it is left behind."""
    quiet = {"HOME": str(folder), "PATH": os.defpath, "LANG": "C.UTF-8", "TZ": "Asia/Tehran"}
    process = subprocess.Popen(
        command, env=quiet, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    until = time.monotonic() + SECONDS
    try:
        while process.poll() is None:
            if cancelled():
                raise TaskCancelledError("لغو شد.")
            if time.monotonic() > until:
                raise PrintingError("چاپ بیش از اندازه طول کشید. دستگاه پربار است؛ کمی بعد دوباره بکوشید.")
            time.sleep(_EVERY)
    finally:
        if process.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, 9)
            process.wait()
