from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("practices", "0004_shared_counts")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="undisturbed_until",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
