"""What the deployment's files ask of the server is there."""

from __future__ import annotations

import re

from django.test import Client

from settings.env import ROOT


def test_the_address_that_health_checks_ask_answers_a_stranger(db: None) -> None:
    told = (ROOT / "deploy/Dockerfile").read_text("utf-8") + (ROOT / "deploy/Caddyfile").read_text("utf-8")
    paths = re.findall(r"127\.0\.0\.1:8000(/[^'\"]+)|health_uri (\S+)", told)
    asked = {one or other for one, other in paths}
    assert len(paths) == 2
    for path in asked:
        assert Client().get(path).status_code == 200, path
