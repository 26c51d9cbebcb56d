"""The database itself raises `hours_version` with every change that moves opening hours.

By triggers, so that no road around the actions (a shell, an import, a restored table) leaves a
process with hours that are no longer true.
"""

from __future__ import annotations

from django.db import migrations

TABLES = (
    "practices_location",
    "practices_openingweek",
    "practices_openingdates",
    "practices_holidaychoice",
)

RAISE = """
CREATE FUNCTION practice_hours_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE practices_practice SET hours_version = hours_version + 1
    WHERE id = CASE TG_OP WHEN 'DELETE' THEN OLD.practice_id ELSE NEW.practice_id END;
    RETURN NULL;
END
$$;

CREATE FUNCTION practice_zone_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Whoever saves a row that was read earlier must not turn it back.
    NEW.hours_version := GREATEST(NEW.hours_version, OLD.hours_version);
    IF (OLD.time_zone, OLD.country, OLD.region)
        IS DISTINCT FROM (NEW.time_zone, NEW.country, NEW.region)
    THEN
        NEW.hours_version := NEW.hours_version + 1;
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER practice_zone_moves_hours
    BEFORE UPDATE ON practices_practice
    FOR EACH ROW EXECUTE FUNCTION practice_zone_changed();
"""

RAISE_BY = """
CREATE TRIGGER {table}_moves_hours
    AFTER INSERT OR UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION practice_hours_changed();
"""

UNDO = """
DROP FUNCTION practice_hours_changed() CASCADE;
DROP FUNCTION practice_zone_changed() CASCADE;
"""


class Migration(migrations.Migration):
    # As in 0001: what a fully migrated database has already.
    replaces = [
        ("practices", "0001_initial"),
        ("practices", "0002_away"),
        ("practices", "0003_hours"),
        ("practices", "0004_hours_version"),
    ]

    dependencies = [("practices", "0001_tables")]

    operations = [
        migrations.RunSQL(RAISE + "".join(RAISE_BY.format(table=table) for table in TABLES), UNDO),
    ]
