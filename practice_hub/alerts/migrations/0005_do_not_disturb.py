from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("alerts", "0004_blocked_answers")]

    operations = [
        migrations.AlterField(
            model_name="alertdelivery",
            name="hold",
            field=models.CharField(
                blank=True,
                choices=[
                    ("DIGEST", "kept for the summary"),
                    ("QUIET", "held over quiet hours"),
                    ("WEEKEND", "held over the weekend"),
                    ("ALONE", "held while you did not want to be disturbed"),
                ],
                max_length=8,
            ),
        ),
    ]
