"""Triggers that keep OPTCOUNTER moving, as the vendor's ``perf_`` triggers do (reference 3.1)."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import MetaData

# Null and 32767 become 1.
_NEXT = "CASE WHEN OLD.optcounter < 32767 THEN OLD.optcounter + 1 ELSE 1 END"


def perf_triggers(tables: MetaData) -> Iterator[str]:
    """One trigger a table, for SQLite: it raises OPTCOUNTER if the statement left it null or unchanged.

    The vendor's run before the update; SQLite can change a row only after it. So a NOT NULL counter that is set to
    NULL fails here, where the vendor's trigger would mend it.
    """
    for table in tables.sorted_tables:
        if "optcounter" not in table.c:
            continue
        same_row = " AND ".join(f"{column.name} = NEW.{column.name}" for column in table.primary_key)
        bump = f"UPDATE {table.name} SET optcounter = {_NEXT} WHERE {same_row}"
        yield (
            f"CREATE TRIGGER perf_{table.name} AFTER UPDATE ON {table.name} FOR EACH ROW"
            f" WHEN NEW.optcounter IS NULL OR NEW.optcounter IS OLD.optcounter BEGIN {bump}; END"
        )
