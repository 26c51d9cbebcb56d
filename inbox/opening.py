"""The opening hours that count for a conversation: those of its location, else the practice's."""

from __future__ import annotations

from inbox.models import Conversation
from practice_hub.practices.business_hours import BusinessHours
from practice_hub.practices.hours import HoursBook


def hours_of(conversation: Conversation) -> BusinessHours:
    """No query while nothing has changed, apart from the practice where it is not loaded."""
    return HoursBook.of(conversation.practice).hours(conversation.location_id)
