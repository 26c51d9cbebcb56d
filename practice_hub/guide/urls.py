"""The setup, the page of settings, the help and the tour."""

from __future__ import annotations

from django.urls import path

from practice_hub.guide.views import setup

app_name = "guide"
urlpatterns = [
    path("setup/", setup.setup, name="setup"),
    path("setup/leave/", setup.leave, name="setup_leave"),
    path("setup/rehearsal/", setup.rehearsal, name="rehearsal"),
    path("setup/steps/<slug:step>/", setup.mark, name="setup_mark"),
]
