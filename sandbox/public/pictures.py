"""Pictures that can be attached on the public pages: drawn by the sandbox, nobody's photo."""

from __future__ import annotations

CHOICES: dict[str, tuple[str, str]] = {
    "cat": ("A cat", "cat|A cat in a cardboard box"),
    "flower": ("Flowers", "flower|Tulips in a jam jar"),
    "selfie": ("A selfie, nothing written about it", "selfie|"),
    "lake": ("The lake", "lake|Fog over the lake"),
    "receipt": ("A bill", "receipt|A paper bill with a circle around one line"),
    "cake": ("A cake", "cake|A plum tart on a paper plate"),
}
"""Field value -> (what the list says, the drawing and its alternative text)."""


def photo_of(choice: str) -> str | None:
    """The drawing for a field value; None for no picture or an unknown one."""
    found = CHOICES.get(choice)
    return found[1] if found else None
