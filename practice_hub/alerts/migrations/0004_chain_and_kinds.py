"""Kinds of the targets, the roster and the reports; desktop and SMS; the chain (L2, L3)."""

from __future__ import annotations

from django.db import migrations, models

KINDS = [
    "RED_FLAG",
    "MEDICAL",
    "APPROVAL_WANTED",
    "APPROVAL_LATE",
    "APPROVAL_VOID",
    "APPROVAL_EXPIRED",
    "PROMISE_DUE",
    "PROMISE_LAPSED",
    "MARK_REMOVED",
    "GUARD_OVERRIDDEN",
    "NEW_ITEM",
    "URGENT_ITEM",
    "TARGET_WARNING",
    "TARGET_MISSED",
    "ASSIGNED",
    "NOTE_MENTION",
    "CALLBACK_DUE",
    "CALLBACK_LATE",
    "SOURCE_DOWN",
    "SNOWBALL",
    "NOBODY_ON_DUTY",
    "SYSTEM_DOWN",
    "REPORT_READY",
    "EXPORT_READY",
    "IMPORT_DONE",
    "TEST",
]
CHANNELS = [("PAGE", "In the page"), ("MAIL", "Mail"), ("DESKTOP", "Desktop"), ("SMS", "SMS")]
STEPS = [
    (0, "Who is concerned or on duty"),
    (1, "The rest of the desk"),
    (2, "The managers"),
    (3, "The owners"),
]


class Migration(migrations.Migration):
    dependencies = [("alerts", "0003_approval_expired")]
    operations = [
        migrations.RemoveConstraint(model_name="alert", name="alert_kind"),
        migrations.RemoveConstraint(model_name="alertdelivery", name="alert_delivery_channel"),
        migrations.AlterField(
            model_name="alert",
            name="kind",
            field=models.CharField(
                choices=[(kind, kind.replace("_", " ").title()) for kind in KINDS], max_length=24
            ),
        ),
        migrations.AlterField(
            model_name="alertdelivery",
            name="channel",
            field=models.CharField(choices=CHANNELS, max_length=16),
        ),
        migrations.AddField(
            model_name="alert",
            name="item_count",
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddField(
            model_name="alert",
            name="step",
            field=models.PositiveSmallIntegerField(choices=STEPS, default=0),
        ),
        migrations.AddField(
            model_name="alert",
            name="escalates_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddConstraint(
            model_name="alert",
            constraint=models.CheckConstraint(
                condition=models.Q(kind__in=KINDS), name="alert_kind"
            ),
        ),
        migrations.AddConstraint(
            model_name="alertdelivery",
            constraint=models.CheckConstraint(
                condition=models.Q(channel__in=[name for name, _ in CHANNELS]),
                name="alert_delivery_channel",
            ),
        ),
        migrations.AddConstraint(
            model_name="alert",
            constraint=models.CheckConstraint(
                condition=models.Q(step__in=[step for step, _ in STEPS]), name="alert_step"
            ),
        ),
        migrations.AddIndex(
            model_name="alert",
            index=models.Index(
                condition=models.Q(
                    escalates_at__isnull=False, acknowledged_at=None, closed_at=None
                ),
                fields=["escalates_at"],
                name="alert_escalates",
            ),
        ),
    ]
