"""A wrong environment stops the start with a sentence; a right one is typed."""

from __future__ import annotations

from ipaddress import ip_network
from pathlib import Path

import pytest

from settings.env import ConfigError, Env, env, read_hosts, unknown_variables


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (
        "RASAD_DATA",
        "RASAD_BASE_URL",
        "RASAD_HOSTS",
        "RASAD_ALLOW_NETS",
        "INDEX_URL",
        "DATABASE_URL",
        "SMTP_URL",
    ):
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
        ("INDEX_URL", "http:///x", "address of Elasticsearch"),
        ("INDEX_URL", "http://a:9200,http://b:notaport", "a port is a number"),
        ("INDEX_URL", "http://a b/", "white space"),
        ("INDEX_URL", "http://a:9200,https://b:9200", "http and https are mixed"),
        ("INDEX_URL", "http://a/one,http://b/two", "write one alias"),
        ("INDEX_URL", "http://u:p@a,http://v:q@b", "INDEX_USER"),
        ("INDEX_USER", "rasad", "INDEX_PASSWORD"),
        ("INDEX_CA", "/no/such/ca.pem", "no file of certificates"),
        ("INDEX_CA", __file__, "no file of certificates"),
        ("INDEX_FINGERPRINT", "ab:cd", "64 hexadecimal digits"),
        ("INDEX_REPLICAS", "-1", "greater than or equal to 0"),
        ("INDEX_REPLICAS", "two", "valid integer"),
        ("DATABASE_URL", "mysql://x", "postgresql://"),
        ("DATABASE_URL", "postgresql://u:p@host:notaport/x", "a port is a number"),
        ("DATABASE_URL", "postgresql://u:p@host:99999/x", "a port is a number"),
        ("DATABASE_URL", "postgresql://u:p@host", "no database is named"),
        ("DATABASE_URL", "sqlite://", "no database is named"),
        ("DATABASE_URL", "sqlite:////no/such/folder/x", "is not there: make it"),
        ("DATABASE_URL", "sqlite:////tmp", "is a folder: name a file"),
        ("DATABASE_URL", "sqlite://relative/x", "nothing may stand"),
        ("SMTP_URL", "mail.example", "smtp://"),
        ("SMTP_URL", "smtp://:99999", "a port is a number"),
        ("SMTP_URL", "smtp://:25", "smtp+starttls://user:password@host:port"),
        ("RASAD_MAIL_FROM", "nobody", "rasad@example.org"),
        ("RASAD_MAIL_FROM", "a@b, c@d", "is no mail address"),
        ("RASAD_BASE_URL", "rasad.example.ir", "write the whole address"),
        ("RASAD_BASE_URL", "https://", "write the whole address"),
        ("RASAD_BASE_URL", "javascript:alert(1)", "write the whole address"),
        ("RASAD_BASE_URL", "https://rasad.example.ir/desk", "nothing may follow"),
        ("RASAD_BASE_URL", "https://u:p@rasad.example.ir", "no name and password"),
        ("RASAD_BASE_URL", "https://rasad.example.ir:port", "a port is a number"),
        ("RASAD_SECRET_KEY", "a", "too short"),
        ("RASAD_SECRET_KEY", "a" * 60, "too plain"),
        ("RASAD_CHROMIUM", "/no/such/chromium", "is no program"),
        ("RASAD_HOSTS", "/no/such/hosts", "cannot be read"),
        ("RASAD_ALLOW_NETS", "127.0.0.1/8", "host bits"),
        ("RASAD_CRAWL_WORKERS", "0", "greater than or equal to 1"),
        ("RASAD_CRAWL_WORKERS", "many", "valid integer"),
        ("RASAD_FETCH_TIMEOUT", "soon", "valid number"),
        ("RASAD_DEBUG", "perhaps", "valid boolean"),
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
    assert "u:p" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("INDEX_URL", "https://a:9200,https://user:p,w@b:9200/?prefix=rasad"),
        ("INDEX_REPLICAS", "0"),
        ("INDEX_URL", "tantivy:/a/folder"),
        ("DATABASE_URL", "postgresql://rasad@%2Fvar%2Frun%2Fpostgresql/rasad"),
        ("DATABASE_URL", "postgresql:///rasad?host=/tmp"),
        ("DATABASE_URL", "sqlite:////tmp/new.sqlite3"),
        ("SMTP_URL", "smtp+starttls://user:pa%40ss@mail.example:587"),
        ("RASAD_BASE_URL", "https://rasad.example.ir/"),
        ("RASAD_BASE_URL", "http://[::1]:8000"),
        ("RASAD_SECRET_KEY", "kR3-_vB8tq0LwZ1xYc5Jd7Hs2Fg4Nm6P"),
    ],
)
def test_a_right_value_is_taken(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    fresh()


def test_the_index_is_logged_into_in_one_way_and_verified_by_tls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INDEX_USER", "rasad")
    monkeypatch.setenv("INDEX_PASSWORD", "hidden")
    monkeypatch.setenv("INDEX_FINGERPRINT", "AB:" * 31 + "CD")
    with pytest.raises(ConfigError, match="INDEX_FINGERPRINT says how TLS is verified"):
        fresh()
    monkeypatch.setenv("INDEX_URL", "https://a.example:9200")
    assert fresh().index_fingerprint == "ab" * 31 + "cd"
    assert "hidden" not in repr(fresh())
    monkeypatch.setenv("INDEX_API_KEY", "a2V5")
    with pytest.raises(ConfigError, match="give one of them"):
        fresh()


def test_debug_pages_are_for_this_machine_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RASAD_DEBUG", "1")
    fresh()
    monkeypatch.setenv("RASAD_BASE_URL", "https://rasad.example.ir")
    with pytest.raises(ConfigError, match="RASAD_DEBUG shows the insides"):
        fresh()


def test_a_slip_of_the_pen_is_named_with_what_was_meant(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RASAD_BASEURL", "https://rasad.example.ir")
    monkeypatch.setenv("RASAD_LEXICON", "/a/lexicon")
    assert ("RASAD_BASEURL", "RASAD_BASE_URL") in unknown_variables()
    assert "RASAD_LEXICON" not in dict(unknown_variables())


def test_a_data_folder_that_cannot_be_used_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    for where in (file, file / "below"):
        monkeypatch.setenv("RASAD_DATA", str(where))
        with pytest.raises(ConfigError, match=f"RASAD_DATA: {where} "):
            fresh().data_folder()


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
