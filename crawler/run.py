"""One crawl worker as a process: reactor, group writer, parser pool; ends cleanly on SIGTERM."""

from __future__ import annotations

import logging
import signal
from types import FrameType

import structlog
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from crawler import browser
from crawler.context import CrawlServices
from crawler.guardproxy import GuardProxy
from crawler.reading import warm
from crawler.resolver import checked
from crawler.spiders.worker import Plan, Worker
from rasad.archive import processes
from rasad.archive.group_writer import GroupWriter, set_process_writer
from rasad.archive.heartbeats import HeartbeatThread
from rasad.archive.warc import WarcFiles, WarcStore, seal_leftovers
from rasad.extract.pool import Pool
from rasad.outlets.loading import load_outlets
from settings.env import env

log = structlog.get_logger("rasad.crawler")


def scrapy_settings(proxy: GuardProxy | None = None) -> Settings:
    """Scrapy's settings from `settings.scrapy`; with `proxy`, those of the browser behind it."""
    settings = Settings()
    settings.setmodule("settings.scrapy", priority="project")
    settings.set("DOWNLOAD_TIMEOUT", env().fetch_timeout, priority="project")
    if proxy is not None:
        settings.setdict({"RASAD_BROWSER": True, **browser.settings(env(), proxy.port)}, priority="project")
    return settings


def crawl(plan: Plan) -> int:
    """Run one worker until its plan is over; returns the number of requests made."""
    processes.take_short_turns()
    folder = env().data / "warc"
    folder.mkdir(parents=True, exist_ok=True)
    seal_leftovers(folder)
    writer = GroupWriter(WarcFiles(folder))
    set_process_writer(writer)
    pool = Pool(workers=1, timeout=20.0)
    pool.schedule(warm)  # the first call imports the parsers: not at the cost of the first feed
    context = CrawlServices(processes.owner(), writer, WarcStore(folder), pool, load_outlets(env().outlets))
    context.beating = beating = HeartbeatThread("crawl", {"pages": 0}).start()
    context.fetcher.timeout = env().fetch_timeout
    proxy = None
    if any(spec.fetch.browser for spec in context.specs.values()):
        context.fetcher.no_browser = browser.problem(env())
        if not context.fetcher.no_browser:
            context.proxy = proxy = GuardProxy(checked)
    process = AsyncCrawlerProcess(scrapy_settings(proxy))
    for name in (
        "scrapy",
        "twisted",
        "asyncio",
        "scrapy-playwright",
    ):  # after Scrapy has set them: each page would be three lines
        logging.getLogger(name).setLevel(logging.WARNING)
    crawler = process.create_crawler(Worker)

    def end(number: int, frame: FrameType | None) -> None:
        if isinstance(crawler.spider, Worker):
            crawler.spider.end()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    try:
        process.crawl(crawler, context=context, plan=plan)
        process.start(stop_after_crawl=True, install_signal_handlers=False)
    finally:
        writer.close()
        context.close()
        pool.close()
        beating.stop()
        set_process_writer(None)
    log.info("worker_ended", pages=context.fetcher.pages, groups=writer.groups)
    return context.fetcher.pages
