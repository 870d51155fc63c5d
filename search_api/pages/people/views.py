"""The staff's accounts: who is signed in where, with which tokens, and ending that."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

from django.contrib import messages
from django.contrib.auth.models import User
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from rasad.desk.accounts.passwords import end_everything
from rasad.desk.accounts.roles import role_names
from rasad.desk.accounts.sessions import end_session, session_id, sessions_of
from rasad.desk.accounts.tokens import revoke_token
from rasad.desk.models import ApiToken
from search_api.accounts.auth import actor_of
from search_api.accounts.permissions import permission_required
from search_api.pages.account.views import ended_text


@never_cache
@require_safe
@permission_required("people")
def people(request: HttpRequest) -> HttpResponse:
    """`/people`: every account with its sessions and tokens counted."""
    sessions = Counter(one.user_id for one in sessions_of())
    living = Count(
        "api_tokens", filter=Q(api_tokens__revoked_at=None, api_tokens__expires_at__gt=datetime.now(UTC))
    )
    users = User.objects.prefetch_related("groups").annotate(tokens=living).order_by("-is_active", "username")
    rows = [
        {"user": user, "roles": role_names(user), "sessions": sessions[str(user.pk)], "tokens": user.tokens}
        for user in users.order_by("-is_active", "username")
    ]
    return render(request, "search_api/people.html", {"section": "people", "rows": rows})


@never_cache
@require_safe
@permission_required("people")
def one(request: HttpRequest, key: int) -> HttpResponse:
    """`/people/<id>`: one account's sessions and tokens."""
    user = get_object_or_404(User, pk=key)
    context = {
        "section": "people",
        "person": user,
        "roles": role_names(user),
        "sessions": sessions_of(user),
        "here": session_id(request.session.session_key or ""),
        "tokens": ApiToken.objects.filter(user=user, revoked_at=None).order_by("-created_at"),
        "now": datetime.now(UTC),
    }
    return render(request, "search_api/person.html", context)


@require_POST
@permission_required("people")
def end(request: HttpRequest, key: int) -> HttpResponse:
    """Sign an account out everywhere and end its tokens; one's own session here goes on."""
    user = get_object_or_404(User, pk=key)
    sessions, tokens = end_everything(actor_of(request), user, request.session.session_key or "")
    messages.success(request, ended_text(sessions, tokens))
    return redirect("one_person", key=key)


@require_POST
@permission_required("people")
def session_end(request: HttpRequest, key: int, session: str) -> HttpResponse:
    """Sign one session out."""
    end_session(actor_of(request), session)
    messages.success(request, "آن نشست پایان یافت.")
    return redirect("one_person", key=key)


@require_POST
@permission_required("people")
def token_revoke(request: HttpRequest, key: int, token: int) -> HttpResponse:
    """End one token."""
    row = revoke_token(actor_of(request), token)
    messages.success(request, f"نشانهٔ «{row.name}» از کار افتاد.")
    return redirect("one_person", key=key)
