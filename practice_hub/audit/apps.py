from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "practice_hub.audit"
    label = "audit"

    def ready(self) -> None:
        # These register themselves and listen; models must be loaded first.
        import_module("practice_hub.audit.own_words")
        import_module("practice_hub.audit.sign_ins")
