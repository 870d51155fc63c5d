"""A wrong environment stops the start with a sentence; a right one is typed."""

from __future__ import annotations

from ipaddress import ip_network
from pathlib import Path

import pytest

from settings.env import ConfigError, Env, env, read_hosts


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("RASAD_DATA", "RASAD_HOSTS", "RASAD_ALLOW_NETS", "INDEX_URL", "DATABASE_URL", "SMTP_URL"):
        monkeypatch.delenv(name, raising=False)


def fresh() -> Env:
    """The environment as a new process would read it."""
    read = env.__wrapped__
    result = read()
    assert isinstance(result, Env)
    return result


def test_defaults_keep_to_this_machine() -> None:
    found = fresh()
    assert found.index_url == "tantivy:"
    assert found.allow_nets == ()
    assert found.hosts == {}
    assert found.data.is_absolute()


@pytest.mark.parametrize(
    ("name", "value", "remedy"),
    [
        ("INDEX_URL", "elastic", "write tantivy:"),
        ("DATABASE_URL", "mysql://x", "postgresql://"),
        ("SMTP_URL", "mail.example", "smtp://"),
        ("RASAD_ALLOW_NETS", "127.0.0.1/8", "host bits"),
        ("RASAD_CRAWL_WORKERS", "0", "greater than or equal to 1"),
        ("RASAD_LOG", "xml", "json"),
    ],
)
def test_a_wrong_value_names_the_variable_and_the_remedy(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, remedy: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigError) as caught:
        fresh()
    assert name in str(caught.value)
    assert remedy in str(caught.value)


def test_a_hosts_file_needs_allowed_networks(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "hosts"
    file.write_text("# the city\nA.example 127.0.0.1:4000\n", encoding="utf-8")
    monkeypatch.setenv("RASAD_HOSTS", str(file))
    with pytest.raises(ConfigError, match="RASAD_ALLOW_NETS"):
        fresh()
    monkeypatch.setenv("RASAD_ALLOW_NETS", "127.0.0.0/8, ::1/128")
    found = fresh()
    assert found.allow_nets == (ip_network("127.0.0.0/8"), ip_network("::1/128"))
    assert found.hosts == {"a.example": ("127.0.0.1", 4000)}


def test_a_wrong_line_of_the_hosts_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / "hosts"
    file.write_text("a.example 127.0.0.1:80\nb.example\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"hosts:2"):
        read_hosts(file)


def test_the_signing_key_is_made_once_and_kept_private(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("RASAD_SECRET_KEY", raising=False)
    monkeypatch.setenv("RASAD_DATA", str(tmp_path / "data"))
    first = fresh().secret
    assert first == fresh().secret
    assert len(first) >= 50
    assert (tmp_path / "data" / "secret.key").stat().st_mode & 0o077 == 0
