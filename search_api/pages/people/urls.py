"""Addresses of the staff's accounts, for who manages people."""

from __future__ import annotations

from django.urls import path

from search_api.pages.people import views

urlpatterns = [
    path("people", views.people, name="people"),
    path("people/<int:key>", views.one, name="one_person"),
    path("people/<int:key>/end", views.end, name="person_end"),
    path("people/<int:key>/sessions/<slug:session>", views.session_end, name="person_session_end"),
    path("people/<int:key>/tokens/<int:token>", views.token_revoke, name="person_token_revoke"),
]
