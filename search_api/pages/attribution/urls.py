"""Addresses of the queue of weak attributions."""

from __future__ import annotations

from django.urls import path

from search_api.pages.attribution import views

urlpatterns = [
    path("attributions", views.attributions, name="attributions"),
    path("attributions/judge", views.judge, name="attributions_judge"),
    path("attributions/accept", views.accept_proposal, name="attributions_accept"),
]
