"""What may be said to a database. Everything else is stopped, whichever way it comes.

Members are sacred: MBRGRPMBR and DMMBRGRPPZN may only be asked whether a row exists or how many
there are. Two gates stand one behind the other: the text of every statement that SQLAlchemy sends,
and on SQLite the engine's own authorizer, which also sees calls to the driver and cascades.
"""

from __future__ import annotations

import re
import sqlite3
from enum import Enum
from typing import Any

from sqlalchemy import Engine, event

from syncer.live.dialects import DIALECTS
from syncer.live.tables import xsyncsegment
from syncer.model.errors import Failed

MEMBERSHIP = frozenset({"mbrgrpmbr", "dmmbrgrppzn"})

_OWN = ("xsyncsegment", "xsyncrun", "xsyncchange", "xsynchead")

_WRITES = frozenset(
    {
        ("insert", "member"),
        ("insert", "mbrgrp"),
        ("insert", "mbrgrpusg"),
        ("insert", "mbrgrpdesc"),
        ("insert", "mbrgrpcond"),
        ("insert", "mgpcondele"),
        ("update", "mbrgrp"),
        ("update", "mbrgrpdesc"),
        ("update", "keys"),
        ("insert", "xsyncsegment"),
        ("update", "xsyncsegment"),
        ("delete", "xsyncsegment"),
        ("insert", "xsyncrun"),
        ("insert", "xsyncchange"),
        ("update", "xsynchead"),
    }
)

_SETS_UP = frozenset({("insert", "xsynchead"), *(("create", table) for table in _OWN)})


class Access(Enum):
    """What a connection is for: the (verb, table) pairs that it may use beside SELECT."""

    READ = frozenset[tuple[str, str]]()
    WRITE = _WRITES
    SETUP = _SETS_UP


class ForbiddenStatement(Failed):
    """A statement that no part of the product may send. It was not sent."""

    def __init__(self, what: str) -> None:
        super().__init__(f"the gate stopped a forbidden statement: {what}", "This is a bug of ours; please report it.")


_SHAPES = {
    "insert": re.compile(r"INSERT INTO (?:[\w#$]+\.)?(\w+) \([\w, ]+\) VALUES \("),
    "update": re.compile(r"UPDATE (?:[\w#$]+\.)?(\w+) SET (?P<set>.+?) WHERE (?:[\w#$]+\.)*(?P<key>\w+) = "),
    "delete": re.compile(r"DELETE FROM (?:[\w#$]+\.)?(\w+) WHERE (?:[\w#$]+\.)*(?P<key>\w+) = \S+\Z"),
    "create": re.compile(r"\s*CREATE TABLE (?:[\w#$]+\.)?(\w+) \("),
}
_CHANGING = re.compile(
    r"\b(?:INSERT|UPDATE|DELETE|MERGE|REPLACE|TRUNCATE|INTO|CALL|EXEC|EXECUTE|CREATE|DROP|ALTER|GRANT|RETURNING"
    r"|SHARE|LOCKS|NEXT|NEXTVAL)\b",
    re.IGNORECASE,
)
# A function may write whatever it likes, so only those that look are let through, and words that are no function.
_CALLED = re.compile(r"([\w.$#]+)\s*\(")
_HARMLESS_CALLS = frozenset(
    {
        *("and", "any", "as", "cast", "exists", "from", "in", "join", "key", "not", "on", "or", "primary", "select"),
        *("table", "then", "unique", "values", "when", "where"),
        *("bigint", "char", "clob", "integer", "number", "smallint", "text", "timestamp", "varchar", "varchar2"),
        *("coalesce", "count", "length", "locate", "lower", "max", "min", "substr", "trim"),
        *("current_schema", "current_setting", "has_column_privilege", "has_table_privilege", "pg_has_role"),
        *("string_to_array", "unnest", "v", "pragma_foreign_key_list", "pragma_table_xinfo", "sqlite_version"),
        *("sys_context", "syscs_util.syscs_get_database_property", "sysproc.auth_list_authorities_for_authid"),
        *("sysproc.auth_list_groups_for_authid", "sysproc.auth_list_roles_for_authid"),
    }
)
_QUOTED = re.compile(r"'[^']*'")
_IN_PARENTHESES = re.compile(r"\([^()]*\)")
_ASSIGNED = re.compile(r"(?:\A|,)\s*(?:[\w#$]+\.)*(\w+)\s*=")
_MORE_THAN_WRITING = re.compile(r"\b(?:SELECT|WITH|FROM|CONFLICT|DUPLICATE|RETURNING)\b", re.IGNORECASE)
TRICKS = re.compile(r"""[;"`\[]|--|/\*""")
"""What no statement of ours has: a second one, a quoted name, a comment."""
_MEMBERSHIP = re.compile(r"\b(?:mbrgrpmbr|dmmbrgrppzn)\b", re.IGNORECASE)
_MEMBERS_ALONE = r"FROM (?:[\w#$]+\.)?(?:mbrgrpmbr|dmmbrgrppzn)\b(?:(?!\bSELECT\b)[^()]|%\(\w+\)s)*"
_EXISTENCE = re.compile(rf"EXISTS \(SELECT 1 \n{_MEMBERS_ALONE}\)", re.IGNORECASE)
_COUNTING = re.compile(rf"SELECT count\(\*\) AS \w+ \n{_MEMBERS_ALONE}\Z", re.IGNORECASE)
_TAKING_THE_LOCK = re.compile(
    r"SELECT (?:[\w#$]+\.)?xsynchead\.head_id \nFROM (?:[\w#$]+\.)?xsynchead \n"
    r"WHERE (?:[\w#$]+\.)?xsynchead\.head_id = \S+ FOR UPDATE WAIT \d+ ?"
)
BEGINNINGS = frozenset(
    words for dialect in DIALECTS.values() for words in (dialect.begin_reading, dialect.begin_writing) if words
)
"""What begins a transaction."""


def permit(statement: str, access: Access) -> None:
    """Let a statement pass, by its text. Raises :class:`ForbiddenStatement`."""
    if statement in BEGINNINGS:
        return
    if TRICKS.search(statement):
        raise ForbiddenStatement("more than one statement, a comment or a quoted name")
    words = statement.split()
    verb = words[0].lower() if words else ""
    if verb == "select":
        if not (_TAKING_THE_LOCK.fullmatch(statement) and ("update", "xsynchead") in access.value):
            _permit_select(statement)
        return
    shape = _SHAPES.get(verb)
    match = shape.match(statement) if shape else None
    if match is None:
        raise ForbiddenStatement(f"{verb or 'nothing'} on ?")
    table = match.group(1).lower()
    if (verb, table) not in access.value or _MEMBERSHIP.search(statement):
        raise ForbiddenStatement(f"{verb} on {table}")
    if _MORE_THAN_WRITING.search(statement, match.end(1)) or not _is_by_its_key(match, table):
        raise ForbiddenStatement(f"{verb} on {table} that does more than that")
    # The parenthesis behind the table of an INSERT or a CREATE TABLE calls nothing.
    _permit_calls(statement if "key" in match.groupdict() else statement[match.end() :])


def _is_by_its_key(match: re.Match[str], table: str) -> bool:
    """Whether an UPDATE or a DELETE is about one row, and an UPDATE sets no column but those that may change."""
    said = match.groupdict()
    if said.get("key", KEY_OF.get(table)) != KEY_OF.get(table):
        return False
    assigned = {column.lower() for column in _ASSIGNED.findall(_flat(said.get("set") or ""))}
    return assigned <= CHANGEABLE.get(table, OWN_COLUMNS) and " OR " not in _flat(match.string[match.end() :])


def _flat(text: str) -> str:
    """The text without what stands in parentheses."""
    while (flatter := _IN_PARENTHESES.sub("", text)) != text:
        text = flatter
    return text


def _permit_calls(statement: str) -> None:
    for word in _CALLED.findall(_QUOTED.sub("", statement)):
        if word.lower() not in _HARMLESS_CALLS:
            raise ForbiddenStatement(f"a call of {word}")


def _permit_select(statement: str) -> None:
    if _CHANGING.search(statement):
        raise ForbiddenStatement("a select that changes something")
    _permit_calls(statement)
    rest = _EXISTENCE.sub("", _COUNTING.sub("", statement))
    if _MEMBERSHIP.search(rest):
        raise ForbiddenStatement("select of member rows")


# SQLite names its actions by number; only these are let through at all.
_ROW_ACTIONS = {sqlite3.SQLITE_INSERT: "insert", sqlite3.SQLITE_UPDATE: "update", sqlite3.SQLITE_DELETE: "delete"}
_HARMLESS = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_TRANSACTION, sqlite3.SQLITE_RECURSIVE})
CHANGEABLE = {
    "mbrgrp": frozenset({"allowexport", "exportall", "lastupdate", "lastupdatedby", "optcounter"}),
    "mbrgrpdesc": frozenset({"displayname", "description", "optcounter"}),
    "keys": frozenset({"counter", "optcounter"}),
    "xsynchead": frozenset({"head_id", "last_run", "last_seq", "last_hash"}),
}
"""The columns that an UPDATE may set: no name, no key, no bound of a range, not which database or catalog it is."""
KEY_OF = {
    "mbrgrp": "mbrgrp_id",
    "mbrgrpdesc": "mbrgrp_id",
    "keys": "keys_id",
    "xsyncsegment": "segment_id",
    "xsynchead": "head_id",
}
"""The column by which an UPDATE or DELETE finds its rows; it stands first in its condition."""
OWN_COLUMNS = frozenset(column.name for column in xsyncsegment.c)
"""All of them may change where it is our own record of a segment."""
EXISTENCE = frozenset({"mbrgrp_id", "exclude"})
"""The columns of the membership tables that the question depends on whether a group has a member."""
_KNOWN_OF_MEMBERS = frozenset({"", *EXISTENCE, "member_id"})
"""The columns of the membership tables that existence depends on, a count (the nameless one), and foreign keys."""
_FUNCTIONS = frozenset({"coalesce", "count", "current_timestamp", "lower", "max", "min", "sqlite_version", "trim"})
_LOOKING = frozenset({"foreign_key_list", "table_xinfo"})
"""Pragmas that only describe a table, which SELECTs may ask as if they were tables."""
_OWN_INDEXES = tuple(f"sqlite_autoindex_{table}" for table in _OWN)
_SCHEMA_TABLES = frozenset({"sqlite_master", "sqlite_schema"})


def authorize(access: Access, action: int, first: str | None, second: str | None) -> bool:
    """Whether SQLite may do one action. It asks for every table that a statement touches, by cascade too."""
    if action in _HARMLESS:
        return True
    table = (first or "").lower()
    if action == sqlite3.SQLITE_READ:
        return table not in MEMBERSHIP or (second or "").lower() in _KNOWN_OF_MEMBERS
    if action == sqlite3.SQLITE_UPDATE and (second or "").lower() not in CHANGEABLE.get(table, {second}):
        return False
    if action in _ROW_ACTIONS:
        return (_ROW_ACTIONS[action], table) in access.value or (access is Access.SETUP and table in _SCHEMA_TABLES)
    if action == sqlite3.SQLITE_FUNCTION:
        return (second or "").lower() in _FUNCTIONS
    if action == sqlite3.SQLITE_CREATE_TABLE:
        return ("create", table) in access.value
    if action == sqlite3.SQLITE_CREATE_INDEX:
        return ("create", (second or "").lower()) in access.value
    if action == sqlite3.SQLITE_REINDEX:
        return access is Access.SETUP and table.startswith(_OWN_INDEXES)
    # SQLAlchemy asks for the isolation level once.
    return action == sqlite3.SQLITE_PRAGMA and (first in _LOOKING or (first == "read_uncommitted" and second is None))


def is_log_of_the_site(action: int, first: str | None, trigger: str | None) -> bool:
    """Whether a trigger of the site notes a change for its own propagation (reference 7.2).

    SQLite names the trigger that asks; a statement of ours has none, and no connection of ours can make one.
    """
    return action == sqlite3.SQLITE_INSERT and (first or "").lower() == "staglog" and trigger is not None


def guard(engine: Engine, access: Access) -> None:
    """Set both gates on every connection that the engine will open."""

    @event.listens_for(engine, "before_cursor_execute")
    def check(_c: object, _cursor: object, statement: str, _p: object, _context: object, _many: bool) -> None:
        permit(statement, access)

    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def restrict(connection: Any, _record: object) -> None:
            connection.set_authorizer(
                lambda action, first, second, _database, trigger: (
                    sqlite3.SQLITE_OK
                    if authorize(access, action, first, second) or is_log_of_the_site(action, first, trigger)
                    else sqlite3.SQLITE_DENY
                )
            )
