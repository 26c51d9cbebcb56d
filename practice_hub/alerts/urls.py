"""The list of alerts and where the links of mails lead; how one is told; the chain's times."""

from __future__ import annotations

from django.urls import path

from practice_hub.alerts.views import chain, desktop, listing, strip, undisturbed
from practice_hub.alerts.views import settings as own

app_name = "alerts"
urlpatterns = [
    path("alerts/", listing.alert_list, name="list"),
    path("alerts/banner/", strip.banner, name="banner"),
    path("alerts/desktop/", desktop.waiting, name="desktop"),
    path("alerts/desktop/shown/", desktop.shown, name="desktop_shown"),
    path("alerts/<int:alert_id>/", strip.open_alert, name="open"),
    path("alerts/<int:alert_id>/acknowledge/", strip.acknowledge, name="acknowledge"),
    path("account/notifications/", own.notifications, name="settings"),
    path("account/notifications/test/", own.test, name="test"),
    path("account/undisturbed/", undisturbed.undisturbed, name="undisturbed"),
    path("settings/alerts/", chain.chain, name="chain"),
]
