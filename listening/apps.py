from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class ListeningConfig(AppConfig):
    name = "listening"

    def ready(self) -> None:
        # These register themselves; models must be loaded first.
        import_module("listening.checks")
        import_module("listening.source_health")
        import_module("listening.readiness")
        import_module("listening.measures")
        import_module("listening.watch")
        import_module("listening.audit_words")
        import_module("listening.after_restore")
        import_module("listening.sealed")
        import_module("listening.setup_steps")
        import_module("listening.operators")
