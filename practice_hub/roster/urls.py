"""The duty roster (L3)."""

from __future__ import annotations

from django.urls import path

from practice_hub.roster.views import page, turn

app_name = "roster"
urlpatterns = [
    path("", page.page, name="page"),
    path("add/", page.add, name="add"),
    path("copy/", page.copy, name="copy"),
    path("always/", page.always, name="always"),
    path("off/", page.off_add, name="off_add"),
    path("off/<int:days_off_id>/remove/", page.off_remove, name="off_remove"),
    path("note/", page.note, name="note"),
    path("note/<int:note_id>/read/", page.note_read, name="note_read"),
    path("watch/", page.watch, name="watch"),
    path("line/", page.line, name="line"),
    path("shifts/<int:shift_id>/<str:day>/", turn.turn, name="turn"),
    path("shifts/<int:shift_id>/<str:day>/change/", turn.change, name="change"),
    path("shifts/<int:shift_id>/<str:day>/end/", turn.end, name="end"),
    path("shifts/<int:shift_id>/<str:day>/put/", turn.put, name="put"),
    path("shifts/<int:shift_id>/<str:day>/ask/", turn.ask, name="ask"),
    path("requests/<int:request_id>/answer/", turn.answer, name="answer"),
    path("requests/<int:request_id>/withdraw/", turn.withdraw, name="withdraw"),
]
