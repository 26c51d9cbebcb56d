from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("listening", "0005_restored_accounts")]

    operations = [
        migrations.AddField(
            model_name="networkaccount",
            name="answers_blocked_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
