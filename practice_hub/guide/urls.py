"""The setup, the page of settings, the help and the tour."""

from __future__ import annotations

from django.urls import path

from practice_hub.guide.views import help as help_views
from practice_hub.guide.views import setup, tour

app_name = "guide"
urlpatterns = [
    path("setup/", setup.setup, name="setup"),
    path("setup/leave/", setup.leave, name="setup_leave"),
    path("setup/rehearsal/", setup.rehearsal, name="rehearsal"),
    path("setup/steps/<slug:step>/", setup.mark, name="setup_mark"),
    path("help/", help_views.index, name="help"),
    path("help/tour/", tour.tour, name="tour"),
    path("help/tour/end/", tour.end, name="tour_end"),
    path("help/<slug:slug>/", help_views.page, name="help_page"),
]
