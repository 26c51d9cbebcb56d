from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class HealthConfig(AppConfig):
    name = "practice_hub.health"
    label = "health"

    def ready(self) -> None:
        # Register themselves, in the order of the page; models must be loaded first.
        import_module("practice_hub.health.system")
        import_module("practice_hub.health.folders")
        import_module("practice_hub.health.room")
        import_module("practice_hub.health.mail")
        import_module("practice_hub.audit.health_line")
        import_module("practice_hub.monitoring.kernel_measures")
