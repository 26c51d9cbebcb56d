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
    ]
