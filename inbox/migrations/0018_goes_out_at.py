from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("inbox", "0017_found_by_role")]

    operations = [
        migrations.AddField(
            model_name="reply",
            name="goes_out_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
