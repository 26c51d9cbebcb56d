"""The database itself keeps the audit append-only: no UPDATE, no DELETE, no TRUNCATE.

TRUNCATE alone can be allowed for one session by `practice_hub.allow_audit_truncate`, because the
test runner empties every table between transactional tests; only the test settings set it.
"""

from __future__ import annotations

from django.db import migrations

FORBID = """
CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'TRUNCATE'
        AND current_setting('practice_hub.allow_audit_truncate', true) = 'on'
    THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'The audit is append-only: % on % is not allowed.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege',
        HINT = 'Write a new audit row that says what was wrong with the old one.';
END
$$;

CREATE TRIGGER audit_rows_stay
    BEFORE UPDATE OR DELETE ON audit_auditevent
    FOR EACH ROW EXECUTE FUNCTION audit_is_append_only();

CREATE TRIGGER audit_table_stays
    BEFORE TRUNCATE ON audit_auditevent
    FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();
"""

ALLOW = """
DROP TRIGGER audit_table_stays ON audit_auditevent;
DROP TRIGGER audit_rows_stay ON audit_auditevent;
DROP FUNCTION audit_is_append_only();
"""


class Migration(migrations.Migration):
    # As in 0001: what a fully migrated database has already.
    replaces = [
        ("audit", "0001_initial"),
        ("audit", "0002_append_only"),
        ("audit", "0003_counted"),
    ]

    dependencies = [("audit", "0001_tables")]

    operations = [migrations.RunSQL(FORBID, ALLOW)]
