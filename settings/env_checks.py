"""The checks of `settings.env`, one a kind of value: each refuses with what to write instead."""

from __future__ import annotations

import os
import re
import ssl
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

SECRET_LENGTH = 32
_WRITE_DATABASE = "write postgresql://user:password@host:port/name or sqlite:////a/file"
_WRITE_SMTP = "write smtp://, smtps:// or smtp+starttls://user:password@host:port"
_WRITE_INDEX = (
    "write tantivy: or tantivy:/a/folder or the http(s) address of Elasticsearch, "
    "of several nodes with commas: https://a.example:9200,https://b.example:9200"
)
_WRITE_BASE = "write the whole address under which people reach the pages, as https://rasad.example.org"


def _split(url: str, write: str) -> SplitResult:
    """The parts of an address with a real port. Raises `ValueError`, which repeats nothing of it."""
    if any(sign.isspace() or not sign.isprintable() for sign in url):
        raise ValueError(f"white space stands in it: {write}")
    try:
        parts = urlsplit(url)
        if parts.port != 0:
            return parts
    except ValueError:
        pass
    raise ValueError(f"its host or port is none (a port is a number from 1 to 65535): {write}")


def index_url(value: str) -> str:
    """tantivy, or one or several addresses of one Elasticsearch cluster."""
    if value.startswith("tantivy:"):
        return value
    nodes = [_split(node, _WRITE_INDEX) for node in re.split(r",\s*(?=\w+://)", value)]
    if any(node.scheme not in ("http", "https") or not node.hostname for node in nodes):
        raise ValueError(_WRITE_INDEX)
    if len({node.scheme for node in nodes}) > 1:
        raise ValueError("http and https are mixed: the nodes are one cluster, write one of them")
    if len({path for node in nodes if (path := node.path.strip("/"))}) > 1:
        raise ValueError("several aliases stand behind the nodes: they are one cluster, write one alias")
    if len({(node.username, node.password) for node in nodes if node.username}) > 1:
        raise ValueError("several users are given: write one, or INDEX_USER and INDEX_PASSWORD")
    return value


def certificates(value: Path | None) -> Path | None:
    """A file of certificates to trust, PEM."""
    if value is not None:
        try:
            ssl.create_default_context(cafile=value)
        except OSError as error:  # `SSLError`, too: there is a file, and no certificate in it
            raise ValueError(f"{value} is no file of certificates (PEM): {error.strerror or error}") from None
    return value


def fingerprint(value: str) -> str:
    """The SHA-256 of a certificate, in hexadecimal digits without colons."""
    plain = value.replace(":", "").lower()
    if plain and not re.fullmatch("[0-9a-f]{64}", plain):
        raise ValueError(
            "it is no SHA-256 of a certificate (64 hexadecimal digits): "
            "openssl x509 -noout -fingerprint -sha256 -in certificate.pem"
        )
    return plain


def database_url(value: str) -> str:
    """PostgreSQL, or a file of SQLite."""
    if not value:
        return value
    parts = _split(value, _WRITE_DATABASE)
    if parts.scheme not in ("postgresql", "postgres", "sqlite"):
        raise ValueError(_WRITE_DATABASE)
    if not parts.path.strip("/"):
        raise ValueError(f"no database is named: {_WRITE_DATABASE}")
    if parts.scheme == "sqlite":
        file = Path(unquote(parts.path))
        if parts.netloc:
            raise ValueError(f"«{parts.netloc}» stands where nothing may stand: {_WRITE_DATABASE}")
        if file.is_dir():
            raise ValueError(f"{file} is a folder: name a file in it")
        if not file.parent.is_dir():
            raise ValueError(f"the folder {file.parent} is not there: make it, or name a file in another")
    return value


def smtp_url(value: str) -> str:
    """A mail server."""
    if value:
        parts = _split(value, _WRITE_SMTP)
        if parts.scheme not in ("smtp", "smtps", "smtp+starttls") or not parts.hostname:
            raise ValueError(_WRITE_SMTP)
    return value


def base_url(value: str) -> str:
    """Where people reach the pages: a scheme and a host, nothing behind them."""
    parts = _split(value, _WRITE_BASE)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(_WRITE_BASE)
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError(f"Rasad stands at the root of its name, nothing may follow it: {_WRITE_BASE}")
    if parts.username or parts.password:
        raise ValueError(f"no name and password belong into it: {_WRITE_BASE}")
    return value.rstrip("/")


def mail_from(value: str) -> str:
    """One mail address."""
    name, address = parseaddr(value)
    local, _, domain = address.rpartition("@")
    if name or address != value or not local or not domain or any(sign.isspace() for sign in value):
        raise ValueError(f"«{value}» is no mail address: write one, as rasad@example.org")
    return value


def secret_key(value: str) -> str:
    """Long and mixed enough to sign with."""
    if value and (len(value) < SECRET_LENGTH or len(set(value)) < 8):
        raise ValueError(
            "too short or too plain to sign sessions with: leave it out (one is made in the data folder), "
            f"or write {SECRET_LENGTH} signs or more: "
            'python3 -c "import secrets; print(secrets.token_urlsafe(50))"'
        )
    return value


def program(value: Path | None) -> Path | None:
    """A file that can be run."""
    if value is not None and not (value.is_file() and os.access(value, os.X_OK)):
        raise ValueError(f"{value} is no program that this account may run: name one, or leave it out")
    return value


def readable_file(value: Path) -> Path:
    """A file of text that this account may read."""
    try:
        value.read_text(encoding="utf-8")
    except OSError as error:
        raise ValueError(f"{value} cannot be read ({error.strerror}): name a file that can") from None
    except UnicodeDecodeError:
        raise ValueError(f"{value} is no text in UTF-8") from None
    return value


def writable_folder(value: Path) -> Path:
    """A folder that is there, or can be made, and takes new files."""
    remedy = "name a folder that this account may write to"
    try:
        value.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise ValueError(f"{value} is no folder: {remedy}") from None
    except OSError as error:
        raise ValueError(f"{value} cannot be made ({error.strerror}): {remedy}") from None
    if not os.access(value, os.W_OK | os.X_OK):
        raise ValueError(f"{value} may not be written to by this account: {remedy}, or change its owner")
    return value
