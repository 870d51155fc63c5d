"""Real servers for tests: Elasticsearch, PostgreSQL, Chromium, SMTP.

Each is started at most once a test session, when a test first asks for it (`broker`), by a
keeper that ends it when the session ends, however the session ends (`keeper`).
"""

from __future__ import annotations

from deploy.packages import MissingPackageError

__all__ = ["MissingPackageError"]
