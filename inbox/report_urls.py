from __future__ import annotations

from django.urls import path

from inbox.views.reports import behind_list, care, groups, overview, voices, ways

app_name = "reports"
urlpatterns = [
    path("", overview.overview, name="overview"),
    path("time/", ways.time, name="time"),
    path("when/", ways.when, name="when"),
    path("who/", groups.who, name="who"),
    path("care/", care.care, name="care"),
    path("voice/", voices.voice, name="voice"),
    path("behind/", behind_list.behind_list, name="behind"),
    path("definitions/", behind_list.definitions, name="definitions"),
]
