"""Every option that the environment can set: its type, default and check, in one place.

A wrong value stops the start with one sentence that names the variable and the remedy
(`ConfigError`); nothing else in the project reads `os.environ`.
"""

from __future__ import annotations

import secrets
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AliasChoices, Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent

Network = IPv4Network | IPv6Network


class ConfigError(Exception):
    """The environment is wrong; the message names the variable and what to write instead."""


def _name(variable: str) -> Any:
    return AliasChoices(variable.lower(), variable)


class Env(BaseSettings):
    """Typed environment. Paths are absolute; networks and hosts are parsed."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_ignore_empty=True)

    data: Path = Field(default=ROOT / "var", validation_alias=_name("RASAD_DATA"))
    outlets: Path = Field(default=ROOT / "settings" / "outlets", validation_alias=_name("RASAD_OUTLETS"))
    city: Path = Field(default=ROOT / "settings" / "city.yaml", validation_alias=_name("RASAD_CITY"))
    database_url: str = Field(default="", validation_alias=_name("DATABASE_URL"))
    index_url: str = Field(default="tantivy:", validation_alias=_name("INDEX_URL"))
    smtp_url: str = Field(default="", validation_alias=_name("SMTP_URL"))
    mail_from: str = Field(default="rasad@localhost", validation_alias=_name("RASAD_MAIL_FROM"))
    allow_nets: Annotated[tuple[Network, ...], NoDecode] = Field(
        default=(), validation_alias=_name("RASAD_ALLOW_NETS")
    )
    hosts_file: Path | None = Field(default=None, validation_alias=_name("RASAD_HOSTS"))
    base_url: str = Field(default="http://127.0.0.1:8000", validation_alias=_name("RASAD_BASE_URL"))
    secret_key: str = Field(default="", validation_alias=_name("RASAD_SECRET_KEY"))
    debug: bool = Field(default=False, validation_alias=_name("RASAD_DEBUG"))
    log_format: Literal["json", "text"] = Field(default="text", validation_alias=_name("RASAD_LOG"))
    fetch_timeout: float = Field(default=30.0, ge=1, le=300, validation_alias=_name("RASAD_FETCH_TIMEOUT"))
    crawl_workers: int = Field(default=1, ge=1, le=64, validation_alias=_name("RASAD_CRAWL_WORKERS"))
    chromium: Path | None = Field(default=None, validation_alias=_name("RASAD_CHROMIUM"))

    @field_validator("data", "outlets", "city", mode="after")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().absolute()

    @field_validator("allow_nets", mode="before")
    @classmethod
    def _networks(cls, value: Any) -> Any:
        if isinstance(value, str):
            return tuple(ip_network(part.strip()) for part in value.split(",") if part.strip())
        return value

    @field_validator("index_url", mode="after")
    @classmethod
    def _index(cls, value: str) -> str:
        if value.startswith("tantivy:") or value.startswith(("http://", "https://")):
            return value
        raise ValueError("write tantivy: or tantivy:/a/folder or the http(s) address of Elasticsearch")

    @field_validator("database_url", mode="after")
    @classmethod
    def _database(cls, value: str) -> str:
        if value and urlsplit(value).scheme not in ("postgresql", "postgres", "sqlite"):
            raise ValueError("write postgresql://user:password@host/name or sqlite:////a/file")
        return value

    @field_validator("smtp_url", mode="after")
    @classmethod
    def _smtp(cls, value: str) -> str:
        if value and urlsplit(value).scheme not in ("smtp", "smtps", "smtp+starttls"):
            raise ValueError("write smtp://, smtps:// or smtp+starttls://user:password@host:port")
        return value

    @model_validator(mode="after")
    def _hosts_need_networks(self) -> Env:
        if self.hosts_file is not None and not self.allow_nets:
            raise ValueError("RASAD_HOSTS is for tests and the demo: it is refused without RASAD_ALLOW_NETS")
        return self

    @property
    def hosts(self) -> dict[str, tuple[str, int]]:
        """Name → (address, port) of `RASAD_HOSTS`; empty without it. Lower-case names."""
        if self.hosts_file is None:
            return {}
        return read_hosts(self.hosts_file)

    @property
    def search_url(self) -> str:
        """`INDEX_URL`, the folder of an embedded index written out."""
        return f"tantivy:{self.data / 'index'}" if self.index_url == "tantivy:" else self.index_url

    @property
    def secret(self) -> str:
        """The signing key: from `RASAD_SECRET_KEY`, else made once and kept in the data folder."""
        if self.secret_key:
            return self.secret_key
        path = self.data / "secret.key"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            own = path.with_name(f"secret.key.{secrets.token_hex(4)}")
            own.touch(mode=0o600)
            own.write_text(secrets.token_urlsafe(50), encoding="ascii")
            try:
                path.hardlink_to(own)  # the first process to get here wins; the others read its key
            except FileExistsError:
                pass
            own.unlink()
        return path.read_text(encoding="ascii").strip()


def read_hosts(path: Path) -> dict[str, tuple[str, int]]:
    """`name address:port` lines, `#` starts a comment. Raises `ConfigError` with the line."""
    hosts: dict[str, tuple[str, int]] = {}
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise ConfigError(f"RASAD_HOSTS: cannot read {path}: {error.strerror}") from error
    for number, line in enumerate(lines, 1):
        words = line.split("#", 1)[0].split()
        if not words:
            continue
        address, colon, port = words[-1].rpartition(":")
        if len(words) != 2 or not colon or not port.isdigit():
            raise ConfigError(f"RASAD_HOSTS: {path}:{number}: write «name address:port», not {line!r}")
        hosts[words[0].lower()] = (address.strip("[]"), int(port))
    return hosts


@lru_cache(maxsize=1)
def env() -> Env:
    """The environment of this process, read once. Raises `ConfigError`. Tests call `env.cache_clear()`."""
    try:
        return Env()
    except ValidationError as error:
        lines = []
        for problem in error.errors():
            where = str(problem["loc"][0]).upper() if problem["loc"] else "environment"
            lines.append(f"{where}: {problem['msg'].removeprefix('Value error, ')}")
        raise ConfigError("; ".join(lines)) from error
