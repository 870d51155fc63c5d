"""A project folder whose crawler fetches local sites, and what it left in the database."""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import ssl
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.crawler.local_sites import LocalSites
from tests.services import migrated
from tests.services.waiting import PATIENCE

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Project:
    """A data folder with outlets; `crawl` runs `manage.py crawl` there."""

    folder: Path
    sites: LocalSites
    names: list[str] = field(default_factory=list)
    variables: dict[str, str] = field(default_factory=dict)

    def outlet(self, key: str, **entry: Any) -> None:
        """Define an outlet at http://<key>.example/, all feeds polled each second, no delay, no revisits."""
        host = f"{key}.example"
        base = {
            "outlet": key,
            "name": key,
            "kind": "agency",
            "home": f"http://{host}/",
            "family": "nastooh",
            "feeds": [{"kind": "rss", "url": "/rss"}],
        }
        fetch = {"delay": 0.0, "poll": [1, 60], "revisit": [], **entry.pop("fetch", {})}
        (self.folder / "outlets").mkdir(parents=True, exist_ok=True)
        text = json.dumps({**base, **entry, "fetch": fetch})  # JSON is YAML
        (self.folder / "outlets" / f"{key}.yaml").write_text(text, encoding="utf-8")
        self.host(host)

    def host(self, *names: str) -> None:
        """Let host names lead to the local server."""
        self.names += names
        lines = [f"{name} 127.0.0.1:{self.sites.port}" for name in dict.fromkeys(self.names)]
        (self.folder / "hosts").write_text("\n".join(lines) + "\n", encoding="utf-8")

    @property
    def environment(self) -> dict[str, str]:
        """The variables of this project, and nothing of another."""
        own = {
            name: value for name, value in os.environ.items() if not name.startswith(("RASAD_", "DATABASE_"))
        }
        return {
            **own,
            "RASAD_DATA": str(self.folder / "data"),
            "RASAD_OUTLETS": str(self.folder / "outlets"),
            "RASAD_HOSTS": str(self.folder / "hosts"),
            "RASAD_ALLOW_NETS": "127.0.0.0/8",
            "RASAD_LOG": "text",
            "PYTHONPATH": str(ROOT),
            **self.variables,
        }

    def manage(
        self, *words: str, timeout: float = 2 * PATIENCE, check: bool = True
    ) -> subprocess.CompletedProcess[str]:
        """Run `manage.py …` to its end."""
        done = subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), *words],
            env=self.environment,
            cwd=ROOT,
            text=True,
            capture_output=True,
            timeout=timeout,
            check=False,
        )
        if check and done.returncode:
            raise AssertionError(
                f"manage.py {words} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}"
            )
        return done

    def begin(self, *words: str) -> subprocess.Popen[bytes]:
        """Start `manage.py …`; the caller ends it. Its output goes to `<folder>/begun.log`."""
        with (self.folder / "begun.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, str(ROOT / "manage.py"), *words],
                env=self.environment,
                cwd=ROOT,
                stdout=log,
                stderr=log,
            )

    def prepare(self) -> None:
        """Make the database."""
        if self.variables.get("DATABASE_URL"):
            self.manage("migrate", "--verbosity", "0")
        else:
            migrated.copy_file(self.folder / "data" / "rasad.sqlite3")

    def crawl(self, *words: str, timeout: float = 2 * PATIENCE) -> str:
        """`manage.py crawl --once`; returns what it logged."""
        done = self.manage("crawl", "--load", "--once", *words, timeout=timeout)
        return done.stdout + done.stderr

    def rows(self, query: str, *values: Any) -> list[dict[str, Any]]:
        """Rows of the project's SQLite database."""
        with contextlib.closing(
            sqlite3.connect(self.folder / "data" / "rasad.sqlite3", timeout=30)
        ) as database:
            database.row_factory = sqlite3.Row
            return [dict(row) for row in database.execute(query, values)]

    def change(self, statement: str, *values: Any) -> None:
        """Change the project's database as no command does: a state that a death left behind."""
        path = self.folder / "data" / "rasad.sqlite3"
        with contextlib.closing(sqlite3.connect(path, timeout=30)) as database, database:
            database.execute(statement, values)

    def outcomes(self) -> dict[str, int]:
        """Counted outcomes of fetching."""
        found = self.rows(
            "SELECT outcome, SUM(count) AS n FROM archive_stagecount WHERE stage='fetch' GROUP BY outcome"
        )
        return {row["outcome"]: row["n"] for row in found}

    def page(self, url: str) -> dict[str, Any]:
        """The frontier's row of an address."""
        found = self.rows("SELECT * FROM archive_frontier WHERE url = ?", url)
        assert len(found) == 1, f"{url}: {len(found)} rows"
        return found[0]

    @property
    def warcs(self) -> list[Path]:
        """The WARC files, whatever their state."""
        return sorted((self.folder / "data" / "warc").glob("*"))


@contextlib.contextmanager
def project_on_sites(folder: Path, tls: ssl.SSLContext | None = None) -> Iterator[Project]:
    """Local sites and a project that crawls them."""
    sites = LocalSites(tls)
    try:
        yield Project(folder, sites)
    finally:
        sites.close()
