from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("inbox", "0009_search_filled")]

    operations = [
        migrations.AddField(
            model_name="reply",
            name="doubted_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
