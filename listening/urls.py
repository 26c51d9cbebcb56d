from __future__ import annotations

from django.urls import path

from listening.views import accounts, page, terms

app_name = "listening"
urlpatterns = [
    path("sources/", page.sources, name="sources"),
    path("sources/live/", page.live, name="live"),
    path("sources/line/", page.outage_line, name="outage_line"),
    path("sources/badge/", page.health_badge, name="health_badge"),
    path("sources/connect/<slug:network>/", accounts.connect, name="connect"),
    path("sources/<int:account_id>/reconnect/", accounts.reconnect, name="reconnect"),
    path("sources/<int:account_id>/pause/", accounts.pause, name="pause"),
    path("sources/<int:account_id>/resume/", accounts.resume, name="resume"),
    path("sources/<int:account_id>/confirm/", accounts.confirm, name="confirm"),
    path("sources/<int:account_id>/answers/", accounts.let_answers_go, name="let_answers_go"),
    path("sources/<int:account_id>/disconnect/", accounts.disconnect, name="disconnect"),
    path("sources/<int:account_id>/location/", accounts.choose_location, name="choose_location"),
    path("sources/<int:account_id>/look/", accounts.look, name="look"),
    path("sources/feeds/<int:feed_id>/look/", accounts.look_at_feed, name="look_at_feed"),
    path("sources/gaps/<int:gap_id>/dismiss/", accounts.dismiss_gap, name="dismiss_gap"),
    path("sources/terms/add/", terms.add, name="term_add"),
    path("sources/terms/<int:term_id>/", terms.edit, name="term_edit"),
    path("sources/terms/<int:term_id>/toggle/", terms.toggle, name="term_toggle"),
    path("sources/terms/<int:term_id>/remove/", terms.remove, name="term_remove"),
]
