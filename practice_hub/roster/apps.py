from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class RosterConfig(AppConfig):
    name = "practice_hub.roster"
    label = "roster"

    def ready(self) -> None:
        # What "I have it" means for a gap; models must be loaded first.
        import_module("practice_hub.roster.gaps")
