"""Scrapy's settings; why so much is off: `docs/decisions/why-one-spider-and-a-lane-for-each-host.md`."""

from __future__ import annotations

from typing import Any

BOT_NAME = "rasad"
SPIDER_MODULES = ["crawler.spiders"]
USER_AGENT = "Mozilla/5.0 (compatible; Rasad/0.1; municipal media monitor)"

TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
TWISTED_DNS_RESOLVER = "crawler.resolver.GuardedResolver"
DNSCACHE_ENABLED = False  # a checked address is used once; caching would keep a rebound name

# Both run code that connects to us; both are on by default.
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
# A Set-Cookie would make tldextract fetch the public suffix list; and we want no sessions.
COOKIES_ENABLED = False
# No proxy from the environment: it would resolve names for us, behind the guard's back.
HTTPPROXY_ENABLED = False

DOWNLOAD_HANDLERS: dict[str, Any] = {
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
    "http": "crawler.handler.GuardedHandler",
    "https": "crawler.handler.GuardedHandler",
}
DOWNLOAD_MAXSIZE = 16 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_TIMEOUT = 30
DOWNLOAD_VERIFY_CERTIFICATES = True
DOWNLOAD_FAIL_ON_DATALOSS = True

# Politeness lives in the frontier (host leases); Scrapy's own slots must not add to it or hide it.
DOWNLOAD_DELAY = 0
CONCURRENT_REQUESTS = 64
CONCURRENT_REQUESTS_PER_DOMAIN = 2
ROBOTSTXT_OBEY = True  # by crawler.robots; Scrapy's middleware would ask outside the host's turn

# Redirects, retries and decoding are ours: every hop is evidence, waits its turn and passes the guard.
REDIRECT_ENABLED = False
METAREFRESH_ENABLED = False
RETRY_ENABLED = False
COMPRESSION_ENABLED = False
REFERER_ENABLED = False
HTTPERROR_ALLOW_ALL = True
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"

DOWNLOADER_MIDDLEWARES: dict[str, Any] = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
    "scrapy.downloadermiddlewares.cookies.CookiesMiddleware": None,
    "crawler.guard.AddressGuard": 10,
    "crawler.guard.ConditionalGet": 600,
}
EXTENSIONS: dict[str, Any] = {
    "scrapy.extensions.feedexport.FeedExporter": None,
    "scrapy.extensions.memusage.MemoryUsage": None,
    "crawler.evidence.Evidence": 0,
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
