"""Addresses of judging: the queue, its forms, the two raters."""

from __future__ import annotations

from django.urls import path

from search_api.pages.review import acts, queue, samples

urlpatterns = [
    path("review", queue.page, name="review"),
    path("review/act", acts.act, name="review_act"),
    path("review/undo", acts.take_back, name="review_undo"),
    path("review/seen", acts.seen, name="review_seen"),
    path("review/samples", samples.samples, name="samples"),
    path("review/samples/<int:key>", samples.sample, name="sample"),
    path("review/samples/<int:key>/rate", samples.rate, name="sample_rate"),
]
