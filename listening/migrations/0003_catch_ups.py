import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("listening", "0002_triggers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="feed",
            name="live_from",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="feed",
            name="silence_from",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.CreateModel(
            name="CatchUp",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("since", models.DateTimeField()),
                ("began_at", models.DateTimeField()),
                ("found", models.PositiveIntegerField(default=0)),
                ("late", models.PositiveIntegerField(default=0)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="catch_ups",
                        to="listening.networkaccount",
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CatchUpFeed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("cursor", models.JSONField(blank=True, default=dict)),
                ("walks", models.PositiveSmallIntegerField(default=0)),
                ("next_run_at", models.DateTimeField()),
                ("lease_token", models.BigIntegerField(default=0)),
                ("lease_expires_at", models.DateTimeField(blank=True, null=True)),
                ("failures", models.PositiveIntegerField(default=0)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                (
                    "catch_up",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="feeds",
                        to="listening.catchup",
                    ),
                ),
                (
                    "feed",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="catch_ups",
                        to="listening.feed",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="catchup",
            index=models.Index(fields=["account", "-began_at"], name="catch_up_of_account"),
        ),
        migrations.AddConstraint(
            model_name="catchup",
            constraint=models.CheckConstraint(
                condition=models.Q(("since__lte", models.F("began_at"))), name="catch_up_in_order"
            ),
        ),
        migrations.AddIndex(
            model_name="catchupfeed",
            index=models.Index(
                condition=models.Q(("finished_at", None)),
                fields=["next_run_at"],
                name="catch_up_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="catchupfeed",
            constraint=models.UniqueConstraint(
                fields=("catch_up", "feed"), name="catch_up_feed_once"
            ),
        ),
    ]
