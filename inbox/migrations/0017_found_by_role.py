from __future__ import annotations

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # CONCURRENTLY works in no transaction
    dependencies = [("inbox", "0016_given_to_a_role")]

    operations = [
        AddIndexConcurrently(
            model_name="conversation",
            index=models.Index(
                fields=["practice", "assigned_role"],
                name="conversation_for_role",
                condition=models.Q(("assigned_role", ""), _negated=True),
            ),
        ),
    ]
