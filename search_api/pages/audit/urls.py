"""Address of the audit log."""

from __future__ import annotations

from django.urls import path

from search_api.pages.audit import views

urlpatterns = [
    path("audit", views.audit_log, name="audit"),
]
