"""Scrapy's settings. Whatever of Scrapy's own is off or replaced has its reason beside it."""

from __future__ import annotations

import os
from typing import Any

import django
from django.apps import apps

from settings.env import env

# Scrapy's own commands come here first; `manage.py` has set Django up already.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings.django")
if not apps.ready and not apps.loading:
    django.setup()

BOT_NAME = "rasad"
SPIDER_MODULES = ["crawler.spiders"]
USER_AGENT = "Mozilla/5.0 (compatible; Rasad/0.1; municipal media monitor)"
ADDONS = {"crawler.addon.RasadAddon": 0}

TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
TWISTED_DNS_RESOLVER = "crawler.resolver.GuardedResolver"
DNSCACHE_ENABLED = False  # a checked address is used once; caching would keep a rebound name

# What is due stands in the frontier (leased hosts, due times); JOBDIR loses requests on `kill -9`.
SCHEDULER = "crawler.scheduler.frontier_scheduler.FrontierScheduler"
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"  # an address is known by its item, in the frontier

# Both run code that connects to us; both are on by default.
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
# A Set-Cookie would make tldextract fetch the public suffix list; and we want no sessions.
COOKIES_ENABLED = False
# No proxy from the environment: it would resolve names for us, behind the guard's back.
HTTPPROXY_ENABLED = False

DOWNLOAD_HANDLERS: dict[str, Any] = {
    "data": None,  # nothing but the web is read: a redirect must not lead to a file of ours
    "file": None,
    "ftp": None,
    "s3": None,
    "http": "crawler.handlers.http.GuardedHandler",
    "https": "crawler.handlers.http.GuardedHandler",
}
DOWNLOAD_MAXSIZE = 16 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_TIMEOUT = env().fetch_timeout
DOWNLOAD_VERIFY_CERTIFICATES = True
DOWNLOAD_FAIL_ON_DATALOSS = True

# Politeness lives in the frontier (host leases); Scrapy's own slots must not add to it or hide it.
DOWNLOAD_DELAY = 0
CONCURRENT_REQUESTS = 0  # as many as hosts are ours: each has one in flight
CONCURRENT_REQUESTS_PER_DOMAIN = 2
ROBOTSTXT_OBEY = True
REDIRECT_MAX_TIMES = 5
REFERRER_POLICY = "no-referrer"

METAREFRESH_ENABLED = False  # pages that lead on by script or meta are the browser's, behind its guard
RETRY_ENABLED = False  # when a page is tried again stands in the frontier, and survives a death
HTTPERROR_ALLOW_ALL = True  # a 404 and a 503 are answers, with outcomes of their own

DOWNLOADER_MIDDLEWARES: dict[str, Any] = {
    "crawler.middlewares.address_guard.AddressGuardMiddleware": 10,
    # A redirect out of the outlet is an outcome (foreign), not a request that is silently dropped.
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    # Scrapy's asks beside the page's turn, and takes 5xx for "all is allowed" (RFC 9309 says the opposite).
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawler.middlewares.robots.PoliteRobotsMiddleware": 100,
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,  # we have no passwords for outlets
    # Scrapy's takes a torn gzip for a whole page.
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "crawler.middlewares.compression.StrictCompressionMiddleware": 590,
    # Scrapy's keeps no evidence of hops and follows redirects out of the outlet.
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "crawler.middlewares.redirect.OutletRedirectMiddleware": 600,
    "scrapy.downloadermiddlewares.cookies.CookiesMiddleware": None,  # see COOKIES_ENABLED
    "crawler.middlewares.conditional_get.ConditionalGetMiddleware": 800,
}
EXTENSIONS: dict[str, Any] = {
    "scrapy.extensions.feedexport.FeedExporter": None,  # items go to the archive; `export` writes files
    "scrapy.extensions.memusage.MemoryUsage": None,  # a crawl ends by itself after its time or pages
    "crawler.extensions.services.ServicesExtension": 0,
    "crawler.extensions.evidence.EvidenceExtension": 0,
}
ITEM_PIPELINES = {"pipelines.capture_pipeline.CapturePipeline": 100}
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "fa,en;q=0.5",
    "Accept-Encoding": "gzip, deflate, br, zstd",
}

LOG_INSTALL_ROOT_HANDLER = False
LOG_VERSIONS: list[str] = []
LOG_LEVEL = "INFO"
LOGSTATS_INTERVAL = 0
STATS_DUMP = False
WARN_ON_GENERATOR_RETURN_VALUE = False
