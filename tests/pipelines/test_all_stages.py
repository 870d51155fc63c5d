"""A page's way through the stages."""

from __future__ import annotations

from rasad.archive.models import Job, Quarantine, StageCount
from rasad.search.engines import open_engine
from rasad.search.query.parser import parse
from rasad.search.requests import SearchRequest
from rasad.search.service import Searcher
from tests.pipelines.installation import Installation, prose


def test_a_page_becomes_an_article_a_story_and_a_search_result(installation: Installation) -> None:
    installation.article("alef", 1, "شهرداری مترو ساخت", prose(1))
    installation.run()
    article = installation.only("شهرداری مترو ساخت")
    assert article.story_id == article.id
    assert article.story_role == "single"
    assert not Job.objects.exists()
    assert not Quarantine.objects.exists()
    index = open_engine(installation.index_url)
    found = Searcher(index).search(SearchRequest(parse("title:مترو")))
    assert [hit.id for hit in found.hits] == [article.id]
    index.close()
    counts = {(row.stage, row.outcome): row.count for row in StageCount.objects.all()}
    assert counts["parse", "new"] == 1
    assert counts["story", "started"] == 1
    assert counts["coverage", "carries_none"] == 1


def test_two_copies_meet_in_one_story(installation: Installation) -> None:
    installation.article("alef", 1, "خبر نخست", prose(1))
    installation.article("be", 9, "همان خبر", prose(1) + "\n\nپایان.")
    installation.article("be", 10, "خبر دیگر", prose(2))
    installation.run()
    first, second, other = (
        installation.only("خبر نخست"),
        installation.only("همان خبر"),
        installation.only("خبر دیگر"),
    )
    assert first.story_id == second.story_id == first.id != other.story_id
    assert first.story is not None
    assert (first.story.size, first.story.outlets) == (2, 2)
    assert {first.story_role, second.story_role} == {"origin", "reprint"}
