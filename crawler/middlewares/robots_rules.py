"""robots.txt by RFC 9309: what may be fetched, and the delay it asks for."""

from __future__ import annotations

from dataclasses import dataclass

from protego import Protego

#: Bytes that are read (RFC 9309, 2.5 asks for at least 500 KiB).
MAX_BYTES = 512 * 1024
#: The agent name that rules are looked up by.
AGENT = "Rasad"
#: Seconds between requests that a robots.txt can ask of us at most.
LONGEST_DELAY = 60.0
#: Seconds for which a file is believed.
FRESH = 3600.0


@dataclass(frozen=True)
class Robots:
    """The rules of one origin; `parser` None allows everything."""

    parser: Protego | None = None

    def allows(self, url: str) -> bool:
        """Whether our agent may fetch this address."""
        return self.parser is None or bool(self.parser.can_fetch(url, AGENT))

    @property
    def delay(self) -> float:
        """Seconds of Crawl-delay, 0 without; at most `LONGEST_DELAY`."""
        asked = self.parser.crawl_delay(AGENT) if self.parser is not None else None
        return max(0.0, min(float(asked or 0.0), LONGEST_DELAY))


def read_robots(status: int, body: bytes) -> Robots | None:
    """The rules that an answer means; None where the server is away (5xx, 429): ask again later.

    Any 4xx means that there are no rules (RFC 9309, 2.3.1.3). Lines whose wildcards could make
    matching slow are left out.
    """
    if status >= 500 or status == 429:
        return None
    if status != 200:
        return Robots()
    text = body[:MAX_BYTES].decode("utf-8-sig", "replace")
    lines = [line for line in text.splitlines()[:20000] if len(line) <= 2000 and line.count("*") <= 6]
    try:
        return Robots(Protego.parse("\n".join(lines)))
    except Exception:  # rules that the parser cannot read are no rules (RFC 9309, 2.2.1)
        return Robots()
