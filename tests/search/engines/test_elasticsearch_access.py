"""How a cluster is reached: several nodes, TLS, a login; and what is said where it is not."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from rasad.search.engines import EngineOptions, open_engine
from rasad.search.engines.elasticsearch.address import read_address
from rasad.search.engines.elasticsearch.engine import ElasticEngine
from rasad.search.errors import EngineUnavailableError
from rasad.search.service import Searcher
from tests.search.articles import article
from tests.search.conftest import remove
from tests.services.places import free_port
from tests.services.tls_proxy import TlsProxy

BASIC = "Basic " + base64.b64encode(b"rasad:secret").decode()


def test_an_address_names_nodes_alias_and_user() -> None:
    found = read_address("https://ra%40sad:p,w@a.example,https://b.example:9201, https://[::1]:9200/archive")
    assert found.nodes == ("https://a.example:443", "https://b.example:9201", "https://[::1]:9200")
    assert (found.alias, found.user, found.password) == ("archive", "ra@sad", "p,w")
    assert "p,w" not in str(found)
    assert read_address("http://localhost").alias == "rasad"
    assert read_address("http://localhost").nodes == ("http://localhost:9200",)


def test_a_node_that_is_not_there_is_passed_over(elastic_index_url: Any) -> None:
    url = elastic_index_url()
    engine = ElasticEngine(
        f"http://127.0.0.1:{free_port()},http://127.0.0.1:{free_port()},{url}", writer=True
    )
    for number in range(1, 5):
        engine.put([article(number)])
        engine.refresh()
        assert Searcher(engine).count(None) == number
    remove(engine)


@pytest.fixture
def proxy(elastic_index_url: Any, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[TlsProxy]:
    made = TlsProxy(tmp_path, urlsplit(elastic_index_url()).port or 0, request.param)
    yield made
    made.close()


@pytest.mark.parametrize("proxy", [BASIC], indirect=True)
@pytest.mark.parametrize("by_ca", [True, False])
def test_tls_is_verified_by_a_ca_or_a_fingerprint_and_a_user_logs_in(
    elastic_index_url: Any, proxy: TlsProxy, by_ca: bool
) -> None:
    url = f"{proxy.url}{urlsplit(elastic_index_url()).path}"
    login = EngineOptions(user="rasad", password="secret")
    trust = {"ca": proxy.ca} if by_ca else {"fingerprint": proxy.fingerprint}
    engine = ElasticEngine(url, writer=True, options=replace(login, **trust))
    engine.put([article(1)])
    engine.refresh()
    assert Searcher(engine).count(None) == 1
    stranger = open_engine(url, options=login if by_ca else replace(login, fingerprint="0" * 64))
    with pytest.raises(EngineUnavailableError, match=r"(?i)certificate|fingerprint"):
        Searcher(stranger).count(None)
    remove(engine)


@pytest.mark.parametrize("proxy", ["ApiKey a2V5"], indirect=True)
def test_an_api_key_logs_in_and_a_refused_login_is_nobodys_fault(
    elastic_index_url: Any, proxy: TlsProxy
) -> None:
    url = f"{proxy.url}{urlsplit(elastic_index_url()).path}"
    engine = ElasticEngine(url, writer=True, options=EngineOptions(api_key="a2V5", ca=proxy.ca))
    engine.put([article(1)])
    stranger = open_engine(url, writer=True, options=EngineOptions(api_key="b3RoZXI=", ca=proxy.ca))
    with pytest.raises(EngineUnavailableError, match="401 security_exception"):
        stranger.put([article(2)])
    remove(engine)
