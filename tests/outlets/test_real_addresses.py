"""Real addresses, where they lie beside the project: nearly all lead to their outlet and keep their key.

They are not part of the project. Without them nothing here is collected.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from rasad.archive.item_keys import key_at
from rasad.outlets.loading import load_outlets
from rasad.outlets.ownership import Owners
from settings.env import ROOT

FILE = Path(__file__).resolve().parents[3] / "shared" / "real" / "urls.tsv"
OUR_KEYS = {
    "farsnews": "fars", "hammihanonline": "hammihan", "irannewspaper": "iran_paper",
    "jamejamonline": "jamejam", "javanonline": "javan", "mashreghnews": "mashregh",
    "mehrnews": "mehr", "mizanonline": "mizan", "sharghdaily": "shargh",
}  # fmt: skip
LEAST = 0.95


def rows() -> list[tuple[str, str]]:
    with FILE.open(encoding="utf-8", newline="") as lines:
        return [(row["outlet"], row["url"]) for row in csv.DictReader(lines, delimiter="\t")]


def other_spellings(url: str) -> Iterator[str]:
    parts = urlsplit(url)
    host = parts.netloc
    if host.startswith("www.") or host.count(".") == 1:
        other = host.removeprefix("www.") if host.startswith("www.") else f"www.{host}"
        yield parts._replace(netloc=other).geturl()
    query = "&".join(filter(None, (parts.query, "utm_source=telegram&utm_medium=post&fbclid=x")))
    yield parts._replace(query=query).geturl()
    yield parts._replace(scheme="http" if parts.scheme == "https" else "https").geturl()


if FILE.exists():

    @pytest.fixture(scope="module")
    def owners() -> Owners:
        return Owners(load_outlets(ROOT / "settings" / "outlets").values())

    def test_real_addresses_lead_to_their_outlet_and_a_key_that_stays(owners: Owners) -> None:
        right = 0
        for key, url in rows():
            spec = owners.of(url)
            if spec is not None and spec.key == OUR_KEYS.get(key, key):
                keys = {key_at(spec, one).key for one in (url, *other_spellings(url))}
                right += len(keys) == 1
        assert right >= LEAST * len(rows())

    def test_real_addresses_of_different_items_have_different_keys(owners: Owners) -> None:
        found: dict[tuple[str, str], set[str]] = {}
        for _, url in rows():
            spec = owners.of(url)
            if spec is not None:
                plain = url.split("#")[0].split("?")[0].rstrip("/").removesuffix("/page/2")
                found.setdefault((spec.key, key_at(spec, url).key), set()).add(plain)
        assert [
            urls for urls in found.values() if len(urls) > 1 and not any("?" in url for url in urls)
        ] == []
