"""Addresses of outlets."""

from __future__ import annotations

from django.urls import path

from search_api.pages.outlets import views

urlpatterns = [
    path("outlets", views.outlets, name="outlets"),
    path("outlets/<str:key>", views.outlet, name="outlet"),
    path("outlets/<str:key>/pause", views.pause, name="outlet_pause"),
]
