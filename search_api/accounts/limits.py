"""How often a person may ask; every web worker of the machine counts in the same place."""

from __future__ import annotations

import shutil
import threading
import time
from math import ceil
from pathlib import Path

import structlog
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from ninja.throttling import BaseThrottle

from search_api.accounts.rate_counter import taken
from settings.env import env

_log = structlog.get_logger(__name__)


class Limit(BaseThrottle):
    """So many requests of a kind a minute, a person."""

    def __init__(self, scope: str, most: int) -> None:
        self.scope = scope
        self.num_requests = most
        self._answer = threading.local()  # one object serves every thread of a worker

    def allow_request(self, request: HttpRequest) -> bool:
        """Whether one more is within the limit; then it is counted."""
        folder = _folder()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            file = folder / f"{self.scope}-{_who(request)}"
            turn = taken(file, self.num_requests, time.time())
            self._answer.wait = turn.wait
            request.turn = self.num_requests, turn  # type: ignore[attr-defined] # for `tell`
        except OSError as error:  # a full disk must not close the desk
            _log.warning("limit_not_counted", scope=self.scope, error=str(error))
            self._answer.wait = 0.0
        return not self._answer.wait

    def wait(self) -> float | None:
        """Seconds after which the request that was just refused would be let in."""
        wait: float = self._answer.wait
        return wait


def tell(request: HttpRequest, response: HttpResponseBase) -> None:
    """Say in the answer's headers how many more may be asked (draft-ietf-httpapi-ratelimit-headers-07)."""
    most, turn = getattr(request, "turn", (0, None))
    if turn is not None:
        response["RateLimit-Limit"] = str(most)
        response["RateLimit-Remaining"] = str(turn.left)
        response["RateLimit-Reset"] = str(ceil(turn.reset))


def forget() -> None:
    """Begin to count anew, for everybody."""
    shutil.rmtree(_folder(), ignore_errors=True)


def _folder() -> Path:
    return env().data / "limits"


def _who(request: HttpRequest) -> str:
    return str(request.user.pk) if request.user.is_authenticated else "anyone"


READS = Limit("read", 300)
WRITES = Limit("write", 60)
EXPORTS = Limit("export", 20)
