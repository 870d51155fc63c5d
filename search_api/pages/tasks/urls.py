"""Addresses of long work: how far it is, its end, the file that it made."""

from __future__ import annotations

from django.urls import path

from search_api.pages.tasks import views

urlpatterns = [
    path("tasks/<slug:key>", views.task, name="task"),
    path("tasks/<slug:key>/cancel", views.cancel, name="task_cancel"),
    path("tasks/<slug:key>/file", views.file, name="task_file"),
]
