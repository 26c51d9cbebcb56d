import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    # A database that is fully migrated with these has everything that follows.
    replaces = [
        ('health', '0001_initial'),
    ]

    initial = True

    dependencies = [
        ('practices', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Heartbeat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.CharField(max_length=32, unique=True)),
                ('at', models.DateTimeField()),
                ('waited_seconds', models.FloatField(default=0)),
                ('running_since', models.DateTimeField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('running_since__lte', models.F('at'))), name='heartbeat_in_order')],
            },
        ),
        migrations.CreateModel(
            name='Outage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.CharField(max_length=32)),
                ('group_id', models.BigIntegerField(default=0)),
                ('subject_id', models.BigIntegerField(default=0)),
                ('since', models.DateTimeField()),
                ('noticed_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('practice', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='practices.practice')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('part', 'subject_id'), name='outage_open_once'), models.CheckConstraint(condition=models.Q(('since__lte', models.F('noticed_at'))), name='outage_noticed_after')],
            },
        ),
    ]
