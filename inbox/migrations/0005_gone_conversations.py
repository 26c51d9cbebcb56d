from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("inbox", "0004_unsent_replies"),
    ]

    operations = [
        migrations.AddField(
            model_name="conversation",
            name="gone_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        # Words alone: the columns stay as they are.
        migrations.AlterField(
            model_name="clock",
            name="ending",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "Running"),
                    ("DONE", "Done"),
                    ("NO_REPLY_NEEDED", "Closed without an answer"),
                    ("REMOVED", "No longer there"),
                    ("SKIPPED", "Skipped with a reason"),
                    ("DROPPED", "Dropped"),
                ],
                default="",
                max_length=16,
            ),
        ),
        migrations.AlterField(
            model_name="approval",
            name="void_reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("TEXT_CHANGED", "the answer was changed"),
                    ("POST_EDITED", "the person edited their post"),
                    ("POST_REMOVED", "the post is gone"),
                    ("NEW_MESSAGE", "the person wrote again"),
                    ("COLLEAGUE_ANSWERED", "a colleague answered meanwhile"),
                    ("EXPIRED", "it was not sent in time"),
                    ("APPROVER_LEFT", "who approved it may no longer do so"),
                ],
                max_length=20,
            ),
        ),
    ]
