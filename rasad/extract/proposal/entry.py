"""The entry that a survey's pages suggest: who it is, where it announces, how it is read."""

from __future__ import annotations

from collections.abc import Sequence

from rasad.extract.announcements.listing import is_article_url, untracked
from rasad.extract.article.quality import is_shell
from rasad.extract.proposal import identity
from rasad.extract.proposal.address_clusters import Cluster
from rasad.extract.proposal.drafts import draft, witnesses
from rasad.extract.proposal.fields.assessment import Assessment, assess
from rasad.extract.proposal.fields.rule_choice import RuleChoice, sure
from rasad.extract.proposal.patterns import InferredPattern, infer
from rasad.extract.proposal.places.announcing import working_feeds
from rasad.extract.proposal.places.editions import EditionFinding, edition
from rasad.extract.proposal.places.feeds import FeedChoice, ProposedFeed, family_feeds_answer
from rasad.extract.proposal.site import SavedPage
from rasad.extract.proposal.survey import Survey, survey_of
from rasad.outlets.definitions import OutletSpec
from rasad.outlets.families import shipped
from rasad.outlets.proposal import Finding, NotFound, Proposal

_ORDER = (
    "name",
    "kind",
    "home",
    "status",
    "family",
    "way",
    "feeds",
    "fetch",
    "keep_params",
    "id_pattern",
    "rules",
)
_HELD_BACK = 3  # articles that no rule was made from, to check the rules by
_HOLDS = 0.8
_MOST_UNREAD = 4  # feeds that are named although none of their articles was read


class _Entry:
    """A proposal in the making."""

    def __init__(self, survey: Survey) -> None:
        self.survey, self.site = survey, survey.site
        self.findings: list[Finding] = []
        self.not_found: list[NotFound] = []

    def say(self, name: str, value: object, confidence: float, why: str) -> None:
        """A field that was found."""
        self.findings.append(Finding(name, value, confidence, why))

    def miss(self, name: str, why: str, remedy: str) -> None:
        """A field that was not."""
        self.not_found.append(NotFound(name, why, remedy))


def propose(survey: Survey) -> Proposal:
    """The entry that the pages of a finished survey suggest. Raises nothing of its own."""
    made = _Entry(survey)
    site = survey.site
    home = site.pages.get(site.home)
    made_key = identity.key_of(site.start)
    if home is None or not home.ok:
        why = home.problem or f"it answers {home.status}." if home is not None else "it was not fetched."
        made.miss(
            "home",
            f"the home page could not be read: {why}",
            "Check the address, or the way out, and try again.",
        )
    articles = survey.articles
    paper = edition(site)
    named = identity.name(site, articles[:6])
    if named is not None:
        made.findings.append(named)
    else:
        made.miss("name", "no page says what the site calls itself.", "Give a name only if a source does.")
    made.findings.append(identity.kind(named, site, paper is not None))
    made.say("home", site.start, 1.0, "where the address leads" if site.start != site.home else "as given")
    _way(made)
    if not articles:
        made.miss(
            "articles", _why_none(survey), "Name a page of an article and write the entry by docs/outlets.md."
        )
        _without_articles(made)
        return _done(made, made_key)
    _entry_of_articles(made, articles, paper, made_key)
    return _done(made, made_key)


def _without_articles(made: _Entry) -> None:
    """What can be said all the same: the family that the home page shows, feeds and maps that answer."""
    survey = made.survey
    if survey.family != "generic":
        made.say("family", survey.family, 0.6, "the home page shows its signs; no article was read")
    found = [
        ProposedFeed(one.kind, one.url, 0.4, f"{one.how}; {len(one.items)} items, none read")
        for one in working_feeds(made.site)
    ]
    if found:
        why = "; ".join(f"{one.kind}: {one.confidence:.2f} {one.why}" for one in found)
        made.say("feeds", [one.entry(made.site.start) for one in found[:_MOST_UNREAD]], 0.4, why)


def _done(made: _Entry, key: str) -> Proposal:
    order = {name: n for n, name in enumerate(_ORDER)}
    found = sorted(made.findings, key=lambda one: order.get(one.field.split(".")[0], len(order)))
    return Proposal(made.site.home, key, tuple(found), tuple(made.not_found), len(made.site.pages))


def _way(made: _Entry) -> None:
    """Whether the site can be read by plain requests."""
    site = made.site
    if stands := site.challenge(site.home):
        way = "browser" if stands.checks else "proxy"
        made.say("way", way, 0.6, stands.sentence)
        made.miss("way", f"instead of the home page: {stands.sentence}.", "Try again from another way out.")
    elif (page := site.html(site.home)) is not None and is_shell(page):
        made.say("way", "browser", 0.6, "the home page is an application without text")


def _why_none(survey: Survey) -> str:
    tried = [url for url in survey.site.html_pages if url != survey.site.home]
    if not tried:
        return "no page beside the home page could be read."
    return f"of {len(tried)} pages that were read none is an article with headline and text."


def _entry_of_articles(made: _Entry, articles: list[str], paper: EditionFinding | None, key: str) -> None:
    """Family, patterns, rules and feeds, by the articles that were read."""
    survey, site = made.survey, made.site
    never = survey.bad_words
    patterns = [
        (group, pattern) for group in survey.article_shapes if (pattern := infer(group.addresses, never))
    ]
    drafted = draft(survey, key, articles, patterns, paper, _name(made))
    spec = drafted.spec
    made.say("family", spec.family, drafted.confidence, drafted.why)
    _identity_rules(made, spec, patterns)
    seen = witnesses(survey, articles, spec, paper.day if paper is not None else ())
    train = seen[:-_HELD_BACK] if len(seen) >= 2 * _HELD_BACK else seen
    choice = RuleChoice(site, train, spec)
    spec = choice.choose()
    made.findings += choice.findings
    made.not_found += choice.not_found
    _check(made, assess(site, seen, spec), len(seen))
    _feeds(made, spec, paper)


def _name(made: _Entry) -> str:
    return next((str(one.value) for one in made.findings if one.field == "name"), "")


def _identity_rules(
    made: _Entry, spec: OutletSpec, patterns: Sequence[tuple[Cluster, InferredPattern]]
) -> None:
    family = shipped()[spec.family]
    count = sum(len(group.addresses) for group, _ in patterns)
    if spec.keep_params != family.keep_params:
        why = "parameters of its articles' addresses, without which pages may not be found"
        made.say("keep_params", list(spec.keep_params), 0.7, why)
    if spec.id_pattern != family.id_pattern and spec.id_pattern:
        unique = min(pattern.unique for _, pattern in patterns)
        made.say(
            "id_pattern", spec.id_pattern, sure(unique, count), f"a number of its own in {count} addresses"
        )
    if not spec.id_pattern:
        why = "no number of its own stands in the addresses; the address itself names the item."
        made.miss("id_pattern", why, "None is needed while headlines do not move addresses.")
    if spec.rules.article_url != family.rules.article_url:
        why = f"the shape of {count} addresses"
        made.say("rules.article_url", list(spec.rules.article_url), sure(1.0, count), why)


def _check(made: _Entry, found: Assessment, count: int) -> None:
    """What the rules read of all pages, those too that they were not made from."""
    for name, share in (("title", found.title), ("date", found.date), ("body", found.body)):
        rule = {"title": "rules.title", "date": "rules.published", "body": "rules.body"}[name]
        if share < _HOLDS and not any(one.field == rule for one in made.not_found):
            made.miss(
                rule,
                f"of {count} pages only {share:.0%} give a right {name}.",
                f"Look at {rule} by `manage.py extract`.",
            )


def _feeds(made: _Entry, spec: OutletSpec, paper: EditionFinding | None) -> None:
    choice = FeedChoice(made.survey, lambda url: is_article_url(untracked(url), spec))
    chosen = choice.choose()
    if paper is not None:  # its pages lead to what its lists show
        chosen = [one for one in chosen if one.kind != "listing"]
        why = f"the home page leads to an issue of {paper.pages} pages"
        front = spec.home if paper.issue else ""
        chosen.append(ProposedFeed("edition", paper.issue or spec.home, 0.85, why, front))
        _edition_rules(made, spec, paper)
    if choice.next_page and choice.next_page not in spec.rules.next_page:
        made.say(
            "rules.next_page",
            [choice.next_page],
            0.85,
            "leads from the first page of a list to the second and on",
        )
    _missing_feeds(made, chosen)
    if not chosen or family_feeds_answer(made.site, spec.family, chosen):
        return
    least = min(one.confidence for one in chosen)
    why = "; ".join(f"{one.kind}: {one.confidence:.2f} {one.why}" for one in chosen)
    made.say("feeds", [one.entry(spec.home) for one in chosen], least, why)


def _edition_rules(made: _Entry, spec: OutletSpec, paper: EditionFinding) -> None:
    known = spec.rules.edition
    rules: dict[str, list[str]] = {"page_links": list(paper.page_links)}
    if paper.day:
        rules["day"] = list(paper.day)
    else:
        made.miss("rules.edition.day", "no day is printed on the issue.", "Write the selector of the day.")
    rules["pdf_links"] = list(known.pdf_links) or ['a[href$=".pdf"]@href']
    why = f"{paper.pages} links to pages of the issue, and the day that is printed there"
    made.say("rules.edition", rules, 0.75, why)


def _missing_feeds(made: _Entry, chosen: Sequence[ProposedFeed]) -> None:
    kinds = {one.kind for one in chosen}
    if not chosen:
        made.miss(
            "feeds", "no feed, sitemap or list that leads to its articles answered.", "Name one by hand."
        )
        return
    if not kinds & {"rss", "news_sitemap", "sitemap"}:
        made.miss(
            "feeds.rss",
            "no feed or sitemap answered at the usual places.",
            "What lists show is all that is read.",
        )
    if kinds <= {"rss"}:
        why = "no list, archive or sitemap leads to what its feed has dropped."
        made.miss("feeds.archive", why, "Older items can only be had if one is named.")


def proposal(home: str, pages: Sequence[SavedPage]) -> Proposal:
    """The proposal of a site of which these pages came; runs in a worker that can be killed."""
    return propose(survey_of(home, pages))
