"""Every option that the environment can set: its type, default and check, in one place.

A wrong value stops the start with one sentence that names the variable and the remedy
(`ConfigError`). Three variables are read elsewhere: `RASAD_LEXICON` by `rasad.persian`, which knows no
settings, `RASAD_PARENT` by `rasad.archive.jobs.lease_holders` (whoever starts a process sets it),
`RASAD_CACHE` by the tests. docs/operation.md explains all.
"""

from __future__ import annotations

import os
import secrets
from difflib import get_close_matches
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, AliasChoices, Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from settings import env_checks
from settings.proxies import ProxyAddress, read_proxies

ROOT = Path(__file__).resolve().parent.parent

Network = IPv4Network | IPv6Network


class ConfigError(Exception):
    """The environment is wrong; the message names the variable and what to write instead."""


#: Names that others read: see above, and the proxy's and the tests' own.
ELSEWHERE = ("RASAD_LEXICON", "RASAD_PARENT", "RASAD_CACHE", "RASAD_DOMAIN", "RASAD_UPSTREAM", "RASAD_PROOF")


def _name(variable: str) -> Any:
    return AliasChoices(variable.lower(), variable)


class Env(BaseSettings):
    """Typed environment. Paths are absolute; networks and hosts are parsed."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_ignore_empty=True)

    data: Path = Field(default=ROOT / "var", validation_alias=_name("RASAD_DATA"))
    outlets: Path = Field(default=ROOT / "settings" / "outlets", validation_alias=_name("RASAD_OUTLETS"))
    city: Path = Field(default=ROOT / "settings" / "city.yaml", validation_alias=_name("RASAD_CITY"))
    database_url: Annotated[str, AfterValidator(env_checks.database_url)] = Field(
        default="", validation_alias=_name("DATABASE_URL")
    )
    index_url: Annotated[str, AfterValidator(env_checks.index_url)] = Field(
        default="tantivy:", validation_alias=_name("INDEX_URL")
    )
    index_user: str = Field(default="", validation_alias=_name("INDEX_USER"))
    index_password: str = Field(default="", repr=False, validation_alias=_name("INDEX_PASSWORD"))
    index_api_key: str = Field(default="", repr=False, validation_alias=_name("INDEX_API_KEY"))
    index_ca: Annotated[Path | None, AfterValidator(env_checks.certificates)] = Field(
        default=None, validation_alias=_name("INDEX_CA")
    )
    index_fingerprint: Annotated[str, AfterValidator(env_checks.fingerprint)] = Field(
        default="", validation_alias=_name("INDEX_FINGERPRINT")
    )
    index_replicas: int | None = Field(default=None, ge=0, le=10, validation_alias=_name("INDEX_REPLICAS"))
    smtp_url: Annotated[str, AfterValidator(env_checks.smtp_url)] = Field(
        default="", validation_alias=_name("SMTP_URL")
    )
    mail_from: Annotated[str, AfterValidator(env_checks.mail_from)] = Field(
        default="rasad@localhost", validation_alias=_name("RASAD_MAIL_FROM")
    )
    allow_nets: Annotated[tuple[Network, ...], NoDecode] = Field(
        default=(), validation_alias=_name("RASAD_ALLOW_NETS")
    )
    proxies: Annotated[tuple[ProxyAddress, ...], NoDecode] = Field(
        default=(), repr=False, validation_alias=_name("RASAD_PROXIES")
    )
    trusted_proxies: Annotated[tuple[Network, ...], NoDecode] = Field(
        default=(), validation_alias=_name("RASAD_TRUSTED_PROXIES")
    )
    audit_days: int = Field(default=1095, ge=30, validation_alias=_name("RASAD_AUDIT_DAYS"))
    hosts_file: Annotated[Path, AfterValidator(env_checks.readable_file)] | None = Field(
        default=None, validation_alias=_name("RASAD_HOSTS")
    )
    base_url: Annotated[str, AfterValidator(env_checks.base_url)] = Field(
        default="http://127.0.0.1:8000", validation_alias=_name("RASAD_BASE_URL")
    )
    secret_key: Annotated[str, AfterValidator(env_checks.secret_key)] = Field(
        default="", validation_alias=_name("RASAD_SECRET_KEY")
    )
    debug: bool = Field(default=False, validation_alias=_name("RASAD_DEBUG"))
    log_format: Literal["json", "text"] = Field(default="text", validation_alias=_name("RASAD_LOG"))
    fetch_timeout: float = Field(default=30.0, ge=1, le=300, validation_alias=_name("RASAD_FETCH_TIMEOUT"))
    crawl_workers: int = Field(default=1, ge=1, le=64, validation_alias=_name("RASAD_CRAWL_WORKERS"))
    chromium: Annotated[Path | None, AfterValidator(env_checks.program)] = Field(
        default=None, validation_alias=_name("RASAD_CHROMIUM")
    )

    @field_validator("data", "outlets", "city", mode="after")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().absolute()

    @field_validator("allow_nets", "trusted_proxies", mode="before")
    @classmethod
    def _networks(cls, value: Any) -> Any:
        if isinstance(value, str):
            return tuple(ip_network(part.strip()) for part in value.split(",") if part.strip())
        return value

    @field_validator("proxies", mode="before")
    @classmethod
    def _proxies(cls, value: Any) -> Any:
        return read_proxies(value) if isinstance(value, str) else value

    @model_validator(mode="after")
    def _hosts_need_networks(self) -> Env:
        if self.hosts_file is not None and not self.allow_nets:
            raise ValueError("RASAD_HOSTS is for tests and the demo: it is refused without RASAD_ALLOW_NETS")
        if self.hosts_file is not None:
            read_hosts(self.hosts_file)
        return self

    @model_validator(mode="after")
    def _debug_stays_here(self) -> Env:
        if self.debug and urlsplit(self.base_url).hostname not in ("127.0.0.1", "localhost", "::1"):
            raise ValueError(
                "RASAD_DEBUG shows the insides to whoever meets an error: switch it off, or let "
                "RASAD_BASE_URL be on 127.0.0.1"
            )
        return self

    @model_validator(mode="after")
    def _index_is_reached(self) -> Env:
        if bool(self.index_user) != bool(self.index_password):
            raise ValueError("INDEX_USER and INDEX_PASSWORD belong together: give both or none")
        if self.index_user and self.index_api_key:
            raise ValueError("INDEX_USER and INDEX_API_KEY are two ways to log in: give one of them")
        for name, given in (("INDEX_CA", self.index_ca), ("INDEX_FINGERPRINT", self.index_fingerprint)):
            if given and not self.index_url.startswith("https://"):
                raise ValueError(
                    f"{name} says how TLS is verified: write https:// in INDEX_URL, or leave it out"
                )
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
        """The signing key: from `RASAD_SECRET_KEY`, else made once and kept in the data folder.

        Raises `ConfigError` where it can be neither read nor made.
        """
        if self.secret_key:
            return self.secret_key
        path = self.data_folder() / "secret.key"
        try:
            if not path.exists():
                _make_key(path)
            return path.read_text(encoding="ascii").strip()
        except OSError as error:
            raise ConfigError(
                f"RASAD_DATA: the signing key {path} can be neither read nor made ({error.strerror}): "
                "let this account own the folder and have room in it, or set RASAD_SECRET_KEY"
            ) from error

    def data_folder(self) -> Path:
        """The data folder, made where it is not there. Raises `ConfigError` where it cannot be used."""
        try:
            return env_checks.writable_folder(self.data)
        except ValueError as error:
            raise ConfigError(f"RASAD_DATA: {error}") from None


def _make_key(path: Path) -> None:
    own = path.with_name(f"secret.key.{secrets.token_hex(4)}")
    try:
        own.touch(mode=0o600)
        own.write_text(secrets.token_urlsafe(50), encoding="ascii")
        path.hardlink_to(own)  # the first process to get here wins; the others read its key
    except FileExistsError:
        pass
    finally:
        own.unlink(missing_ok=True)


def read_hosts(path: Path) -> dict[str, tuple[str, int]]:
    """`name address:port` lines, `#` starts a comment. Raises `ConfigError` with the line."""
    hosts: dict[str, tuple[str, int]] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        words = line.split("#", 1)[0].split()
        if not words:
            continue
        address, colon, port = words[-1].rpartition(":")
        if len(words) != 2 or not colon or not port.isdigit() or not 1 <= int(port) <= 65535:
            raise ConfigError(f"RASAD_HOSTS: {path}:{number}: write «name address:port», not {line!r}")
        hosts[words[0].lower()] = (address.strip("[]"), int(port))
    return hosts


def variables() -> set[str]:
    """The names of all options."""
    choices = (getattr(field.validation_alias, "choices", ()) for field in Env.model_fields.values())
    return {str(name) for names in choices for name in names if str(name).isupper()}


def unknown_variables() -> list[tuple[str, str]]:
    """Names that look like ours and are not, each with the nearest of ours (or "")."""
    known = {*variables(), *ELSEWHERE}
    strange = sorted(
        name
        for name in os.environ
        if name.startswith("RASAD_") and name not in known and not name.startswith("RASAD_TEST_")
    )
    return [(name, next(iter(get_close_matches(name, known, 1)), "")) for name in strange]


@lru_cache(maxsize=1)
def env() -> Env:
    """The environment of this process, read once. Raises `ConfigError`. Tests call `env.cache_clear()`."""
    try:
        return Env()
    except ValidationError as error:
        lines = []
        for problem in error.errors():
            where = f"{problem['loc'][0]}: ".upper() if problem["loc"] else ""
            lines.append(f"{where}{problem['msg'].removeprefix('Value error, ')}")
        raise ConfigError("; ".join(lines)) from error
