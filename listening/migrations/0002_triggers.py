"""The database itself notes which day counts of mentions are out of date.

A trigger and not the code that writes: whatever changes a mention, from ingest to a correction or
a purge by hand, the counts of that day are made anew (listening/voice_days.py).
"""

from __future__ import annotations

from django.db import migrations

WATCH = """
CREATE FUNCTION listening_voice_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO listening_voicechange (practice_id, local_day)
    SELECT DISTINCT practice_id, local_day FROM added WHERE NOT is_own;
    RETURN NULL;
END
$$;

CREATE FUNCTION listening_voice_removed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO listening_voicechange (practice_id, local_day)
    SELECT DISTINCT practice_id, local_day FROM removed WHERE NOT is_own;
    RETURN NULL;
END
$$;

CREATE FUNCTION listening_voice_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO listening_voicechange (practice_id, local_day)
    SELECT DISTINCT day.practice_id, day.local_day
    FROM removed AS o
    JOIN added AS n ON n.id = o.id
    CROSS JOIN LATERAL (
        VALUES (o.practice_id, o.local_day), (n.practice_id, n.local_day)
    ) AS day (practice_id, local_day)
    WHERE (o.practice_id, o.local_day, o.account_id, o.audience, o.sentiment,
           o.corrected_sentiment, o.category, o.is_imported, o.is_own, o.topics)
        IS DISTINCT FROM
          (n.practice_id, n.local_day, n.account_id, n.audience, n.sentiment,
           n.corrected_sentiment, n.category, n.is_imported, n.is_own, n.topics)
        AND NOT (o.is_own AND n.is_own);
    RETURN NULL;
END
$$;

CREATE TRIGGER voice_added AFTER INSERT ON listening_mention
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION listening_voice_added();

CREATE TRIGGER voice_removed AFTER DELETE ON listening_mention
    REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION listening_voice_removed();

CREATE TRIGGER voice_changed AFTER UPDATE ON listening_mention
    REFERENCING OLD TABLE AS removed NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION listening_voice_changed();
"""

UNWATCH = """
DROP TRIGGER voice_changed ON listening_mention;
DROP TRIGGER voice_removed ON listening_mention;
DROP TRIGGER voice_added ON listening_mention;
DROP FUNCTION listening_voice_changed();
DROP FUNCTION listening_voice_removed();
DROP FUNCTION listening_voice_added();
"""


class Migration(migrations.Migration):
    # As in 0001: what a fully migrated database has already.
    replaces = [
        ("listening", "0001_initial"),
        ("listening", "0002_wider_ids"),
        ("listening", "0003_topics_and_location"),
        ("listening", "0004_voice"),
        ("listening", "0005_voice_days"),
        ("listening", "0006_history_account"),
        ("listening", "0007_quicker_voice"),
    ]

    dependencies = [("listening", "0001_tables")]

    operations = [migrations.RunSQL(WATCH, UNWATCH)]
