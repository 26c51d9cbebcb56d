"""The marks that say where a figure of the reports no longer holds.

The database itself writes the marks, in the transaction that changes a clock: so no way of changing
one, not a purge, not an import, not a shell, can leave a figure behind.
"""

from __future__ import annotations

from django.db import migrations

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


class Migration(migrations.Migration):
    # As in 0001: what a fully migrated database has already.
    replaces = [
        ("inbox", "0001_initial"),
        ("inbox", "0002_wider_ids"),
        ("inbox", "0003_guard_and_approvals"),
        ("inbox", "0004_attachments"),
        ("inbox", "0005_escalation_index"),
        ("inbox", "0006_clocks"),
        ("inbox", "0007_report_rollups"),
        ("inbox", "0008_callbacks"),
        ("inbox", "0009_history_imports"),
        ("inbox", "0010_exports_and_weekly_report"),
    ]

    dependencies = [("inbox", "0001_tables")]

    operations = [migrations.RunSQL(MARKS, NO_MARKS)]
