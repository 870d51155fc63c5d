"""One crawl process: all spiders in one reactor, with one writer; ends cleanly on SIGTERM."""

from __future__ import annotations

import logging
import signal
from types import FrameType

import structlog
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings
from scrapy.spiderloader import get_spider_loader

from crawler.shared_services import Plan, close_services, services
from rasad.archive.jobs import lease_holders

log = structlog.get_logger("rasad.crawler")


def project_settings() -> Settings:
    """Scrapy's settings of this project, wherever the process was started."""
    settings = Settings()
    settings.setmodule("settings.scrapy", priority="project")
    return settings


def quiet_loggers() -> None:
    """Let the loggers of others speak of warnings only: each page would be three lines."""
    for name in ("scrapy", "twisted", "asyncio", "scrapy-playwright"):
        logging.getLogger(name).setLevel(logging.WARNING)


def crawl(plan: Plan) -> int:
    """Crawl until the plan is over; returns the number of requests made."""
    lease_holders.take_short_turns()
    shared = services(plan)
    settings = project_settings()
    process = AsyncCrawlerProcess(settings)
    quiet_loggers()

    def end(number: int, frame: FrameType | None) -> None:
        shared.ending = True

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    spec = shared.specs.get(plan.outlet) if plan.outlet else None
    loader = get_spider_loader(settings)
    try:
        for name in loader.list():
            kinds: tuple[str, ...] = getattr(loader.load(name), "kinds", ())
            if spec is None or spec.kind in kinds:
                shared.kinds.update(kinds)
                process.crawl(name, outlet=plan.outlet)
        process.start(stop_after_crawl=True, install_signal_handlers=False)
    finally:
        close_services()
    log.info("crawl_ended", pages=shared.pages, groups=shared.writer.groups)
    return shared.pages
