from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """Conversations that are shown as one share a number; old code leaves it empty."""

    dependencies = [("inbox", "0018_goes_out_at")]

    operations = [
        migrations.AddField(
            model_name="conversation",
            name="matter",
            field=models.BigIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="conversation",
            name="merged_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
