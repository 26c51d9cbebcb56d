"""One page with all pictures side by side, so that they are really looked at."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Final

from scripts.screenshots.pages import Found
from scripts.screenshots.people import Look

_HEAD: Final = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>All pages</title>
<style>
  body { margin: 24px; font: 15px/1.5 system-ui, sans-serif; color: #1d2028; background: #faf8f4; }
  section { padding: 16px 0 32px; border-top: 1px solid #e6e0d7; }
  section > div { display: flex; gap: 16px; align-items: flex-start; }
  img { display: block; max-height: 640px; max-width: 100%; border: 1px solid #e6e0d7; }
  a { min-width: 0; }
  small { color: #575e6c; }
</style>
"""


def file_name(page: Found, look: Look) -> str:
    """`inbox-list.light.png`"""
    return f"{page.name.replace(':', '-').replace('_', '-')}.{look.name}.png"


def write(folder: Path, pages: Sequence[Found], looks: Sequence[Look], missing: list[str]) -> Path:
    """Write `index.html` beside the pictures; return its path."""
    sections = "".join(_section(page, looks) for page in pages)
    left = escape(", ".join(missing))
    path = folder / "index.html"
    path.write_text(
        f"{_HEAD}<h1>{len(pages)} pages</h1>\n{sections}"
        f"<p><small>No page of their own, or not in the demo: {left}</small></p>\n",
        encoding="utf-8",
    )
    return path


def _section(page: Found, looks: Sequence[Look]) -> str:
    pictures = "".join(
        f'<a href="{file_name(page, look)}"><img src="{file_name(page, look)}" loading="lazy" '
        f'alt="{escape(page.name)}, {look.name}"></a>'
        for look in looks
    )
    who = page.who or "nobody signed in"
    title = f"<h2>{escape(page.name)} <small>{escape(page.path)}, {who}</small></h2>"
    return f"<section>{title}<div>{pictures}</div></section>\n"
