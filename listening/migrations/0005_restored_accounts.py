from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("listening", "0004_forgetting")]

    operations = [
        migrations.AddField(
            model_name="networkaccount",
            name="restored_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
