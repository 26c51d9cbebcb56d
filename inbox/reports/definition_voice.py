"""What the numbers about the voice of the people mean; `definitions` puts all together."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from inbox.reports.definition_texts import Definition

VOICE = (
    Definition(
        "sentiment",
        gettext_noop("Mood"),
        gettext_noop(
            "Happy mentions beside unhappy ones. What staff corrected goes before what was scored."
        ),
        "",
        "L4",
    ),
    Definition(
        "strength",
        gettext_noop("Strength"),
        gettext_noop(
            "Mentions of the last 24 hours, divided by those of the busiest 24 hours of the "
            "last 30 days."
        ),
        "share",
        gettext_noop("Metrics"),
    ),
    Definition(
        "passion",
        gettext_noop("Passion"),
        gettext_noop("The share of mentions by people who mention the practice more than once."),
        "share",
        gettext_noop("Metrics"),
    ),
    Definition(
        "reach",
        gettext_noop("Reach"),
        gettext_noop(
            "Different people, divided by mentions; beside it the sum of followers where the "
            "network tells."
        ),
        "share",
        gettext_noop("Metrics"),
    ),
    Definition(
        "advocate",
        gettext_noop("Advocates"),
        gettext_noop("People who speak well of the practice again and again."),
        "",
        "L5, O3",
    ),
    Definition(
        "recovery",
        gettext_noop("Recovery"),
        gettext_noop(
            "Of the people who complained and were answered: who came back happier, changed "
            "what they wrote, or took it back."
        ),
        "share",
        "O3",
    ),
)
