"""Facet counts as links: what narrows the search, what is chosen, under names instead of keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.urls import reverse

from rasad.archive.articles.city_rules import rules
from rasad.archive.models import Outlet, Topic, Unit
from rasad.search.query.ast import KEY_FIELDS, KeyField
from rasad.search.query.fields import KEY_LABELS
from rasad.search.requests import list_field
from search_api import labels
from search_api.search.state import SearchState

_QUOTES = str.maketrans(dict.fromkeys('«»"“”'))  # quotes inside a quoted name would end it
SHOWN = 10  # values of one facet before they are cut
# Facet of the index → (field of the state, its Persian name).
FACETS = {key: (list_field(key), KEY_LABELS[key]) for key in KEY_FIELDS}


def names_for(facet: str, keys: Sequence[str]) -> dict[str, str]:
    """The Persian names of a facet's values; a key without a record stands for itself."""
    if facet == "kind":
        return {key: labels.word(labels.KINDS, key) for key in keys}
    if facet == "tone":
        return {key: labels.word(labels.TONES, key) for key in keys}
    if facet == "status":
        return {key: labels.word(labels.REVIEW_STATUSES, key) for key in keys}
    if facet == "importance":
        return {key: labels.word(labels.IMPORTANCES, key) for key in keys}
    if facet == "assignee":
        people = User.objects.filter(username__in=keys)
        return {one.username: one.get_full_name() or one.username for one in people}
    if facet == "outlet":
        return dict(Outlet.objects.filter(pk__in=keys).values_list("pk", "name"))
    if facet == "unit":
        return dict(Unit.objects.filter(pk__in=keys).values_list("pk", "name"))
    if facet == "topic":
        return dict(Topic.objects.filter(pk__in=keys).values_list("pk", "name"))
    if facet in ("mention", "person", "place"):
        return rules.current().names_of(keys)
    return {}


def facet_links(counts: Mapping[str, Sequence[tuple[str, int]]], state: SearchState) -> list[dict[str, Any]]:
    """Each facet with its values: label, count, link that adds or removes it."""
    found: list[dict[str, Any]] = []
    for facet, (name, label) in FACETS.items():
        chosen: tuple[str, ...] = getattr(state, name)
        values = [(value, count) for value, count in counts.get(facet, ()) if value]
        known = {value for value, _ in values}
        shown = [*values, *((value, 0) for value in chosen if value not in known)]
        # What is chosen stands above the fold; the rest is one press away.
        shown.sort(key=lambda pair: pair[0] not in chosen)
        if facet == "mention" and not chosen:
            continue  # what is only named is no way to narrow; the query `ذکر:` finds it
        if not shown or (facet == "tag" and not chosen and len(values) < 2):
            continue
        labels = names_for(facet, [value for value, _ in shown])
        found.append(
            {
                "key": facet,
                "label": label,
                "values": [
                    {
                        "label": label,
                        "count": count,
                        "on": value in chosen,
                        "href": "?" + state.toggle(name, value).query_string(),
                        "without": "?" + state.change(q=_without(state.q, facet, label)).query_string(),
                    }
                    for value, count in shown
                    for label in (labels.get(value, value),)
                ],
            }
        )
    return found


def _without(query: str, facet: KeyField, label: str) -> str:
    """A query that leaves one value of a facet out."""
    return f"{query} -{FACETS[facet][1]}:«{label.translate(_QUOTES)}»".strip()


def rule_text(state: SearchState) -> str:
    """The query of an alert rule that catches what the search finds from now on.

    A rule has boxes of its own for outlets, kinds and units; the other facets become fields of the query.
    Dates are left out: a rule looks ahead.
    """
    parts: list[str] = []
    facets: tuple[KeyField, ...] = ("topic", "tone", "tag", "status", "importance", "assignee")
    for facet in facets:
        name, label = FACETS[facet]
        chosen: tuple[str, ...] = getattr(state, name)
        labels = names_for(facet, chosen)
        quoted = ["«" + labels.get(value, value).translate(_QUOTES) + "»" for value in chosen]
        if quoted:
            parts.append(f"{label}:" + (quoted[0] if len(quoted) == 1 else f"({' یا '.join(quoted)})"))
    if state.q:
        parts.insert(0, f"({state.q})" if parts else state.q)
    return " ".join(parts)


def rule_link(state: SearchState) -> str:
    """The address of the new rule's form filled from a search; empty where nothing would be asked."""
    query = rule_text(state)
    if not query:
        return ""
    pairs = [("query", query)]
    for name in ("outlets", "kinds", "units"):
        pairs += [(name, value) for value in getattr(state, name)]
    return reverse("alert_new") + "?" + urlencode(pairs)


def chips(state: SearchState) -> list[dict[str, str]]:
    """What is chosen, each as a link that takes it away."""
    found: list[dict[str, str]] = []
    for facet, (name, label) in FACETS.items():
        chosen: tuple[str, ...] = getattr(state, name)
        if not chosen:
            continue
        labels = names_for(facet, chosen)
        for value in chosen:
            href = "?" + state.toggle(name, value).query_string()
            found.append({"group": label, "label": labels.get(value, value), "href": href})
    return found
