from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("inbox", "0015_read_so_far")]

    operations = [
        migrations.AddField(
            model_name="conversation",
            name="assigned_role",
            field=models.CharField(
                blank=True,
                choices=[
                    ("AGENT", "Front desk"),
                    ("VENDOR", "Outside agency"),
                    ("PRACTITIONER", "Practitioner"),
                    ("MANAGER", "Manager"),
                    ("OWNER", "Owner"),
                ],
                db_default="",
                default="",
                max_length=16,
            ),
        ),
    ]
