"""Nothing that a session can set lets it empty the audit.

Until now `SET practice_hub.allow_audit_truncate` did, for the sake of the test runner, in every
installation. The runner now switches the two triggers off in its own database, as the owner of the
tables, and the function knows no exception.
"""

from __future__ import annotations

from django.db import migrations

NO_DOOR = """
CREATE OR REPLACE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The audit is append-only: % on % is not allowed.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege',
        HINT = 'Write a new audit row that says what was wrong with the old one.';
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0004_page")]

    # Going back needs no door either.
    operations = [migrations.RunSQL(NO_DOOR, migrations.RunSQL.noop)]
