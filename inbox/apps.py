from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class InboxConfig(AppConfig):
    name = "inbox"

    def ready(self) -> None:
        # Connects the inbox to what listening announces; models must be loaded first.
        import_module("inbox.receivers")
        import_module("inbox.outbox_health")
        import_module("inbox.send_time")
        import_module("inbox.readiness")
        import_module("inbox.measures")
        import_module("inbox.reports.voice_behind")
        import_module("inbox.audit_words")
        import_module("inbox.audit_subjects")
        import_module("inbox.setup_lines")
        # In this order: answers are stopped before what they say is erased.
        import_module("inbox.after_restore")
        import_module("inbox.privacy.after_restore")
