from __future__ import annotations

from django.urls import path

from inbox.views.reports import (
    behind_list,
    care,
    exporting,
    groups,
    overview,
    voices,
    ways,
    weekly,
)

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
    path("export/", exporting.export, name="export"),
    path("behind/export/", exporting.export_list, name="export_list"),
    path("exports/", exporting.exports, name="exports"),
    path("exports/start/", exporting.start, name="export_start"),
    path("exports/<int:pk>/", exporting.exports, name="export_ready"),
    path("exports/<int:pk>/file/", exporting.download, name="export_file"),
    path("exports/<int:pk>/cancel/", exporting.cancel, name="export_cancel"),
    path("weekly/", weekly.weekly, name="weekly"),
    path("weekly/mine/", weekly.choose_mine, name="weekly_mine"),
    path("weekly/practice/", weekly.switch_practice, name="weekly_practice"),
    path("weekly/now/", weekly.mail_now, name="mail_now"),
]
