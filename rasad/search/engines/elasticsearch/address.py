"""The nodes of a cluster, as `INDEX_URL` names them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

_PORTS = {"http": 9200, "https": 443}
ALIAS = "rasad"


@dataclass(frozen=True, slots=True)
class ClusterAddress:
    """Nodes of one cluster and the alias under which our indices stand there."""

    nodes: tuple[str, ...]  # `http://host:port`, without secrets
    alias: str = ALIAS
    user: str = ""
    password: str = ""

    @property
    def is_encrypted(self) -> bool:
        """Whether the nodes are reached by TLS."""
        return self.nodes[0].startswith("https:")

    def __str__(self) -> str:
        """For messages: no user and no password."""
        return ",".join(self.nodes)


def read_address(url: str) -> ClusterAddress:
    """`http(s)://[user:password@]host[:port][,http(s)://…][/alias]`.

    User and alias may stand in any of the parts. Raises `ValueError` for a port that is no number.
    """
    parts = [urlsplit(part) for part in re.split(r",\s*(?=\w+://)", url)]
    nodes = []
    for part in parts:
        host = f"[{part.hostname}]" if ":" in (part.hostname or "") else part.hostname
        nodes.append(f"{part.scheme}://{host}:{part.port or _PORTS[part.scheme]}")
    aliases = [alias for part in parts if (alias := part.path.strip("/"))]
    login = next((part for part in parts if part.username), None)
    return ClusterAddress(
        nodes=tuple(dict.fromkeys(nodes)),
        alias=aliases[-1] if aliases else ALIAS,
        user=unquote(login.username or "") if login else "",
        password=unquote(login.password or "") if login else "",
    )
