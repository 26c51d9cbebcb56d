from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("inbox", "0002_triggers"),
    ]

    operations = [
        migrations.AddField(
            model_name="reply",
            name="held_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
