"""`/coverage/<release>/<article>`: a release and what was printed of it, and what a person says."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from rasad.archive.models import Coverage
from rasad.desk.accounts.roles import may
from rasad.desk.evaluation.judgements import judge_coverage
from rasad.desk.evaluation.models import CoverageJudgement
from rasad.desk.evaluation.passages import carried_text
from search_api.accounts.auth import actor_of, person
from search_api.accounts.limits import READS
from search_api.highlight_html import mark, paragraphs
from search_api.pages.acts import act_and_return
from search_api.pages.limited import limited


@require_http_methods(["GET", "HEAD", "POST"])
@limited(READS)
def coverage(request: HttpRequest, release: str, article: str) -> HttpResponse:
    """The page; a POST judges."""
    if request.method == "POST":
        data = request.POST

        def act() -> CoverageJudgement:
            verdict, note = data.get("verdict", ""), data.get("note", "")
            return judge_coverage(actor_of(request), release, article, verdict, note)

        return act_and_return(request, act, request.path, "داوری ثبت شد.")
    rows = Coverage.objects.select_related("release__outlet__unit", "article__outlet")
    row = get_object_or_404(rows, release=release, article=article)
    source = "\n".join((row.release.title, row.release.lead, row.release.body))
    title, body = carried_text(source, row.article.title), carried_text(source, row.article.body)
    judgements = CoverageJudgement.objects.filter(release=release, article=article).select_related("by")
    context = {
        "section": "units",
        "row": row,
        "title": mark(row.article.title, title.spans),
        "body": paragraphs(row.article.body, body.spans),
        "release_body": paragraphs(row.release.body, []),
        "judgements": judgements.order_by("-at", "-pk"),
        "verdicts": CoverageJudgement.Verdict.choices,
        "can_evaluate": may(person(request), "evaluate"),
    }
    return render(request, "search_api/units/coverage.html", context)
