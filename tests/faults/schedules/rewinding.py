"""A database of PostgreSQL that goes back to how it was in a few milliseconds, thousands of times."""

from __future__ import annotations

from typing import Any

import psycopg

from tests.faults.schedules.gates import send_away
from tests.rows import Dump, ordered

_LOCKS = (
    "SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE backend_type = 'client backend'"
    " AND pid <> pg_backend_pid() AND locktype <> 'virtualxid'"
)
_COLUMNS = (
    "SELECT table_name, string_agg(quote_ident(column_name), ', ') FROM information_schema.columns"
    " WHERE table_schema = current_schema() AND is_generated = 'NEVER' GROUP BY table_name"
)


class Rewinding:
    """Remembers what the database holds when this is made."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        """``connection`` commits by itself, and is an administrator's: no trigger or foreign key hears it."""
        self._connection = connection
        connection.execute("SET session_replication_role = replica")
        self._columns: dict[str, str] = dict(connection.execute(_COLUMNS).fetchall())
        values = (f"'{table}', (SELECT coalesce(json_agg(t), '[]') FROM {table} t)" for table in self._columns)
        self._whole = f"SELECT json_build_object({', '.join(values)})".encode()
        connection.execute("CREATE SCHEMA remembered")
        for table in self._columns:
            connection.execute(f"CREATE TABLE remembered.{table} AS TABLE {table}".encode())
        self.before = self.dump()

    def dump(self) -> Dump:
        """Every row of every table, each table in the order of its values."""
        ((found,),) = self._connection.execute(self._whole).fetchall()
        return {table: ordered(rows) for table, rows in found.items()}

    def rewind(self) -> None:
        """Back to what is remembered. Who still holds a lock has been counted, and is in nobody's way any more."""
        send_away(self._connection)
        found = self.dump()
        for table, columns in self._columns.items():
            if found[table] != self.before[table]:
                put_back = f"INSERT INTO {table} ({columns}) SELECT {columns} FROM remembered.{table}"
                self._connection.execute(f"DELETE FROM {table}; {put_back}".encode())

    def locks(self) -> int:
        """How many locks other sessions hold."""
        ((count,),) = self._connection.execute(_LOCKS).fetchall()
        return int(count)
