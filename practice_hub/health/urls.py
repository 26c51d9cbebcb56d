"""What is alive, for who manages the practice or its sources."""

from __future__ import annotations

from django.urls import path

from practice_hub.health import views

app_name = "health"
urlpatterns = [
    path("", views.page, name="page"),
    path("live/", views.live, name="live"),
]
