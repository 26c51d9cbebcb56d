"""What the coach said and what was waved away: a part of the practice's settings."""

from __future__ import annotations

from django.urls import path

from inbox.views import coach

app_name = "coach"
urlpatterns = [
    path("", coach.coach, name="table"),
    path("mute/", coach.mute, name="mute"),
    path("unmute/", coach.unmute, name="unmute"),
]
