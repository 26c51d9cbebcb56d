"""What reports count beforehand, and the marks that say where it no longer holds.

The database itself writes the marks, in the transaction that changes a clock: so no way of changing
one, not a purge, not an import, not a shell, can leave a figure behind.
"""

import django.db.models.deletion
from django.db import migrations, models

MARKS = """
CREATE FUNCTION report_mark_clocks() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP IN ('UPDATE', 'DELETE') THEN
        INSERT INTO inbox_reportmark (practice_id, local_day)
        SELECT DISTINCT practice_id, local_day FROM old_rows;
    END IF;
    IF TG_OP IN ('UPDATE', 'INSERT') THEN
        INSERT INTO inbox_reportmark (practice_id, local_day)
        SELECT DISTINCT practice_id, local_day FROM new_rows;
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER report_clocks_added AFTER INSERT ON inbox_clock
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION report_mark_clocks();
CREATE TRIGGER report_clocks_changed AFTER UPDATE ON inbox_clock
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION report_mark_clocks();
CREATE TRIGGER report_clocks_gone AFTER DELETE ON inbox_clock
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION report_mark_clocks();

-- The hour of an answer is read in the zone of its place: another zone, another count.
CREATE FUNCTION report_mark_zone() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    place jsonb := to_jsonb(NEW);
BEGIN
    INSERT INTO inbox_reportmark (practice_id, local_day)
    SELECT DISTINCT practice_id, local_day FROM inbox_reportday
    WHERE practice_id = coalesce(place ->> 'practice_id', place ->> 'id')::bigint;
    RETURN NULL;
END
$$;

CREATE TRIGGER report_practice_zone AFTER UPDATE OF time_zone ON practices_practice
    FOR EACH ROW WHEN (OLD.time_zone IS DISTINCT FROM NEW.time_zone)
    EXECUTE FUNCTION report_mark_zone();
CREATE TRIGGER report_location_zone AFTER UPDATE OF time_zone ON practices_location
    FOR EACH ROW WHEN (OLD.time_zone IS DISTINCT FROM NEW.time_zone)
    EXECUTE FUNCTION report_mark_zone();

-- What there was before there were marks.
INSERT INTO inbox_reportmark (practice_id, local_day)
SELECT DISTINCT practice_id, local_day FROM inbox_clock;
"""

NO_MARKS = """
DROP TRIGGER report_location_zone ON practices_location;
DROP TRIGGER report_practice_zone ON practices_practice;
DROP FUNCTION report_mark_zone();
DROP TRIGGER report_clocks_gone ON inbox_clock;
DROP TRIGGER report_clocks_changed ON inbox_clock;
DROP TRIGGER report_clocks_added ON inbox_clock;
DROP FUNCTION report_mark_clocks();
"""

_COUNTS = (
    'total', 'counted', 'excused', 'waiting', 'answered', 'met', 'acceptable', 'lost', 'never_answered',
    'detected_late', 'late_heard',
)


class Migration(migrations.Migration):

    dependencies = [
        ('inbox', '0006_clocks'),
        ('practices', '0003_hours'),
    ]

    operations = [
        migrations.CreateModel(
            name='ReportDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('local_day', models.DateField()),
                ('kind', models.CharField(max_length=16)),
                ('audience', models.CharField(max_length=8)),
                ('is_imported', models.BooleanField()),
                ('cut', models.CharField(blank=True, choices=[('', 'All'), ('NETWORK', 'Network'), ('LOCATION', 'Location'), ('CATEGORY', 'Kind'), ('SENTIMENT', 'Mood'), ('URGENCY', 'Urgency'), ('STAFF', 'Person'), ('TOPIC', 'Topic'), ('HOUR', 'Hour of the post'), ('ANSWERED', 'Hour of the answer'), ('ENDING', 'Ending'), ('STEP', 'Step')], max_length=10)),
                ('value', models.CharField(blank=True, max_length=40)),
                *[(name, models.PositiveIntegerField()) for name in _COUNTS],
                ('target_low', models.PositiveIntegerField(null=True)),
                ('target_high', models.PositiveIntegerField(null=True)),
                ('walls', models.BinaryField(null=True)),
                ('opens', models.BinaryField(null=True)),
                ('fastest_id', models.BigIntegerField(null=True)),
                ('slowest_id', models.BigIntegerField(null=True)),
                ('practice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='practices.practice')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('practice', 'kind', 'cut', 'local_day', 'value', 'audience', 'is_imported'), name='report_day_once')],
                'indexes': [models.Index(fields=['practice', 'local_day'], name='report_day_rebuilt')],
            },
        ),
        migrations.CreateModel(
            name='ReportBuilt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('local_day', models.DateField()),
                ('built_at', models.DateTimeField()),
                ('open_until', models.DateTimeField(null=True)),
                ('practice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='practices.practice')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('practice', 'local_day'), name='report_built_once')],
                'indexes': [models.Index(condition=models.Q(('open_until__isnull', False)), fields=['practice', 'open_until'], name='report_built_open')],
            },
        ),
        migrations.CreateModel(
            name='ReportMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('local_day', models.DateField()),
                ('practice', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='practices.practice')),
            ],
            options={
                'indexes': [models.Index(fields=['practice', 'local_day'], name='report_mark_day')],
            },
        ),
        migrations.AddIndex(
            model_name='clock',
            index=models.Index(condition=models.Q(('stopped_at', None)), fields=['practice', 'kind', 'local_day'], name='clock_running'),
        ),
        migrations.AddIndex(
            model_name='clock',
            index=models.Index(condition=models.Q(('ending__in', ['NO_REPLY_NEEDED', 'SKIPPED'])), fields=['practice', 'ending', 'local_day'], name='clock_reasons'),
        ),
        migrations.AddIndex(
            model_name='approval',
            index=models.Index(fields=['practice', 'requested_at'], name='approval_reports'),
        ),
        migrations.RunSQL(MARKS, NO_MARKS),
    ]
