"""Where the links of mails lead, and the strip on every page."""

from __future__ import annotations

from django.urls import path

from practice_hub.alerts import views

app_name = "alerts"
urlpatterns = [
    path("banner/", views.banner, name="banner"),
    path("<int:alert_id>/", views.open_alert, name="open"),
    path("<int:alert_id>/acknowledge/", views.acknowledge, name="acknowledge"),
]
