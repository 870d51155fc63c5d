"""While the database takes nothing: who reads goes on, who writes is told so at once, and nothing is lost."""

from __future__ import annotations

import json
import re
import sqlite3
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.search_api.fill_data_folder import NAME, PASSWORD
from tests.search_api.served_desk import ServedDesk, serve_desk
from tests.services.small_disk import SmallDisk
from tests.services.waiting import PATIENCE, until


class Reader:
    """A browser and a program with a token, at a served desk."""

    def __init__(self, desk: ServedDesk) -> None:
        self.desk = desk
        self.retry_after: str | None = None
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def get(self, path: str, *, token: bool = False) -> tuple[int, str]:
        """Status and text of an answer."""
        headers = {"Authorization": f"Bearer {self.desk.token}"} if token else {}
        return self._open(urllib.request.Request(self.desk.address + path, headers=headers))

    def post(self, path: str, fields: dict[str, str], *, form: str) -> tuple[int, str]:
        """Send the form that stands at another address."""
        page = self.get(form)[1]
        hidden = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert hidden, page[:500]
        data = urlencode({**fields, "csrfmiddlewaretoken": hidden[1]}).encode()
        address = self.desk.address + path
        return self._open(urllib.request.Request(address, data, {"Referer": self.desk.address + form}))

    def send_in(self, lines: str) -> tuple[int, str]:
        """Import over the API."""
        headers = {
            "Authorization": f"Bearer {self.desk.token}",
            "Content-Type": "application/x-ndjson",
        }
        address = f"{self.desk.address}/api/v1/import"
        return self._open(urllib.request.Request(address, lines.encode(), headers))

    def log_in(self) -> tuple[int, str]:
        """The status after the login, and the page it led to."""
        return self.post("/login", {"username": NAME, "password": PASSWORD}, form="/login")

    def _open(self, request: urllib.request.Request) -> tuple[int, str]:
        try:
            with self.opener.open(request, timeout=PATIENCE) as answer:
                return answer.status, answer.read().decode("utf-8", "replace")
        except urllib.error.HTTPError as error:
            self.retry_after = error.headers["Retry-After"]
            return error.code, error.read().decode("utf-8", "replace")


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    """A disk with room for a small desk."""
    made = SmallDisk(tmp_path / "disk", size="48m")
    yield made
    made.remove()


def assert_reading_goes_on(reader: Reader) -> None:
    for path in ("/", "/?q=شهرداری", "/outlets", "/help/query", "/export/csv?q=", "/health"):
        status, text = reader.get(urllib.parse.quote(path, safe="/?=&"))
        assert status == 200, (path, text[:300])
    status, text = reader.get("/api/v1/articles", token=True)
    assert status == 200, text
    first = json.loads(text)["items"][0]["id"]
    for path in (f"/api/v1/articles/{first}", "/api/v1/export?format=jsonl"):
        status, text = reader.get(path, token=True)
        assert status == 200, (path, text[:300])
    assert reader.get(f"/a/{first}")[0] == 200


def assert_writing_is_refused(reader: Reader, stranger: Reader, words: str) -> None:
    status, text = stranger.log_in()
    assert (status, words in text) == (503, True), text[:500]
    assert int(stranger.retry_after or 0) > 0
    status, text = reader.post("/saved/new", {"name": "یک", "q": "مترو"}, form="/?q=%D9%85")
    assert (status, words in text) == (503, True), text[:500]
    line = json.dumps({"url": "http://x.example/1", "outlet": "ایکس", "title": "یک", "body": "دو"})
    status, text = reader.send_in(line)
    assert (status, json.loads(text)["code"]) == (503, "database_away")
    assert words in json.loads(text)["detail"]


def audit_of(folder: Path) -> list[str]:
    with closing(sqlite3.connect(folder / "rasad.sqlite3")) as database:
        return [action for (action,) in database.execute("select action from desk_auditentry")]


def test_a_database_that_others_have_locked(tmp_path: Path) -> None:
    with serve_desk(tmp_path) as desk:
        reader, stranger = Reader(desk), Reader(desk)
        assert reader.log_in()[0] == 200
        with closing(sqlite3.connect(tmp_path / "rasad.sqlite3", isolation_level=None)) as other:
            other.execute("begin immediate")
            assert_reading_goes_on(reader)
            assert_writing_is_refused(reader, stranger, "سرگرم کار دیگری")
            assert "export.csv" not in audit_of(tmp_path)
        assert stranger.log_in()[0] == 200
        until(lambda: {"export.csv", "export.jsonl"} <= set(audit_of(tmp_path)))


def test_a_full_disk(disk: SmallDisk) -> None:
    folder = disk.folder / "data"
    folder.mkdir()
    with serve_desk(folder) as desk:
        reader, stranger = Reader(desk), Reader(desk)
        assert reader.log_in()[0] == 200
        disk.fill(desk.pids)
        try:
            assert_reading_goes_on(reader)
            assert_writing_is_refused(reader, stranger, "دیسک سامانه پر است")
        finally:
            disk.free()
        assert stranger.log_in()[0] == 200
        until(lambda: {"export.csv", "export.jsonl"} <= set(audit_of(folder)))
