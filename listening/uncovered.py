"""Sources that are not covered, shown as such so that nobody believes they are (L1)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Uncovered:
    name: str
    note: str = ""  # what there is to say beyond "not covered yet"


NOT_COVERED = (
    Uncovered(
        "Google+",
        "Retired by Google in 2019. Its heir is Google Business Profile reviews: not covered yet.",
    ),
    Uncovered("Google Business Profile reviews"),
    Uncovered("Other review sites"),
    Uncovered("Instagram"),
    Uncovered("WhatsApp"),
    Uncovered("WeChat"),
    Uncovered("Bluesky"),
    Uncovered("Mastodon"),
    Uncovered("Blogs and the web"),
    Uncovered("E-mail"),
)
