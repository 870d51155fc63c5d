"""Addresses of alert rules, their targets, what they caught and what was sent."""

from __future__ import annotations

from django.urls import path

from search_api.pages.alerts import deliveries, matches, rules, targets, why

urlpatterns = [
    path("alerts", rules.alerts, name="alerts"),
    path("alerts/new", rules.rule_new, name="alert_new"),
    path("alerts/check", rules.rule_check, name="alert_check"),
    path("alerts/<int:key>", rules.rule, name="alert"),
    path("alerts/<int:key>/why", why.rule_why, name="alert_why"),
    path("alerts/<int:key>/delete", rules.rule_delete, name="alert_delete"),
    path("targets", targets.targets, name="targets"),
    path("targets/<int:key>", targets.change, name="target"),
    path("matches", matches.matches, name="matches"),
    path("matches/seen", matches.seen, name="matches_seen"),
    path("deliveries", deliveries.deliveries, name="deliveries"),
    path("deliveries/retry", deliveries.retry, name="deliveries_retry"),
]
