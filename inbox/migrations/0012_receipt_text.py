from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("inbox", "0011_counted_by_index")]

    operations = [
        migrations.AddField(
            model_name="erasure",
            name="receipt_text",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
    ]
