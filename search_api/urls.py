"""Addresses of the desk."""

from __future__ import annotations

from django.contrib.auth.views import LogoutView
from django.urls import URLPattern, URLResolver, path

from search_api import api
from search_api.pages import error_pages
from search_api.pages.account import account
from search_api.pages.alerts import matches, rules, targets
from search_api.pages.articles import article, capture, story
from search_api.pages.help import query_help
from search_api.pages.operation import health, quarantine
from search_api.pages.outlets import outlets
from search_api.pages.search import exports, saved, search

urlpatterns: list[URLPattern | URLResolver] = [
    path("", search.search, name="search"),
    path("related", search.related, name="related"),
    path("login", account.Login.as_view(), name="login"),
    path("logout", LogoutView.as_view(), name="logout"),
    path("a/<slug:key>", article.article, name="article"),
    path("a/<slug:key>/correct", article.correct, name="correct"),
    path("s/<slug:key>", story.story, name="story"),
    path("capture/<int:key>", capture.capture, name="capture"),
    path("capture/<int:key>/warc", capture.record, name="capture_record"),
    path("export/<slug:form>", exports.export, name="export"),
    path("help/query", query_help.query_help, name="query_help"),
    path("saved", saved.saved, name="saved"),
    path("saved/new", saved.save_search, name="save_search"),
    path("saved/<int:key>", saved.change_saved, name="change_saved"),
    path("alerts", rules.alerts, name="alerts"),
    path("alerts/new", rules.rule_new, name="alert_new"),
    path("alerts/check", rules.rule_check, name="alert_check"),
    path("alerts/<int:key>", rules.rule, name="alert"),
    path("alerts/<int:key>/delete", rules.rule_delete, name="alert_delete"),
    path("targets", targets.targets, name="targets"),
    path("targets/<int:key>", targets.change, name="target"),
    path("matches", matches.matches, name="matches"),
    path("matches/seen", matches.seen, name="matches_seen"),
    path("deliveries", matches.deliveries, name="deliveries"),
    path("deliveries/retry", matches.retry, name="deliveries_retry"),
    path("outlets", outlets.outlets, name="outlets"),
    path("outlets/<str:key>", outlets.outlet, name="outlet"),
    path("outlets/<str:key>/pause", outlets.pause, name="outlet_pause"),
    path("quarantine", quarantine.quarantine, name="quarantine"),
    path("quarantine/again", quarantine.again, name="quarantine_again"),
    path("health", health.health, name="health"),
    path("account", account.account, name="account"),
    path("account/password", account.password, name="password"),
    path("account/tokens", account.token_new, name="token_new"),
    path("account/tokens/<int:key>", account.token_revoke, name="token_revoke"),
    path("audit", account.audit_log, name="audit"),
    path("api/", api.urls()),
    path("api/<path:rest>", api.not_found),
]

handler400 = error_pages.bad_request
handler500 = error_pages.server_error
