"""A database of a lane, as everybody but the product sees it: the Marketing tool, a loader, a DBA."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any

from sqlalchemy import (
    CHAR,
    ColumnElement,
    Connection,
    Engine,
    MetaData,
    Row,
    Table,
    and_,
    delete,
    false,
    insert,
    select,
    update,
)
from sqlalchemy.exc import DBAPIError

from syncer.live.gate import MEMBERSHIP
from syncer.live.tables import OWN_TABLES
from tests.rows import Dump


class Store:
    """One database with the vendor's tables and ours; its own connection, past the product."""

    def __init__(self, url: str, engine: Engine, tables: MetaData, is_set_up: bool) -> None:
        self.url = url
        self.engine = engine
        self._own = own_tables() if is_set_up else ()
        self._tables: list[Table] = [*tables.sorted_tables, *self._own]
        self._made: dict[Table, list[Row[Any]]] = {}

    @contextmanager
    def session(self) -> Iterator[Callable[..., list[tuple[Any, ...]]]]:
        """Say statements in one transaction; ``?`` stands for a value."""
        with self.engine.begin() as connection:
            yield lambda sql, *values: self._say(connection, sql, values)

    def execute(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """The rows that a statement finds; for others, one row with the number of rows it touched."""
        with self.session() as say:
            return say(sql, *values)

    def script(self, statements: str) -> None:
        """Say several statements, divided by semicolons."""
        with self.session() as say:
            for statement in filter(str.strip, statements.split(";")):
                say(statement)

    def _say(self, connection: Connection, sql: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
        if self.engine.dialect.paramstyle != "qmark":
            sql = sql.replace("%", "%%").replace("?", "%s")
        result = connection.exec_driver_sql(sql, tuple(values))
        if not result.returns_rows:
            return [(result.rowcount,)]
        return [tuple(map(_plain, row)) for row in result]

    def dump(self) -> Dump:
        """Every row of every table, each table in the order of its values; blanks of CHAR columns are cut off.

        Where a table of ours is not there, it is left out.
        """
        return {table.name: _dicts(table, rows) for table, rows in self._rows_of_all().items()}

    def _rows_of_all(self) -> dict[Table, list[Row[Any]]]:
        try:
            return self._rows_of(self._tables)
        except DBAPIError:
            return self._rows_of([table for table in self._tables if table not in self._own or self._has(table)])

    def _rows_of(self, tables: Sequence[Table]) -> dict[Table, list[Row[Any]]]:
        with self.engine.begin() as connection:
            return {table: _rows(connection, table) for table in tables}

    def state(self) -> object:
        """All that it holds."""
        return self.dump()

    def memberships(self) -> dict[str, str | None]:
        """Every value of every row of the membership tables, in order."""
        members = [table for table in self._tables if table.name in MEMBERSHIP]
        with self.engine.begin() as connection:
            return {table.name: repr([tuple(row) for row in _rows(connection, table)]) for table in members}

    def remember(self) -> None:
        """What it holds now is what :meth:`restore` goes back to."""
        self._made = self._rows_of_all()

    def restore(self) -> None:
        """Undo everything that was done to its rows since it was made, and the loss of a table of ours."""
        self._go_back(self._made)

    def way_back(self) -> Callable[[], None]:
        """What undoes, as :meth:`restore` does, everything that is done from now on."""
        return partial(self._go_back, self._rows_of_all())

    def _go_back(self, made: Mapping[Table, list[Row[Any]]]) -> None:
        found = self._rows_of_all()
        for table in self._own:
            if table not in found:
                table.create(self.engine, checkfirst=False)
                found[table] = []
        changed = [table for table in self._tables if found[table] != made[table]]
        if not changed:
            return
        with self.engine.begin() as connection:
            # Row by row: to empty all tables and fill them again takes a hundred times as long.
            for table in reversed(changed):
                _delete(connection, table, found[table], made[table])
            for table in changed:
                _mend(connection, table, found[table], made[table])

    def _has(self, table: Table) -> bool:
        """Asked by a SELECT: the system tables differ, and one lane has none of its own."""
        try:
            with self.engine.begin() as connection:
                connection.execute(select(table).where(false()))
        except DBAPIError:
            return False
        return True


def own_tables() -> tuple[Table, ...]:
    """Our own tables where their schema is the login's."""
    here = MetaData()
    return tuple(table.to_metadata(here, schema=None) for table in OWN_TABLES)  # type: ignore[arg-type]


def _rows(connection: Connection, table: Table) -> list[Row[Any]]:
    return sorted(connection.execute(select(table)), key=lambda row: repr(tuple(row)))


def _key(table: Table, row: Row[Any]) -> tuple[Any, ...]:
    return tuple(_exact(row._mapping[column]) for column in table.primary_key)


def _at(table: Table, key: tuple[Any, ...]) -> ColumnElement[bool]:
    return and_(*(column == value for column, value in zip(table.primary_key, key, strict=True)))


def _delete(connection: Connection, table: Table, found: Sequence[Row[Any]], made: Sequence[Row[Any]]) -> None:
    """Delete the rows that are new."""
    for key in {_key(table, row) for row in found} - {_key(table, row) for row in made}:
        connection.execute(delete(table).where(_at(table, key)))


def _mend(connection: Connection, table: Table, found: Sequence[Row[Any]], made: Sequence[Row[Any]]) -> None:
    """Bring back the rows that are gone, and those that are not as they were."""
    now = {_key(table, row): row for row in found}
    for row in made:
        key = _key(table, row)
        if key not in now:
            connection.execute(insert(table), [_values(row)])
        elif now[key] != row:
            mended = connection.execute(update(table).where(_at(table, key)).values(_values(row)))
            assert mended.rowcount == 1, f"a row of {table.name} went with another one"


def _values(row: Row[Any]) -> dict[str, Any]:
    return {name: _exact(value) for name, value in row._mapping.items()}


def _exact(value: Any) -> Any:
    """SQLAlchemy makes floats of decimals for Oracle, and our ids are too long for that."""
    return int(value) if isinstance(value, Decimal) else value


def _dicts(table: Table, rows: Sequence[Row[Any]]) -> list[dict[str, Any]]:
    padded = [isinstance(column.type, CHAR) for column in table.columns]
    names = [str(column.name) for column in table.columns]
    return [
        {
            name: value.rstrip() if is_padded and isinstance(value, str) else _plain(value)
            for name, value, is_padded in zip(names, row, padded, strict=True)
        }
        for row in rows
    ]


def _plain(value: Any) -> Any:
    """A value as SQLite would have it."""
    match value:
        case datetime():
            return value.isoformat(" ", "microseconds")
        case _:
            return _exact(value)
