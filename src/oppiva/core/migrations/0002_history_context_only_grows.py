"""Who and when of a history event may be added to, never rewritten or removed."""

from django.db import migrations

GUARD = """
CREATE FUNCTION oppiva_context_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'UPDATE' THEN
        RAISE EXCEPTION 'append-only: history contexts cannot be removed';
    END IF;
    IF NOT (NEW.metadata @> OLD.metadata) THEN
        RAISE EXCEPTION 'append-only: a history context only grows';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER oppiva_context_only_grows BEFORE UPDATE OR DELETE ON pghistory_context
    FOR EACH ROW EXECUTE FUNCTION oppiva_context_only_grows();
CREATE TRIGGER oppiva_context_no_truncate BEFORE TRUNCATE ON pghistory_context
    FOR EACH STATEMENT EXECUTE FUNCTION oppiva_context_only_grows();
"""

UNGUARD = """
DROP TRIGGER oppiva_context_no_truncate ON pghistory_context;
DROP TRIGGER oppiva_context_only_grows ON pghistory_context;
DROP FUNCTION oppiva_context_only_grows();
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial"), ("pghistory", "0007_auto_20250421_0444")]
    operations = [migrations.RunSQL(GUARD, UNGUARD)]
