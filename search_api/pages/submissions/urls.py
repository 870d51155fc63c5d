"""Addresses of what people enter by hand."""

from __future__ import annotations

from django.urls import path

from search_api.pages.submissions import views

urlpatterns = [
    path("submissions/new", views.new, name="submission_new"),
    path("submissions/enter", views.take, name="submission_enter"),
    path("submissions/<int:key>", views.submission, name="submission"),
    path("submissions/<str:digest>", views.by_digest, name="submission_digest"),
    path("submissions/files/<int:key>", views.file, name="submission_file"),
]
