"""What is stored of a look that failed or waits, in the reader's language."""

from __future__ import annotations

from listening import sentences
from listening.connectors import sentences as of_connectors
from practice_hub.retold import retold


def in_words(stored: str) -> str:
    """A reason, error or gap as it was stored; a network's own words stay as they are."""
    return retold(stored, (*sentences.ALL, *of_connectors.ALL))
