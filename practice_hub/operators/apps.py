from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class OperatorsConfig(AppConfig):
    name = "practice_hub.operators"
    label = "operators"

    def ready(self) -> None:
        # The kernel's own tables register themselves; models must be loaded first.
        import_module("practice_hub.operators.tables")
