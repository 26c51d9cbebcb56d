from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("practices", "0005_undisturbed")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="density",
            field=models.CharField(
                choices=[("COMFORTABLE", "Comfortable"), ("COMPACT", "Compact")],
                db_default="COMFORTABLE",
                default="COMFORTABLE",
                max_length=12,
            ),
        ),
    ]
