"""The calls of the day, the form of a call, and the calendar."""

from __future__ import annotations

from django.urls import path

from inbox.views import call_calendar, call_plan, calls

app_name = "callbacks"
urlpatterns = [
    path("", calls.page, name="page"),
    path("plan/<int:conversation_id>/", call_plan.plan, name="plan"),
    path("calendar/new/", call_calendar.new_feed, name="new_feed"),
    path("calendar/stop/", call_calendar.stop_feed, name="stop_feed"),
    path("calendar/<str:secret>.ics", call_calendar.feed, name="feed"),
    path("<int:callback_id>/call.ics", call_calendar.entry, name="entry"),
    path("<int:callback_id>/<str:act>/", calls.act, name="act"),
]
