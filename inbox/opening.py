"""The opening hours that count for a conversation: those of its location, else the practice's."""

from __future__ import annotations

from datetime import datetime

from inbox.domain.snooze import ANSWER, SnoozeTime, snooze_times
from inbox.models import Conversation
from practice_hub.practices.business_hours import BusinessHours
from practice_hub.practices.hours import HoursBook


def hours_of(conversation: Conversation) -> BusinessHours:
    """No query while nothing has changed, apart from the practice where it is not loaded."""
    return HoursBook.of(conversation.practice).hours(conversation.location_id)


def snooze_choices(conversation: Conversation, now: datetime) -> tuple[SnoozeTime, ...]:
    """Until when it may sleep. Whoever waits for us is not waited for."""
    times = snooze_times(now, hours_of(conversation))
    is_our_turn = conversation.is_unanswered or conversation.is_waiting_private
    return tuple(each for each in times if each.key != ANSWER or not is_our_turn)
