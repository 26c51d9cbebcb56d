"""Every component of the design system in every state, light and dark side by side.

For whoever builds or judges pages: `static/css` is right when this page is. It shows nothing of any
practice, so being an operator is enough; nobody else finds it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from practice_hub.charts.theme import TOKENS
from practice_hub.operators.site import site

SCHEMES: Final = ("light", "dark")
_COLOR: Final = re.compile(r"--([a-z0-9-]+): light-dark\(")


@dataclass(frozen=True, slots=True)
class Part:
    """A section of the page: `name` is that of its template in templates/styleguide."""

    name: str
    title: str
    about: str

    @property
    def template(self) -> str:
        return f"styleguide/_{self.name}.html"


PARTS: Final = (
    Part(
        "colors",
        "Colors",
        "Amber is PUBLIC, indigo is PRIVATE, red is late or medical. One accent.",
    ),
    Part("type", "Type and spaces", "Six sizes, spaces in steps of 4 px, three corners."),
    Part(
        "buttons",
        "Buttons",
        "One main button a page. Under the pointer the edge grows darker; the focus has a ring.",
    ),
    Part("fields", "Fields", "What is wrong stands beside the field, and the typed text stays."),
    Part("marks", "Chips, dots, avatars, times", "Small marks that are read in passing."),
    Part(
        "notices",
        "Notices and states",
        "Good, in doubt, wrong, offline, no permission, busy, empty.",
    ),
    Part(
        "surfaces",
        "Cards, lines, tables, numbers",
        "What pages of settings and reports are made of.",
    ),
    Part("choices", "Tabs, menus, dialogs, keys", "A menu is a sheet from below on a phone."),
    Part(
        "rows", "Rows of the list", "Who, where, what, the mood, how long, how long is left, whose."
    ),
    Part("talk", "Conversation", "The path in one line, what was said, what is about to go out."),
    Part("composer", "Composer and guard", "The edge has the color of who can read it."),
)


@cache
def color_names() -> tuple[str, ...]:
    """Every token with a light and a dark color, in the order of tokens.css."""
    return tuple(_COLOR.findall(TOKENS.read_text(encoding="utf-8")))


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """The page; 404 for who is no operator."""
    if not site.has_permission(request):
        raise Http404
    context = {"parts": PARTS, "schemes": SCHEMES, "colors": color_names()}
    return render(request, "styleguide/page.html", context)
