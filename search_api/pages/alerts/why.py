"""«چرا نه؟»: why a rule did not catch an article, asked with the article's id or address."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from rasad.archive.articles.records import whole_articles
from rasad.archive.identity import canonical_url, url_hash
from rasad.archive.models import Alias, Article
from rasad.desk.access import visible_rules
from rasad.desk.alerts.why_not import why_not
from search_api.accounts.auth import person
from search_api.accounts.limits import READS
from search_api.pages.limited import limited


@require_safe
@limited(READS)
def rule_why(request: HttpRequest, key: int) -> HttpResponse:
    """`/alerts/<id>/why?article=<id or address>`."""
    rule = get_object_or_404(visible_rules(person(request)), pk=key)
    asked = request.GET.get("article", "").replace("\x00", "").strip()[:2000]
    article = _article(asked) if asked else None
    context = {
        "section": "alerts",
        "rule": rule,
        "asked": asked,
        "article": article,
        "obstacles": why_not(rule, article) if article is not None else [],
    }
    return render(request, "search_api/rule_why.html", context)


def _article(asked: str) -> Article | None:
    """The article of an id, of our page's address, or of an address at its outlet."""
    found = whole_articles().filter(pk=asked.rstrip("/").rsplit("/", 1)[-1][:32]).first()
    if found is not None:
        return found
    try:
        alias = (
            Alias.objects.filter(pk=url_hash(canonical_url(asked)))
            .values_list("article_id", flat=True)
            .first()
        )
    except ValueError:
        return None
    return whole_articles().filter(pk=alias).first() if alias else None
