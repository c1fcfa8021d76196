"""The gate of a scratch schema: the one place where a group may be deleted and a member be written.

It knows no list of what may be done to which table of a store. It lets through what names the scratch schema with
every table, and only tables that were made there since the schema was found empty: a store's tables were there before,
so there is no statement that reaches them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from sqlalchemy import Engine, event

from syncer.live.dialects.dialect import Dialect
from syncer.live.gate import BEGINNINGS, TRICKS, ForbiddenStatement

_VALUES = r"[\w\s.,=<>?%():+'-]*"
"""What may stand around names: no second statement, no quoted name, no comment."""
_NESTED = re.compile(
    r"\b(?:SELECT|FROM|JOIN|INTO|USING|INSERT|UPDATE|DELETE|MERGE|TRUNCATE|CALL|EXEC|EXECUTE|CREATE|DROP|ALTER|GRANT"
    r"|UNION|WITH|RETURNING|LOCK)\b",
    re.IGNORECASE,
)
_QUALIFIED = re.compile(r"([\w#$]+)\.")
_REFERENCED = re.compile(r"\bREFERENCES\s+(\S+)", re.IGNORECASE)
_OF_COLUMNS = re.compile(r"\b(?:ON DELETE CASCADE|WITH DEFAULT)\b", re.IGNORECASE)
"""What columns are declared with, in words that elsewhere would change something."""
_LOCKED = frozenset({"member", "mbrgrp"})


class ScratchGate:
    """Knows one schema, and the tables that were made in it since it was found empty."""

    def __init__(self, schema: str, dialect: Dialect) -> None:
        name = re.escape(schema)
        table = rf"{name}\.(?P<table>\w+)"
        self._schema = schema
        self._made: set[str] = set()
        self._making = re.compile(rf"\s*CREATE TABLE {table} \((?P<rest>[\w\s.,()'-]*)\)\s*")
        self._shapes = (
            re.compile(rf"SELECT (?P<what>[\w.,*() ]+?) \nFROM {table}(?: \nWHERE (?P<rest>{_VALUES}))?"),
            re.compile(rf"INSERT INTO {table} (?P<rest>\([\w, ]+\) VALUES \({_VALUES}\))"),  # noqa: S608 (no SQL)
            re.compile(rf"UPDATE {table} SET (?P<rest>{_VALUES} WHERE {_VALUES})"),  # noqa: S608
            re.compile(rf"DELETE FROM {table} WHERE (?P<rest>{_VALUES})"),  # noqa: S608
            re.compile(rf"CREATE (?:UNIQUE )?INDEX (?:{name}\.)?\w+ ON {table} \([\w, ]+\)"),
            re.compile(rf"DROP TABLE {table}"),
        )
        self._locks = tuple(_lock_shapes(dialect, f"{schema}."))

    @property
    def made(self) -> Collection[str]:
        """The tables that may be written, in lower case."""
        return self._made

    def permit(self, statement: str) -> None:
        """Let a statement pass, by its text. Raises :class:`ForbiddenStatement`."""
        if statement in BEGINNINGS:
            return
        if TRICKS.search(statement):
            raise ForbiddenStatement("more than one statement, a comment or a quoted name")
        if self._made >= _LOCKED and any(lock.fullmatch(statement) for lock in self._locks):
            return
        if not (self._is_making(statement) or self._is_inside(statement)):
            raise ForbiddenStatement("something outside of the scratch schema, or on a table that was there before")

    def _is_making(self, statement: str) -> bool:
        """Whether it makes a table that is not there, with foreign keys onto tables that were made before it."""
        match = self._making.fullmatch(statement)
        if match is None or match["table"].lower() in self._made or _NESTED.search(_OF_COLUMNS.sub("", match["rest"])):
            return False
        parents = {f"{self._schema}.{table}".lower() for table in (*self._made, match["table"])}
        return self._stays_inside(statement) and {one.lower() for one in _REFERENCED.findall(match["rest"])} <= parents

    def _is_inside(self, statement: str) -> bool:
        match = next(filter(None, (shape.fullmatch(statement) for shape in self._shapes)), None)
        if match is None or match["table"].lower() not in self._made:
            return False
        said = match.groupdict()
        around = filter(None, (said.get("what"), said.get("rest")))
        return not any(map(_NESTED.search, around)) and self._stays_inside(statement)

    def _stays_inside(self, statement: str) -> bool:
        """Whether every name with a dot behind it is the schema's, or that of a table that was made in it."""
        known = {self._schema.lower(), *self._made}
        return all(word.lower() in known or word.isdigit() for word in _QUALIFIED.findall(statement))

    def saw_made(self, table: str) -> None:
        """A table was made through this gate, and committed. Who says so is ``live/scratch.py`` alone."""
        self._made.add(table.lower())

    def saw_dropped(self, table: str) -> None:
        """It is gone again."""
        self._made.discard(table.lower())


def _lock_shapes(dialect: Dialect, prefix: str) -> Iterator[re.Pattern[str]]:
    """The parent lock of the engine, on the schema's tables."""
    for words in dialect.parent_lock.statements if dialect.parent_lock else ():
        said = re.escape(words.replace("{schema}", prefix).replace("{seconds}", "1234567"))
        yield re.compile(said.replace("1234567", r"\d+").replace(":id", r"\S+"))


def guard_scratch(engine: Engine, gate: ScratchGate) -> None:
    """Set the gate on every connection that the engine will open."""

    @event.listens_for(engine, "before_cursor_execute")
    def check(_c: object, _cursor: object, statement: str, _p: object, _context: object, _many: bool) -> None:
        gate.permit(statement)
