"""A refusal, checked as far as all of them are alike."""

from __future__ import annotations

import re
from typing import Any


def problem(response: Any, status: int) -> dict[str, Any]:
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    found: dict[str, Any] = response.json()
    assert found["status"] == status
    assert found["type"] == f"urn:rasad:problem:{found['code']}"
    for name in ("title", "detail"):
        assert re.search("[آ-ی]", found[name]), "people read Persian, programs the code"
    return found
