from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig

from practice_hub import quick_language


class PracticesConfig(AppConfig):
    name = "practice_hub.practices"
    label = "practices"

    def ready(self) -> None:
        quick_language.install()
        # What follows when somebody signs in or changes how; models must be loaded first.
        import_module("practice_hub.practices.receivers")
        import_module("practice_hub.practices.sealed")
        import_module("practice_hub.practices.deploy_checks")
