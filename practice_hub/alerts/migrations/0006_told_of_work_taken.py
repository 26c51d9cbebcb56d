from __future__ import annotations

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("alerts", "0005_do_not_disturb"),
        ("practices", "0004_shared_counts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="alert",
            name="alert_kind",
        ),
        migrations.AlterField(
            model_name="alert",
            name="kind",
            field=models.CharField(
                choices=[
                    ("RED_FLAG", "Red Flag"),
                    ("MEDICAL", "Medical"),
                    ("APPROVAL_WANTED", "Approval Wanted"),
                    ("APPROVAL_LATE", "Approval Late"),
                    ("APPROVAL_VOID", "Approval Void"),
                    ("APPROVAL_EXPIRED", "Approval Expired"),
                    ("PROMISE_DUE", "Promise Due"),
                    ("PROMISE_LAPSED", "Promise Lapsed"),
                    ("MARK_REMOVED", "Mark Removed"),
                    ("GUARD_OVERRIDDEN", "Guard Overridden"),
                    ("NEW_ITEM", "New Item"),
                    ("URGENT_ITEM", "Urgent Item"),
                    ("TARGET_WARNING", "Target Warning"),
                    ("TARGET_MISSED", "Target Missed"),
                    ("ASSIGNED", "Assigned"),
                    ("NOTE_MENTION", "Note Mention"),
                    ("TAKEN_OVER", "Taken Over"),
                    ("HANDED_OVER", "Handed Over"),
                    ("CALLBACK_DUE", "Callback Due"),
                    ("CALLBACK_LATE", "Callback Late"),
                    ("SOURCE_DOWN", "Source Down"),
                    ("SOURCE_BACK", "Source Back"),
                    ("ANSWER_RETURNED", "Answer Returned"),
                    ("ANSWERS_BLOCKED", "Answers Blocked"),
                    ("SNOWBALL", "Snowball"),
                    ("NOBODY_ON_DUTY", "Nobody On Duty"),
                    ("SYSTEM_DOWN", "System Down"),
                    ("AUDIT_BROKEN", "Audit Broken"),
                    ("REPORT_READY", "Report Ready"),
                    ("EXPORT_READY", "Export Ready"),
                    ("IMPORT_DONE", "Import Done"),
                    ("TEST", "Test"),
                ],
                max_length=24,
            ),
        ),
        migrations.AddConstraint(
            model_name="alert",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
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
                            "TAKEN_OVER",
                            "HANDED_OVER",
                            "CALLBACK_DUE",
                            "CALLBACK_LATE",
                            "SOURCE_DOWN",
                            "SOURCE_BACK",
                            "ANSWER_RETURNED",
                            "ANSWERS_BLOCKED",
                            "SNOWBALL",
                            "NOBODY_ON_DUTY",
                            "SYSTEM_DOWN",
                            "AUDIT_BROKEN",
                            "REPORT_READY",
                            "EXPORT_READY",
                            "IMPORT_DONE",
                            "TEST",
                        ],
                    )
                ),
                name="alert_kind",
            ),
        ),
    ]
