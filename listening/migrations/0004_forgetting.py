from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("listening", "0003_catch_ups"),
        ("practices", "0002_triggers"),
    ]

    operations = [
        migrations.CreateModel(
            name="RecheckBook",
            fields=[
                (
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="recheck_book",
                        serialize=False,
                        to="listening.networkaccount",
                    ),
                ),
                ("day", models.DateField()),
                ("spent", models.PositiveIntegerField(default=0)),
                ("allowed", models.PositiveIntegerField(null=True)),
                ("watched", models.PositiveIntegerField(default=0)),
                ("active", models.PositiveIntegerField(default=0)),
                ("counted_at", models.DateTimeField(null=True)),
                ("looked_at", models.DateTimeField(null=True)),
                ("pause_until", models.DateTimeField(null=True)),
                ("error", models.CharField(blank=True, max_length=300)),
                ("doubted_at", models.DateTimeField(null=True)),
                ("doubted_count", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.AddField(
            model_name="author",
            name="forgotten_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="mention",
            name="gone_reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("DELETED", "Deleted by its author"),
                    ("SUSPENDED", "Its author was suspended"),
                    ("WITHHELD", "Withheld by the network"),
                    ("PROTECTED", "No longer public"),
                    ("RETENTION", "Kept for as long as agreed"),
                    ("ERASED", "Erased on request"),
                ],
                db_default="",
                default="",
                max_length=10,
            ),
        ),
        migrations.CreateModel(
            name="LedgerKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.BinaryField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("pk", 1)), name="ledger_key_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Forgotten",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "network",
                    models.CharField(choices=[("X", "X"), ("FACEBOOK", "Facebook")], max_length=16),
                ),
                ("digest", models.CharField(max_length=64)),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("DELETED", "Deleted by its author"),
                            ("SUSPENDED", "Its author was suspended"),
                            ("WITHHELD", "Withheld by the network"),
                            ("PROTECTED", "No longer public"),
                            ("RETENTION", "Kept for as long as agreed"),
                            ("ERASED", "Erased on request"),
                        ],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="practices.practice",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["recorded_at"], name="forgotten_recorded")],
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "digest"), name="forgotten_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Recheck",
            fields=[
                (
                    "mention",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="recheck",
                        serialize=False,
                        to="listening.mention",
                    ),
                ),
                (
                    "rank",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Somebody waits or works on it"),
                            (1, "Written in the last days"),
                            (2, "Older"),
                        ]
                    ),
                ),
                ("due_at", models.DateTimeField()),
                ("checked_at", models.DateTimeField(null=True)),
                ("doubted_at", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="listening.networkaccount",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["account", "rank", "due_at"], name="recheck_due")],
            },
        ),
    ]
