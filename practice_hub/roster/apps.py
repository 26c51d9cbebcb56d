from __future__ import annotations

from django.apps import AppConfig


class RosterConfig(AppConfig):
    name = "practice_hub.roster"
    label = "roster"
