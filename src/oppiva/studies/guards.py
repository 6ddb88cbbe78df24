"""Guards that the database itself keeps for studies: the clock of locks and the rows that stand for good."""

from __future__ import annotations

import pgtrigger

CLOCK_TOLERANCE = 300
"""Seconds that the clocks of the application and of the database may differ."""


def true_time(column: str, *, when: str = "TRUE") -> pgtrigger.Trigger:
    """Refuse a `column` that is not now, unless the study is synthetic.

    What the system vouches for rests on the order of locks, uploads and openings. Synthetic studies tell a
    story and carry its dates; a real one cannot be dated back, not even by our own code. `when` is SQL over
    NEW that says in which rows the column counts. The table has a `study_id`.
    """
    return pgtrigger.Trigger(
        name=f"{column}_true_time",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=f"""
            IF NOT ({when}) THEN RETURN NEW; END IF;
            IF TG_OP = 'UPDATE' THEN
                IF NEW.{column} IS NOT DISTINCT FROM OLD.{column} THEN RETURN NEW; END IF;
            END IF;
            IF abs(extract(epoch FROM NEW.{column} - clock_timestamp())) > {CLOCK_TOLERANCE}
               AND NOT (SELECT is_synthetic FROM studies_study WHERE id = NEW.study_id) THEN
                RAISE EXCEPTION 'true time: %.{column} must be the present moment', TG_TABLE_NAME;
            END IF;
            RETURN NEW;
        """,  # noqa: S608 - our own words, at migration
    )


def kept() -> pgtrigger.Trigger:
    """Refuse DELETE: the row stays, whatever becomes of it."""
    return pgtrigger.Protect(name="kept", operation=pgtrigger.Delete)
