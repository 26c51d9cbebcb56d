from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class BackupsConfig(AppConfig):
    name = "practice_hub.backups"
    label = "backups"

    def ready(self) -> None:
        # Registers itself; models must be loaded first.
        import_module("practice_hub.backups.health_line")
