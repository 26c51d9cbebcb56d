from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("inbox", "0020_merged_by_index")]

    operations = [
        migrations.AddField(
            model_name="reply",
            name="seen_beside",
            field=models.JSONField(blank=True, null=True),
        ),
    ]
