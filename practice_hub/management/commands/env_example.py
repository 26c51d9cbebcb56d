"""`python manage.py env_example`: the text of .env.example, from what the settings read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from practice_hub.env_file import render_example
from practice_hub.settings import env


class Command(BaseCommand):
    help = "Prints the text of .env.example: every setting, its meaning, its form, its default."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(render_example(env.variables, Path(settings.BASE_DIR)), ending="")
