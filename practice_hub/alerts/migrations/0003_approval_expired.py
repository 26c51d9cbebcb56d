"""A request for an approval that ran out has an alert of its own (P4)."""

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
]


class Migration(migrations.Migration):
    dependencies = [("alerts", "0002_medical")]
    operations = [
        migrations.RemoveConstraint(model_name="alert", name="alert_kind"),
        migrations.AlterField(
            model_name="alert",
            name="kind",
            field=models.CharField(
                choices=[(kind, kind.replace("_", " ").title()) for kind in KINDS], max_length=24
            ),
        ),
        migrations.AddConstraint(
            model_name="alert",
            constraint=models.CheckConstraint(
                condition=models.Q(kind__in=KINDS), name="alert_kind"
            ),
        ),
    ]
