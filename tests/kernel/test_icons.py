"""Our quicker way to draw an icon draws what the library draws."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from lucide.templatetags.lucide import lucide as draw

from practice_hub.icons import lucide


def test_each_icon_of_ours_is_drawn_as_by_the_library() -> None:
    ways: list[dict[str, Any]] = [{}, {"size": 12, "aria_hidden": "true"}]
    ways.append({"size": None, "class": "a b", "aria_label": 'Less < "more"', "stroke_width": 1})
    found: set[str] = set()
    for page in (settings.BASE_DIR / "templates").rglob("*.html"):
        found.update(re.findall(r'\{% lucide "([\w-]+)"', page.read_text()))
    assert len(found) > 50
    for number, name in enumerate(sorted(found)):
        way = ways[number % len(ways)]
        assert lucide(name, **way) == draw(name, **way), name
