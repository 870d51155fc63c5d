"""The first page."""

from __future__ import annotations

from django.urls import path

from search_api.pages.today import today

urlpatterns = [path("", today.front, name="today")]
