"""Addresses of replies: the board, one reply, templates, the office's calendar."""

from __future__ import annotations

from django.urls import path

from search_api.pages.replies import board, calendar, reply, templates

urlpatterns = [
    path("replies", board.replies, name="replies"),
    path("replies/new", board.need, name="reply_new"),
    path("replies/templates", templates.templates, name="reply_templates"),
    path("replies/templates/<int:key>/delete", templates.delete, name="reply_template_delete"),
    path("replies/calendar", calendar.calendar, name="reply_calendar"),
    path("replies/calendar/fill", calendar.fill, name="reply_calendar_fill"),
    path("replies/calendar/day", calendar.day, name="reply_calendar_day"),
    path("replies/<int:key>", reply.reply, name="reply"),
    path("replies/<int:key>/<slug:step>", reply.act, name="reply_act"),
]
