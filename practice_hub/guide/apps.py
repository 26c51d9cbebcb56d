from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class GuideConfig(AppConfig):
    name = "practice_hub.guide"
    label = "guide"

    def ready(self) -> None:
        # The kernel's own steps and lines register themselves; models must be loaded first.
        import_module("practice_hub.guide.own_steps")
        import_module("practice_hub.guide.own_lines")
