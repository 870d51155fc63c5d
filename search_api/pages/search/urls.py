"""Addresses of searches: the page, files and feeds, kept searches."""

from __future__ import annotations

from django.urls import path

from search_api.pages.search import compare, exports, fresh, saved, search

urlpatterns = [
    path("search", search.search, name="search"),
    path("search/fresh", fresh.fresh, name="search_fresh"),
    path("compare", compare.comparison, name="compare"),
    path("related", search.related, name="related"),
    path("export/<slug:form>", exports.export, name="export"),
    path("saved", saved.saved, name="saved"),
    path("saved/new", saved.save_search, name="save_search"),
    path("saved/<int:key>", saved.change_saved, name="change_saved"),
]
