from __future__ import annotations

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    """The same two indexes with the end of a snooze in them: queues are counted on every page, and
    without it each row had to be looked at for it."""

    atomic = False
    dependencies = [("inbox", "0010_doubted_replies")]

    operations = [
        AddIndexConcurrently(
            "conversation",
            models.Index(
                F("practice"),
                F("urgency_rank"),
                F("due_at"),
                F("id"),
                condition=Q(is_unanswered=True),
                include=("snoozed_until",),
                name="conversation_waiting",
            ),
        ),
        AddIndexConcurrently(
            "conversation",
            models.Index(
                F("practice"),
                F("state"),
                F("last_activity_at").desc(),
                F("id").desc(),
                include=("snoozed_until",),
                name="conversation_in_state",
            ),
        ),
        RemoveIndexConcurrently("conversation", "conversation_unanswered"),
        RemoveIndexConcurrently("conversation", "conversation_by_state"),
    ]
