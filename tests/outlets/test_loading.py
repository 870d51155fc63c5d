"""Outlets from YAML: right ones are laid over their family, wrong ones refused with place and remedy."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from rasad.outlets.errors import DefinitionError
from rasad.outlets.loading import load_outlets

ROOT = Path(__file__).resolve().parents[2]
GOOD = """\
- outlet: shahrnegar
  name: شهرنگار
  kind: agency
  home: http://www.shahrnegar.example/
  family: nastooh
  feeds:
    - {kind: rss, url: /rss}
"""


def load(tmp_path: Path, text: str) -> DefinitionError:
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        load_outlets(tmp_path)
    return caught.value


def test_the_shipped_outlets_load_and_travel_between_processes() -> None:
    outlets = load_outlets(ROOT / "settings" / "outlets")
    assert {"irna", "isna", "mehr", "tabnak", "ilna", "tasnim", "tg_isna", "shahr"} <= outlets.keys()
    assert pickle.loads(pickle.dumps(outlets["isna"])) == outlets["isna"]


def test_an_outlet_inherits_its_familys_rules_field_by_field(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(GOOD + "  rules: {lead: .my-lead}\n", encoding="utf-8")
    spec = load_outlets(tmp_path)["shahrnegar"]
    assert spec.rules.lead == (".my-lead",)
    assert '[itemprop="articleBody"].item-text' in spec.rules.body
    assert spec.id_pattern
    assert spec.rules.next_page, "what the family leaves out comes from the family it extends"
    assert spec.feeds[0].url == "http://www.shahrnegar.example/rss"
    assert (Path(spec.file).name, spec.line) == ("a.yaml", 1)


@pytest.mark.parametrize(
    ("change", "line", "field", "says"),
    [
        (("kind: agency", "kind: agancy"), 3, "kind", "'agency'"),
        (("family: nastooh", "family: nastoh"), 5, "family", "«nastooh»"),
        (("name:", "nmae:"), 2, "nmae", "«name»"),
        (("  name: شهرنگار\n", ""), 1, "name", "Add «name"),
        (("home: http://www.shahrnegar.example/", "home: shahrnegar"), 4, "home", "http"),
        (("kind: rss", "kind: rs"), 7, "feeds.0.kind", "'rss'"),
        (("url: /rss", "url: /rss, every: 5"), 7, "feeds.0.every", "unknown key"),
        (("url: /rss", 'url: "/a?y={year}"'), 7, "feeds.0.url", "{year}"),
        (("outlet: shahrnegar", "outlet: Shahr Negar"), 1, "outlet", "must match"),
        (("  feeds:", "  unit: district_1\n  feeds:"), 1, "entry", "kind: unit"),
        (("  feeds:", "  rules: {title: ['h1[[']}\n  feeds:"), 6, "rules.title.0", "CSS"),
        (("  feeds:", "  rules: {titel: h1}\n  feeds:"), 6, "rules.titel", "«title»"),
        (("  feeds:", "  id_pattern: '/news/(\\d+)'\n  feeds:"), 6, "id_pattern", "(?P<id>"),
        (("  feeds:", "  fetch: {delay: -1}\n  feeds:"), 6, "fetch.delay", "greater than"),
        (("  feeds:", "  fetch: {poll: [90, 5]}\n  feeds:"), 6, "fetch", "least first"),
        (("  feeds:", "  name: دو\n  feeds:"), 6, "name", "given twice"),
        (("  feeds:", "  digest: x\n  feeds:"), 6, "digest", "Remove"),
    ],
)  # fmt: skip
def test_a_wrong_entry_names_file_line_field_and_remedy(
    tmp_path: Path, change: tuple[str, str], line: int, field: str, says: str
) -> None:
    error = load(tmp_path, GOOD.replace(*change, 1))
    assert (Path(error.file).name, error.line, error.field) == ("a.yaml", line, field)
    assert says in str(error)
    assert str(error).startswith(f"{error.file}:{line}: {field}: ")


def test_broken_yaml_and_doubled_keys_are_refused(tmp_path: Path) -> None:
    assert "not YAML" in str(load(tmp_path, "- outlet: a\n  name: [b\n"))
    assert "stands at" in str(load(tmp_path, GOOD + GOOD))


def test_the_digest_changes_with_the_definition_and_not_with_its_place(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(GOOD, encoding="utf-8")
    first = load_outlets(tmp_path)["shahrnegar"].digest
    file.write_text("# a comment\n\n" + GOOD, encoding="utf-8")
    assert load_outlets(tmp_path)["shahrnegar"].digest == first
    file.write_text(GOOD.replace("/rss", "/rss2"), encoding="utf-8")
    assert load_outlets(tmp_path)["shahrnegar"].digest != first


def test_an_outlet_owns_its_hosts_and_a_channel_only_its_path() -> None:
    outlets = load_outlets(ROOT / "settings" / "outlets")
    isna, channel = outlets["isna"], outlets["tg_isna"]
    assert isna.owns("http://isna.ir/news/1")
    assert isna.owns("https://m.isna.ir/news/1")
    assert not isna.owns("https://isna.ir.example.com/news/1")
    assert not isna.owns("javascript:alert(1)//isna.ir")
    assert not isna.owns("http://[::1")
    assert channel.owns("https://t.me/s/isna94?before=9")
    assert channel.owns("https://t.me/ISNA94/77")
    assert not channel.owns("https://t.me/other/77")


def test_a_folder_may_add_families_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "families").mkdir()
    (tmp_path / "families" / "own.yaml").write_text(
        "family: own\nextends: nastooh\nrules: {body: .b}\n", encoding="utf-8"
    )
    (tmp_path / "a.yaml").write_text(GOOD.replace("nastooh", "own"), encoding="utf-8")
    spec = load_outlets(tmp_path)["shahrnegar"]
    assert spec.rules.body == (".b",)
    assert spec.rules.kicker
