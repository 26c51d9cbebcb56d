"""Sources that are not covered, shown as such so that nobody believes they are (L1)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_noop


@dataclass(frozen=True, slots=True)
class Uncovered:
    """Words are translated where they are shown."""

    name: str
    note: str = ""  # what there is to say beyond "not covered yet"


NOT_COVERED = (
    Uncovered(
        "Google+",
        gettext_noop(
            "Retired by Google in 2019. Its heir is Google Business Profile reviews: not covered "
            "yet."
        ),
    ),
    Uncovered(gettext_noop("Google Business Profile reviews")),
    Uncovered(gettext_noop("Other review sites")),
    Uncovered("Instagram"),
    Uncovered("WhatsApp"),
    Uncovered("WeChat"),
    Uncovered("Bluesky"),
    Uncovered("Mastodon"),
    Uncovered(gettext_noop("Blogs and the web")),
    Uncovered(gettext_noop("E-mail")),
)
