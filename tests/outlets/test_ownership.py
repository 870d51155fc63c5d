"""Which outlet owns an address: the most specific host, then the nearest home, then the channel."""

from __future__ import annotations

import pytest

from rasad.outlets.loading import load_outlets
from rasad.outlets.ownership import Owners

ENTRIES = """
- {outlet: paper, kind: paper, home: 'https://www.paper.example/'}
- {outlet: paper_issue, kind: paper, home: 'https://issue.paper.example/'}
- {outlet: persian, kind: foreign, home: 'https://world.example/persian'}
- {outlet: dari, kind: foreign, home: 'https://world.example/dari'}
- {outlet: lone, kind: foreign, home: 'https://lone.example/fa/', hosts: [feeds.lone.example, lone.test]}
- {outlet: town, kind: site, home: 'http://town.example:8081/'}
- {outlet: village, kind: site, home: 'http://town.example:8082/'}
- {outlet: channel, kind: telegram, home: 'https://t.me/s/Kanal_1', family: telegram}
- {outlet: eitaa, kind: eitaa, home: 'https://eitaa.com/kanal_1', family: eitaa}
"""


@pytest.fixture(scope="module")
def owners(tmp_path_factory: pytest.TempPathFactory) -> Owners:
    folder = tmp_path_factory.mktemp("outlets")
    (folder / "all.yaml").write_text(ENTRIES, encoding="utf-8")
    return Owners(load_outlets(folder).values())


@pytest.mark.parametrize(
    ("url", "owner"),
    [
        ("http://paper.example/news/1", "paper"),
        ("https://m.paper.example/news/1", "paper"),
        ("https://amp.paper.example/news/1", "paper"),
        ("https://WWW.Paper.Example./news/1", "paper"),
        ("https://video.paper.example/v/1", "paper"),
        ("https://a.b.paper.example/", "paper"),
        ("https://issue.paper.example/1405/8/1", "paper_issue"),
        ("https://www.issue.paper.example/", "paper_issue"),
        ("https://world.example/persian/articles/c1", "persian"),
        ("https://world.example/dari/articles/c1", "dari"),
        ("https://world.example/persianate", None),
        ("https://lone.example/fa/1", "lone"),
        ("https://lone.example/news/1", "lone"),
        ("https://feeds.lone.example/rss.xml", "lone"),
        ("https://lone.test:443/a", "lone"),
        ("http://town.example:8081/a", "town"),
        ("http://town.example:8082/a", "village"),
        ("http://town.example/a", None),
        ("https://t.me/s/kanal_1?before=9", "channel"),
        ("https://t.me/KANAL_1/77", "channel"),
        ("https://telegram.me/kanal_1/77", "channel"),
        ("https://t.me/other/77", None),
        ("https://eitaa.com/kanal_1/3", "eitaa"),
        ("https://paper.example.com/news/1", None),
        ("https://notpaper.example/news/1", None),
        ("javascript:alert(1)//paper.example", None),
        ("http://[::1", None),
        ("paper.example/news/1", None),
    ],
)
def test_the_owner_of_an_address(owners: Owners, url: str, owner: str | None) -> None:
    found = owners.of(url)
    assert (found.key if found else None) == owner
