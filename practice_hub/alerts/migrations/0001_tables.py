import datetime
import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import practice_hub.alerts.models.preferences
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    # A database that is fully migrated with these has everything that follows.
    replaces = [
        ('alerts', '0001_initial'),
        ('alerts', '0002_medical'),
        ('alerts', '0003_approval_expired'),
        ('alerts', '0004_chain_and_kinds'),
        ('alerts', '0005_preferences_and_digests'),
    ]

    initial = True

    dependencies = [
        ('practices', '0001_tables'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Alert',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('RED_FLAG', 'Red Flag'), ('MEDICAL', 'Medical'), ('APPROVAL_WANTED', 'Approval Wanted'), ('APPROVAL_LATE', 'Approval Late'), ('APPROVAL_VOID', 'Approval Void'), ('APPROVAL_EXPIRED', 'Approval Expired'), ('PROMISE_DUE', 'Promise Due'), ('PROMISE_LAPSED', 'Promise Lapsed'), ('MARK_REMOVED', 'Mark Removed'), ('GUARD_OVERRIDDEN', 'Guard Overridden'), ('NEW_ITEM', 'New Item'), ('URGENT_ITEM', 'Urgent Item'), ('TARGET_WARNING', 'Target Warning'), ('TARGET_MISSED', 'Target Missed'), ('ASSIGNED', 'Assigned'), ('NOTE_MENTION', 'Note Mention'), ('CALLBACK_DUE', 'Callback Due'), ('CALLBACK_LATE', 'Callback Late'), ('SOURCE_DOWN', 'Source Down'), ('SNOWBALL', 'Snowball'), ('NOBODY_ON_DUTY', 'Nobody On Duty'), ('SYSTEM_DOWN', 'System Down'), ('REPORT_READY', 'Report Ready'), ('EXPORT_READY', 'Export Ready'), ('IMPORT_DONE', 'Import Done'), ('TEST', 'Test')], max_length=24)),
                ('subject_type', models.CharField(max_length=32)),
                ('subject_id', models.BigIntegerField()),
                ('path', models.CharField(max_length=200)),
                ('repeat_every_seconds', models.PositiveIntegerField(default=0)),
                ('item_count', models.PositiveIntegerField(default=1)),
                ('step', models.PositiveSmallIntegerField(choices=[(0, 'Who is concerned or on duty'), (1, 'The rest of the desk'), (2, 'The managers'), (3, 'The owners')], default=0)),
                ('escalates_at', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('acknowledged_at', models.DateTimeField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('acknowledged_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('practice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='practices.practice')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('acknowledged_at', None), ('closed_at', None), ('escalates_at__isnull', False)), fields=['escalates_at'], name='alert_escalates')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('acknowledged_at', None), ('closed_at', None)), fields=('practice', 'kind', 'subject_type', 'subject_id'), name='alert_open_once'), models.CheckConstraint(condition=models.Q(('kind__in', ['RED_FLAG', 'MEDICAL', 'APPROVAL_WANTED', 'APPROVAL_LATE', 'APPROVAL_VOID', 'APPROVAL_EXPIRED', 'PROMISE_DUE', 'PROMISE_LAPSED', 'MARK_REMOVED', 'GUARD_OVERRIDDEN', 'NEW_ITEM', 'URGENT_ITEM', 'TARGET_WARNING', 'TARGET_MISSED', 'ASSIGNED', 'NOTE_MENTION', 'CALLBACK_DUE', 'CALLBACK_LATE', 'SOURCE_DOWN', 'SNOWBALL', 'NOBODY_ON_DUTY', 'SYSTEM_DOWN', 'REPORT_READY', 'EXPORT_READY', 'IMPORT_DONE', 'TEST'])), name='alert_kind'), models.CheckConstraint(condition=models.Q(('path__startswith', '/')), name='alert_path_is_ours'), models.CheckConstraint(condition=models.Q(models.Q(('acknowledged_at', None), ('acknowledged_by', None)), models.Q(('acknowledged_at__isnull', False), ('acknowledged_by__isnull', False)), _connector='OR'), name='alert_acknowledged_by_somebody'), models.CheckConstraint(condition=models.Q(('step__in', [0, 1, 2, 3])), name='alert_step')],
            },
        ),
        migrations.CreateModel(
            name='AlertPhone',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=16, validators=[practice_hub.alerts.models.preferences.validate_phone])),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='alert_phone', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='AlertSettings',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('choices', models.JSONField(default=dict)),
                ('is_desktop_on', models.BooleanField(default=False)),
                ('rhythm', models.CharField(choices=[('HOURLY', 'Every hour'), ('DAILY', 'Once a day')], default='DAILY', max_length=8)),
                ('digest_at', models.TimeField(default=datetime.time(8, 0))),
                ('quiet_from', models.TimeField(null=True)),
                ('quiet_until', models.TimeField(null=True)),
                ('is_quiet_at_weekends', models.BooleanField(default=False)),
                ('changed_at', models.DateTimeField()),
                ('membership', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='alert_settings', to='practices.membership')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('quiet_from', None), ('quiet_until', None)), models.Q(('quiet_from__isnull', False), ('quiet_until__isnull', False)), _connector='OR'), name='alert_quiet_has_two_ends')],
            },
        ),
        migrations.CreateModel(
            name='ChainSettings',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('desk_minutes', models.PositiveSmallIntegerField(default=10, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(1440)])),
                ('managers_minutes', models.PositiveSmallIntegerField(default=15, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(1440)])),
                ('owners_minutes', models.PositiveSmallIntegerField(default=30, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(1440)])),
                ('kinds', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('NEW_ITEM', 'NEW_ITEM'), ('URGENT_ITEM', 'URGENT_ITEM'), ('TARGET_WARNING', 'TARGET_WARNING'), ('TARGET_MISSED', 'TARGET_MISSED'), ('CALLBACK_DUE', 'CALLBACK_DUE'), ('CALLBACK_LATE', 'CALLBACK_LATE'), ('SOURCE_DOWN', 'SOURCE_DOWN'), ('SNOWBALL', 'SNOWBALL'), ('NOBODY_ON_DUTY', 'NOBODY_ON_DUTY'), ('SYSTEM_DOWN', 'SYSTEM_DOWN')], max_length=24), blank=True, default=practice_hub.alerts.models.preferences.default_chain, size=None)),
                ('practice', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='alert_chain', to='practices.practice')),
            ],
        ),
        migrations.CreateModel(
            name='Digest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(choices=[('PAGE', 'In the page'), ('MAIL', 'Mail'), ('DESKTOP', 'Desktop'), ('SMS', 'SMS')], max_length=16)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('next_try_at', models.DateTimeField(null=True)),
                ('sent_at', models.DateTimeField(null=True)),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('error', models.CharField(blank=True, max_length=200)),
                ('practice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='practices.practice')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('next_try_at__isnull', False)), fields=['next_try_at'], name='alert_digest_waiting')],
                'constraints': [models.CheckConstraint(condition=models.Q(('channel__in', ('MAIL', 'SMS'))), name='alert_digest_channel')],
            },
        ),
        migrations.CreateModel(
            name='AlertDelivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(choices=[('PAGE', 'In the page'), ('MAIL', 'Mail'), ('DESKTOP', 'Desktop'), ('SMS', 'SMS')], max_length=16)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('due_at', models.DateTimeField()),
                ('next_try_at', models.DateTimeField(null=True)),
                ('sent_at', models.DateTimeField(null=True)),
                ('sent_count', models.PositiveIntegerField(default=0)),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('error', models.CharField(blank=True, max_length=200)),
                ('hold', models.CharField(blank=True, choices=[('DIGEST', 'kept for the summary'), ('QUIET', 'held over quiet hours'), ('WEEKEND', 'held over the weekend')], max_length=8)),
                ('is_in_strip', models.BooleanField(default=True)),
                ('read_at', models.DateTimeField(null=True)),
                ('alert', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='alerts.alert')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='alert_deliveries', to=settings.AUTH_USER_MODEL)),
                ('digest', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='deliveries', to='alerts.digest')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('next_try_at__isnull', False)), fields=['next_try_at'], name='alert_delivery_waiting')],
                'constraints': [models.UniqueConstraint(fields=('alert', 'user', 'channel'), name='alert_delivery_once'), models.CheckConstraint(condition=models.Q(('channel__in', ['PAGE', 'MAIL', 'DESKTOP', 'SMS'])), name='alert_delivery_channel'), models.CheckConstraint(condition=models.Q(('next_try_at', None), ('next_try_at__gte', models.F('due_at')), _connector='OR'), name='alert_delivery_not_before_due')],
            },
        ),
    ]
