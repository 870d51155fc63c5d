"""Addresses of articles, stories and their evidence."""

from __future__ import annotations

from django.urls import path

from search_api.pages.articles import article, capture, pane, story

urlpatterns = [
    path("a/<slug:key>", article.article, name="article"),
    path("a/<slug:key>/pane", pane.pane, name="article_pane"),
    path("a/<slug:key>/correct", article.correct, name="correct"),
    path("s/<slug:key>", story.story, name="story"),
    path("capture/<int:key>", capture.capture, name="capture"),
    path("capture/<int:key>/warc", capture.record, name="capture_record"),
]
