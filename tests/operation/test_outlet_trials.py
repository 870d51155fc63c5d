"""`propose-outlet HOME` refuses what is no home page."""

from __future__ import annotations

import pytest

from rasad.operation.outlet_trials import TrialError, whole_address


@pytest.mark.parametrize(
    "home", ["ftp://a.example/", "http://", "two words.example", "https://a.example:port/"]
)
def test_what_is_no_address_is_refused_with_the_remedy(home: str) -> None:
    with pytest.raises(TrialError, match="write its whole address"):
        whole_address(home)


@pytest.mark.parametrize(
    ("home", "whole"),
    [
        ("a.example", "https://a.example/"),
        ("http://a.example", "http://a.example/"),
        ("https://a.example/fa/", "https://a.example/fa/"),
    ],
)
def test_a_bare_host_is_an_address_too(home: str, whole: str) -> None:
    assert whole_address(home) == whole
