"""Parts of the practice's settings that belong to the inbox: targets, and history from a file."""

from __future__ import annotations

from django.urls import path

from inbox.views import history, targets

app_name = "inbox_settings"
urlpatterns = [
    path("targets/", targets.targets, name="targets"),
    path("history/", history.history, name="history"),
    path("history/<int:run_id>/", history.run_state, name="history_run"),
    path("history/<int:run_id>/cancel/", history.cancel, name="history_cancel"),
    path("history/<int:run_id>/problems.csv", history.problems, name="history_problems"),
]
