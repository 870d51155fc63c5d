"""Addresses of units: the league, scorecards with their ledger, the formula, sheets for the meeting."""

from __future__ import annotations

from django.urls import path

from search_api.pages.units import acts, coverage, formula, sheets, units

urlpatterns = [
    path("units", units.league_page, name="units"),
    path("units/formula", formula.formula, name="units_formula"),
    path("units/league.xlsx", sheets.league_file, name="units_workbook"),
    path("units/league/sheet", sheets.league_sheet, name="units_sheet"),
    path("units/<slug:key>", units.unit, name="unit"),
    path("units/<slug:key>/sheet", sheets.unit_sheet, name="unit_sheet"),
    path("units/<slug:key>/messages", acts.message, name="unit_message"),
    path("units/<slug:key>/messages/<int:message>", acts.message_drop, name="unit_message_drop"),
    path("units/<slug:key>/outcome", acts.outcome, name="unit_outcome"),
    path("coverage/<slug:release>/<slug:article>", coverage.coverage, name="coverage_pair"),
]
