"""`propose-outlet HOME` on a local site: an entry that loads, found and checked by the crawler's own ways."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from rasad.outlets.loading import load_outlets
from rasad.outlets.proposal import Proposal
from tests.crawler.local_sites import CannedResponse, ReceivedRequest
from tests.crawler.project import Project
from tests.extract.proposal.homemade_sites import studio


def test_an_entry_is_proposed_checked_and_fine(project: Project, tmp_path: Path) -> None:
    site = studio()
    project.host(site.host)
    (project.folder / "outlets").mkdir()

    def answer(request: ReceivedRequest) -> CannedResponse:
        found = site.answer(request.path)
        if found is None:
            return CannedResponse(b"not here", 404)
        kind, body = found
        return CannedResponse(
            body.encode() if isinstance(body, str) else body, headers={"Content-Type": kind}
        )

    paths = ["/", "/rss", "/robots.txt", *(f"/archive/{n}" for n in range(2, 6)), "/archive"]
    for path in [*paths, *(item.url.partition(site.host)[2] for item in site.truth)]:
        project.sites.pages[site.host, path] = answer
    done = project.manage("propose-outlet", site.home, "--delay", "0", "--json", check=False, timeout=300)
    assert done.stdout.startswith("{"), done.stderr
    data: dict[str, Any] = json.loads(done.stdout)
    proposal = Proposal.from_json(data)
    assert done.returncode == 0, done.stderr
    assert proposal.verdict is not None
    assert proposal.verdict.fine
    assert proposal.verdict.pages > 3
    (tmp_path / "loaded").mkdir()
    (tmp_path / "loaded" / "entry.yaml").write_text(data["yaml"], encoding="utf-8")
    spec = load_outlets(tmp_path / "loaded")[proposal.key]
    assert {feed.kind for feed in spec.feeds} >= {"rss", "listing"}
    assert not (project.folder / "data").exists()


def test_what_is_no_address_is_refused_with_the_remedy(project: Project) -> None:
    (project.folder / "outlets").mkdir()
    done = project.manage("propose-outlet", "ftp://a.example/", check=False)
    assert done.returncode == 1
    assert "write its whole address" in done.stderr
    assert "Traceback" not in done.stderr
