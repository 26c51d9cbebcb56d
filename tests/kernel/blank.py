"""A template engine that draws nothing, for tests that ask who is let in and not what is shown."""

from __future__ import annotations

from typing import Any

from django.template.backends.base import BaseEngine


class BlankTemplate:
    template = None

    def render(self, context: Any = None, request: Any = None) -> str:
        return ""


class BlankTemplates(BaseEngine):
    """Every name is a template, and every template is empty."""

    app_dirname = "templates"

    def __init__(self, params: dict[str, Any]) -> None:
        params = params.copy()
        params.pop("OPTIONS")
        super().__init__(params)

    def get_template(self, template_name: str) -> BlankTemplate:
        return BlankTemplate()


BLANK = [{"BACKEND": "tests.kernel.blank.BlankTemplates", "DIRS": [], "OPTIONS": {}}]
