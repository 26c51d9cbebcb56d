"""Who did what, and who looked at what."""

from __future__ import annotations

from django.urls import path

from practice_hub.audit import views

app_name = "audit"
urlpatterns = [
    path("", views.page, name="page"),
    path("export/", views.export, name="export"),
    path("chain.jsonl", views.chain, name="chain"),
]
