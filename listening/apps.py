from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class ListeningConfig(AppConfig):
    name = "listening"

    def ready(self) -> None:
        import_module("listening.checks")  # registers itself; models must be loaded first
