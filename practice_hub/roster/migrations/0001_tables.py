import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    # A database that is fully migrated with these has everything that follows.
    replaces = [
        ('roster', '0001_initial'),
        ('roster', '0002_watched_always_words'),
    ]

    initial = True

    dependencies = [
        ('practices', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='DaysOff',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_on', models.DateField()),
                ('last_on', models.DateField()),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='days_off', to='practices.membership')),
                ('stand_in', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='practices.membership')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('last_on__gte', models.F('first_on'))), name='days_off_dates'), models.CheckConstraint(condition=models.Q(('stand_in', models.F('member')), _negated=True), name='days_off_stand_in_other')],
            },
        ),
        migrations.CreateModel(
            name='HandOver',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=400)),
                ('is_for_agency', models.BooleanField(default=False)),
                ('written_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='practices.membership')),
                ('practice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='practices.practice')),
            ],
            options={
                'indexes': [models.Index(fields=['practice', '-written_at'], name='hand_over_newest')],
            },
        ),
        migrations.CreateModel(
            name='HandOverRead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('read_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='practices.membership')),
                ('note', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reads', to='roster.handover')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('note', 'member'), name='hand_over_read_once')],
            },
        ),
        migrations.CreateModel(
            name='Roster',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.UUIDField(default=uuid.uuid4)),
                ('is_watched_always', models.BooleanField(default=False, help_text='Somebody should watch around the clock, not in opening hours only.')),
                ('gap_since', models.DateTimeField(null=True)),
                ('practice', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='roster', to='practices.practice')),
            ],
        ),
        migrations.CreateModel(
            name='Shift',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('weekday', models.PositiveSmallIntegerField()),
                ('opens', models.PositiveSmallIntegerField()),
                ('closes', models.PositiveSmallIntegerField()),
                ('first_on', models.DateField()),
                ('last_on', models.DateField(blank=True, null=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('location', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='practices.location')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='practices.membership')),
                ('practice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='practices.practice')),
            ],
            options={
                'indexes': [models.Index(fields=['practice', 'last_on'], name='shift_practice')],
                'constraints': [models.CheckConstraint(condition=models.Q(('weekday__lte', 6)), name='shift_weekday'), models.CheckConstraint(condition=models.Q(('closes__gt', models.F('opens')), ('opens__lt', 1440), ('closes__lte', django.db.models.expressions.CombinedExpression(models.F('opens'), '+', models.Value(1440)))), name='shift_within_a_day'), models.CheckConstraint(condition=models.Q(('last_on', None), ('last_on__gte', models.F('first_on')), _connector='OR'), name='shift_dates')],
            },
        ),
        migrations.CreateModel(
            name='Swap',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField()),
                ('member', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='practices.membership')),
                ('shift', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='swaps', to='roster.shift')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('shift', 'on'), name='swap_once')],
            },
        ),
        migrations.CreateModel(
            name='SwapRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField()),
                ('state', models.CharField(choices=[('OPEN', 'waits for an answer'), ('ACCEPTED', 'taken'), ('DECLINED', 'declined'), ('WITHDRAWN', 'withdrawn')], default='OPEN', max_length=16)),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('answered_at', models.DateTimeField(null=True)),
                ('asked', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='practices.membership')),
                ('asker', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='practices.membership')),
                ('shift', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='requests', to='roster.shift')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['OPEN', 'ACCEPTED', 'DECLINED', 'WITHDRAWN'])), name='swap_request_state'), models.CheckConstraint(condition=models.Q(('asker', models.F('asked')), _negated=True), name='swap_request_other'), models.UniqueConstraint(condition=models.Q(('state', 'OPEN')), fields=('shift', 'on'), name='swap_request_open_once')],
            },
        ),
    ]
