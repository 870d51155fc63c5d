"""The servers that other tests stand on are the real ones."""

from __future__ import annotations

import json
import smtplib
import subprocess
import urllib.request
from pathlib import Path

import psycopg
import pytest

from tests.services.smtp import Mailbox


def test_elasticsearch_stores_and_finds(elasticsearch_url: str) -> None:
    index = f"{elasticsearch_url}/tooling-check"
    body = json.dumps({"text": "شهرداری تهران"}).encode()
    request = urllib.request.Request(
        f"{index}/_doc/1?refresh=true", body, {"Content-Type": "application/json"}
    )
    urllib.request.urlopen(request, timeout=30).close()
    with urllib.request.urlopen(
        f"{index}/_count?q=text:%D8%AA%D9%87%D8%B1%D8%A7%D9%86", timeout=30
    ) as answer:
        assert json.load(answer)["count"] == 1
    urllib.request.urlopen(urllib.request.Request(index, method="DELETE"), timeout=30).close()


def test_postgres_gives_each_module_an_empty_database(postgres_url: str) -> None:
    with psycopg.connect(postgres_url) as connection:
        row = connection.execute("select count(*) from pg_tables where schemaname = 'public'").fetchone()
    assert row == (0,)


def test_chromium_renders_persian(chromium_path: Path, chromium_arguments: list[str], tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<meta charset=utf-8><p id=p></p><script>p.textContent='رصد'</script>", encoding="utf-8")
    command = [
        str(chromium_path),
        "--headless",
        *chromium_arguments,
        f"--user-data-dir={tmp_path / 'profile'}",
    ]
    done = subprocess.run(
        [*command, "--dump-dom", page.as_uri()], capture_output=True, text=True, timeout=120
    )
    assert '<p id="p">رصد</p>' in done.stdout


def test_smtp_keeps_and_refuses(smtp_server: Mailbox) -> None:
    with smtplib.SMTP("127.0.0.1", smtp_server.port) as client:
        client.sendmail("a@x.example", ["b@x.example"], "Subject: one\r\n\r\nbody")
    assert smtp_server.wait(1)[0]["Subject"] == "one"
    smtp_server.refuse = "451 4.3.0 later"
    refused = pytest.raises(smtplib.SMTPDataError, match="451")
    with smtplib.SMTP("127.0.0.1", smtp_server.port) as client, refused:
        client.sendmail("a@x.example", ["b@x.example"], "Subject: two\r\n\r\nbody")
    assert smtp_server.refused == 1
    assert len(smtp_server.messages) == 1
