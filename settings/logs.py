"""Structured logs for every process: one line an event, as JSON or as key=value, without secrets.

Django calls `configure` (by `LOGGING_CONFIG`) in `django.setup()`. Lines of the standard library's
loggers (Django, Scrapy, APScheduler …) pass the same processors, so they are redacted, too.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Mapping
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

HIDDEN = "***"
#: Names whose value is never written; a name that only counts or names such a thing is let through.
SECRET_NAME = re.compile(
    r"pass(word|wd|phrase)?$|secret|authorization|cookie|credential|private_?key|api_?key|csrf|"
    r"(^|[_-])token$|session_?key",
    re.IGNORECASE,
)
USERINFO = re.compile(r"(?<=://)[^/\s@'\"]+@")
PARAMETER = re.compile(
    r"(?i)\b((?:access_|refresh_|api_?)?(?:token|key)|password|passwd|pwd|secret|signature|sig)=([^&\s'\"]+)"
)
BEARER = re.compile(r"(?i)\b(bearer|basic|token)\s+[a-z0-9._~+/=-]{8,}")
BOT = re.compile(r"/bot\d+:[\w-]+")  # a messenger's bot token is a part of its address

#: Loggers that say every step of every request or job at INFO.
QUIET = (
    "mail.log",
    "apscheduler.executors", "apscheduler.scheduler", "elastic_transport", "httpx", "asyncio",
    "trafilatura", "readability",
    "urllib3", "scrapy.addons", "scrapy.middleware", "scrapy.utils.log",
)  # fmt: skip

_process: dict[str, str] = {}


def scrub(text: str) -> str:
    """The text without user names and passwords of URLs, tokens in parameters, headers and bot addresses."""
    if "://" in text:
        text = USERINFO.sub(f"{HIDDEN}@", text)
    if "=" in text:
        text = PARAMETER.sub(rf"\1={HIDDEN}", text)
    text = BEARER.sub(rf"\1 {HIDDEN}", text)
    return BOT.sub(f"/bot{HIDDEN}", text) if "/bot" in text else text


def hide(value: Any, name: str = "") -> Any:
    """The value as it may be written: secret by its name, or scrubbed, down to any depth."""
    if name and value and SECRET_NAME.search(name):
        return HIDDEN
    if isinstance(value, str):
        return scrub(value)
    if isinstance(value, bytes):
        return scrub(value.decode("utf-8", "replace"))
    if isinstance(value, Mapping):
        return {key: hide(item, str(key)) for key, item in value.items()}
    if isinstance(value, list | tuple | set):
        return [hide(item) for item in value]
    return value if isinstance(value, int | float | bool | None) else scrub(str(value))


def redact(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """The structlog processor; it stands last before rendering, so tracebacks pass it."""
    return {name: hide(value, name) for name, value in event.items()}


def name_process(name: str) -> None:
    """Say which part of Rasad this process is; its lines carry it as `part`."""
    _process["part"] = name


def _part(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    for key, value in _process.items():
        event.setdefault(key, value)
    return event


class _Stderr(logging.StreamHandler[TextIO]):
    """Writes to whatever standard error is at that moment (tests exchange it)."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> TextIO:  # type: ignore[override]  # a property where the base keeps an attribute
        return sys.stderr


def _before_rendering() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
        structlog.processors.UnicodeDecoder(),
        _part,
    ]


def configure(options: Mapping[str, Any]) -> None:
    """Set up structlog and the root logger. `options`: format ("json" or "text"), level (default INFO)."""
    shared = _before_rendering()
    as_json = options.get("format") == "json"
    renderer: Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if as_json
        else structlog.dev.ConsoleRenderer(
            colors=False, pad_event_to=0, pad_level=False, exception_formatter=structlog.dev.plain_traceback
        )
    )
    final: list[Processor] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta, redact, renderer]
    handler = _Stderr()
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processors=final, foreign_pre_chain=shared))
    root = logging.getLogger()
    root.handlers = [old for old in root.handlers if not isinstance(old, _Stderr)] + [handler]
    root.setLevel(options.get("level", "INFO"))
    for name in ("django", "django.server"):  # Django's defaults print for themselves
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.captureWarnings(True)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
