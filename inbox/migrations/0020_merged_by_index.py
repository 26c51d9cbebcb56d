from __future__ import annotations

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    """Queues show merged conversations once, and count them from the index alone."""

    atomic = False  # CONCURRENTLY works in no transaction
    dependencies = [("inbox", "0019_merged_conversations")]

    operations = [
        AddIndexConcurrently(
            "conversation",
            models.Index(
                fields=["matter"],
                name="conversation_matter",
                condition=Q(("matter", None), _negated=True),
            ),
        ),
        AddIndexConcurrently(
            "conversation",
            models.Index(
                F("practice"),
                F("urgency_rank"),
                F("due_at"),
                F("id"),
                condition=Q(is_unanswered=True),
                include=("snoozed_until", "matter"),
                name="conversation_to_answer",
            ),
        ),
        AddIndexConcurrently(
            "conversation",
            models.Index(
                F("practice"),
                F("state"),
                F("last_activity_at").desc(),
                F("id").desc(),
                include=("snoozed_until", "matter"),
                name="conversation_of_state",
            ),
        ),
        RemoveIndexConcurrently("conversation", "conversation_waiting"),
        RemoveIndexConcurrently("conversation", "conversation_in_state"),
    ]
