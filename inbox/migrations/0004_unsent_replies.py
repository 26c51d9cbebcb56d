from __future__ import annotations

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """The table can be large, and answers go on being written while this runs."""

    atomic = False
    dependencies = [
        ("inbox", "0003_held_replies"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="reply",
            index=models.Index(
                condition=models.Q(("status__in", ["QUEUED", "UNCERTAIN", "FAILED"])),
                fields=["practice"],
                name="reply_unsent",
            ),
        ),
    ]
