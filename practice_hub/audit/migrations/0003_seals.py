"""The chain over the audit: its seals are as append-only as the rows they seal."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

FORBID = """
CREATE TRIGGER audit_seals_stay
    BEFORE UPDATE OR DELETE ON audit_auditseal
    FOR EACH ROW EXECUTE FUNCTION audit_is_append_only();

CREATE TRIGGER audit_seal_table_stays
    BEFORE TRUNCATE ON audit_auditseal
    FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();
"""

ALLOW = """
DROP TRIGGER audit_seal_table_stays ON audit_auditseal;
DROP TRIGGER audit_seals_stay ON audit_auditseal;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0002_triggers'),
        ('practices', '0002_triggers'),
    ]

    operations = [
        migrations.CreateModel(
            name='AuditSeal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.BigIntegerField()),
                ('digest', models.CharField(max_length=64)),
                ('sealed_at', models.DateTimeField()),
                ('event', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='seal', to='audit.auditevent')),
                ('practice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='practices.practice')),
            ],
        ),
        migrations.AddConstraint(
            model_name='auditseal',
            constraint=models.UniqueConstraint(fields=('practice', 'number'), name='seal_number_once'),
        ),
        migrations.AddConstraint(
            model_name='auditseal',
            constraint=models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='seal_number_from_one'),
        ),
        migrations.CreateModel(
            name='SealMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('low_event_id', models.BigIntegerField(default=0)),
                ('noted_event_id', models.BigIntegerField(default=0)),
                ('noted_xid', models.BigIntegerField(default=0)),
                ('noted_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='seal_mark_is_one')],
            },
        ),
        migrations.CreateModel(
            name='AuditCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('checked_number', models.BigIntegerField(default=0)),
                ('checked_at', models.DateTimeField(null=True)),
                ('whole_checked_at', models.DateTimeField(null=True)),
                ('broken_at', models.DateTimeField(null=True)),
                ('trouble', models.TextField(blank=True, db_default='', default='')),
                ('practice', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='audit_check', to='practices.practice')),
            ],
        ),
        migrations.RunSQL(FORBID, ALLOW),
    ]
