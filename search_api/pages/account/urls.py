"""Addresses of signing in and of one's own account."""

from __future__ import annotations

from django.contrib.auth.views import LogoutView
from django.urls import path

from search_api.pages.account import login, resume, views

urlpatterns = [
    path("login", login.Login.as_view(), name="login"),
    path("logout", LogoutView.as_view(), name="logout"),
    path("account/resume", resume.resume, name="resume"),
    path("account", views.account, name="account"),
    path("account/password", views.password, name="password"),
    path("account/sessions", views.sessions_end, name="sessions_end"),
    path("account/sessions/<slug:key>", views.session_end, name="session_end"),
    path("account/tokens", views.token_new, name="token_new"),
    path("account/tokens/<int:key>", views.token_revoke, name="token_revoke"),
]
