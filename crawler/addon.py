"""Rasad's Scrapy add-on: what a crawl needs before it begins, said in a sentence where it is missing."""

from __future__ import annotations

import sys

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from scrapy.settings import BaseSettings, Settings

from crawler.handlers import browser
from crawler.shared_services import services
from settings.env import env


class RasadAddon:
    """Named by the `ADDONS` setting."""

    @classmethod
    def update_pre_crawler_settings(cls, settings: BaseSettings) -> None:
        """End with one sentence where the database is not there; before any reactor runs."""
        problem = database_problem()
        if problem:
            sys.exit(f"rasad: {problem}")

    def update_settings(self, settings: Settings) -> None:
        """The browser's settings, where an outlet needs one."""
        shared = services()
        settings.set("RASAD_NO_BROWSER", shared.no_browser, priority="addon")
        if shared.proxy is not None:
            own = {"RASAD_BROWSER": True, **browser.settings(env(), shared.proxy.port)}
            settings.setdict(own, priority="addon")


def database_problem() -> str:
    """Why nothing can be crawled with this database, with the remedy; "" where all is well."""
    where = env().database_url.partition("@")[2] or str(env().data)
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        return f"the database ({where}) does not answer: {error}"
    finally:
        connection.close()
    if missing:
        return f"the database ({where}) is not ready: run «manage.py migrate», then «manage.py load-outlets»"
    return ""
