"""Outlets from YAML: right ones are laid over their family, wrong ones refused with place and remedy."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from rasad.extract.announcements.listing import parse_listing
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
        (("  kind: agency\n", ""), 1, "kind", "Add «kind"),
        (("name: شهرنگار", "name: ''"), 2, "name", "at least 1"),
        (("  feeds:", "  tier: 4\n  feeds:"), 6, "tier", "1, 2 or 3"),
        (("  feeds:", "  source: the site\n  feeds:"), 6, "source", "year"),
        (("  feeds:", "  status: sure\n  feeds:"), 6, "status", "'proven'"),
        (("  feeds:", "  way: tunnel\n  feeds:"), 6, "way", "'proxy'"),
        (("  feeds:", "  way: channel\n  feeds:"), 1, "entry", "instead"),
        (("  feeds:", "  instead: tg\n  feeds:"), 1, "entry", "way: channel"),
        (("  feeds:", "  way: channel\n  instead: tg\n  feeds:"), 1, "instead", "«tg»"),
        (("  feeds:", "  way: sitemap\n  feeds:"), 6, "way", "sitemap"),
        (("  feeds:\n    - {kind: rss, url: /rss}", "  status: proven\n  feeds: []"), 6, "status", "wanted"),
        (("  feeds:", "  named: true\n  feeds:"), 6, "named", "Remove"),
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


def test_a_usual_outlet_takes_its_feeds_from_its_family(tmp_path: Path) -> None:
    short = GOOD.split("  feeds:")[0]
    (tmp_path / "a.yaml").write_text(
        short + short.replace("shahrnegar", "quiet") + "  feeds: []\n", encoding="utf-8"
    )
    outlets = load_outlets(tmp_path)
    assert "http://www.shahrnegar.example/rss" in [feed.url for feed in outlets["shahrnegar"].feeds]
    assert outlets["shahrnegar"].status == "described"
    assert (outlets["quiet"].feeds, outlets["quiet"].status) == ((), "wanted")


def test_a_channel_announces_on_its_own_page(tmp_path: Path) -> None:
    text = "- {outlet: tg, kind: telegram, home: 'https://t.me/s/Shahr_Negar', family: telegram}\n"
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    spec = load_outlets(tmp_path)["tg"]
    assert [(feed.kind, feed.url) for feed in spec.polled] == [("telegram", "https://t.me/s/Shahr_Negar")]
    assert (spec.name, spec.named) == ("@shahr_negar", False)


def test_without_a_name_the_host_is_shown(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(GOOD.replace("  name: شهرنگار\n", ""), encoding="utf-8")
    spec = load_outlets(tmp_path)["shahrnegar"]
    assert (spec.name, spec.named) == ("shahrnegar.example", False)


@pytest.mark.parametrize(
    ("change", "polled"),
    [
        ("  status: wanted\n", []),
        ("  way: proxy\n", []),
        ("  way: browser\n", ["rss", "sitemap"]),
        ("  way: sitemap\n", ["sitemap"]),
    ],
)
def test_what_is_polled_depends_on_status_and_way(tmp_path: Path, change: str, polled: list[str]) -> None:
    text = GOOD + "    - {kind: sitemap, url: /sitemap.xml}\n" + change
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    spec = load_outlets(tmp_path)["shahrnegar"]
    assert [feed.kind for feed in spec.polled] == polled
    assert spec.fetch.browser == (spec.way == "browser")


def test_an_outlet_may_be_read_by_its_channel(tmp_path: Path) -> None:
    channel = "- {outlet: tg, kind: telegram, home: 'https://t.me/s/shahrnegar', family: telegram}\n"
    (tmp_path / "a.yaml").write_text(GOOD + "  way: channel\n  instead: tg\n" + channel, encoding="utf-8")
    outlets = load_outlets(tmp_path)
    assert outlets["shahrnegar"].polled == ()
    assert outlets["shahrnegar"].owns("https://shahrnegar.example/news/12345")
    assert len(outlets["tg"].polled) == 1


def test_a_maintainers_word_on_what_is_an_article_wins_over_the_built_in_list(tmp_path: Path) -> None:
    links = (
        "<a href='/topics/11'>خبر یک در شهر</a><a href='/archive/12/x'>خبر دو</a><a href='/print/12'>چاپ</a>"
    )
    home = "http://www.shahrnegar.example/"

    def found(rules: str) -> list[str]:
        (tmp_path / "a.yaml").write_text(GOOD.replace("nastooh", "generic") + rules, encoding="utf-8")
        spec = load_outlets(tmp_path)["shahrnegar"]
        return [link.url.removeprefix(home) for link in parse_listing(links.encode(), home, spec).links]

    assert found("") == []
    assert found("  rules: {article_url: '^/(?:topics|archive)/\\d+'}\n") == ["topics/11", "archive/12/x"]
    numbered = "  id_pattern: '/(?:topics|archive|print)/(?P<id>\\d+)'\n"
    assert found(numbered) == ["topics/11", "archive/12/x"]
