"""Reports about people read what somebody wrote from one index, and changed posts from another."""

from __future__ import annotations

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("listening", "0006_history_account")]

    operations = [
        migrations.AddIndex(
            model_name="mention",
            index=models.Index(
                fields=["author", "-posted_at"],
                include=(
                    "id",
                    "practice",
                    "local_day",
                    "audience",
                    "sentiment",
                    "corrected_sentiment",
                    "category",
                    "is_imported",
                    "is_own",
                ),
                name="mention_of_author",
            ),
        ),
        migrations.AddIndex(
            model_name="mention",
            index=models.Index(
                fields=["practice"],
                condition=Q(is_own=False)
                & (Q(edited_at__isnull=False) | Q(deleted_at__isnull=False)),
                name="mention_touched",
            ),
        ),
        migrations.RemoveIndex(model_name="mention", name="mention_author"),
    ]
