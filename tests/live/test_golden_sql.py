"""Every statement of the product as each engine is told it, in files that a DBA can read; and what holds in them."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import fields
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, false, select, text
from sqlalchemy.dialects.oracle.oracledb import OracleDialect_oracledb
from sqlalchemy.engine import make_url
from sqlalchemy.sql.elements import quoted_name

from syncer.live.connect import connect
from syncer.live.dialects import DIALECTS
from syncer.live.dialects.dialect import Dialect, SystemTables
from syncer.live.gate import Access, ForbiddenStatement, permit
from syncer.live.lists import IN_LIST
from syncer.live.lookups import look_up
from syncer.live.read import read_entries, read_groups, without_members
from syncer.live.tables import LEDGER_SCHEMA
from syncer.model.segment import SegmentId
from tests.figures import Tell
from tests.lanes.programs import unavailable
from tests.live.sent import LIVE, Heard, Sent, compiled, every_template, heard_from, one_line, taking_the_lock
from tests.workspace import Workspace

GOLDEN = Path(__file__).parent / "golden" / "sql"
SCHEMAS = {None: quoted_name("wcs", quote=False), LEDGER_SCHEMA: quoted_name("syncer", quote=False)}

BEGINNING = """\
-- {title}: every statement that the product sends. What is said on connect stands in syncer/live/dialects/{name}.py.
-- The schema of the store is called wcs here, and that of our own tables syncer. Values are named, as in :seen_id.
-- A list stands here with one value: IN (:mbrgrp_id_1_1).
"""

ASKED = {
    "current_schema": "which schema tables belong to that are named without one",
    "own_tables": "which of our own tables are there",
    "tables": "which of these tables are there",
    "triggers": "the triggers on these tables",
    "version": "doctor: the version",
    "columns": "doctor: the columns of these tables, and whether they are generated",
    "schema_names": "conformance: whether a schema is there",
    "contents": "conformance: what a schema holds",
    "foreign_keys": "doctor: the foreign keys onto these tables",
    "schemas": "doctor: the schemas that have a table of this name",
    "privileges": "doctor: what the login may do to these tables",
}
"""What the system tables are asked, by the field of a dialect."""

LOCK = "an apply: wait for the lock, as long as `timeouts` allow"
HOLD = "a delete: nobody adds a member meanwhile"

every_dialect = pytest.mark.parametrize("dialect", [pytest.param(one, id=one.title) for one in DIALECTS.values()])


def grammar_of(dialect: Dialect, *, named: bool) -> Any:
    """How an engine is spoken to; with names for values, where the driver has question marks."""
    if dialect.name == "db2" and find_spec("ibm_db_sa") is None:
        unavailable("IBM's Db2 client is not installed")
    # Only psycopg's own grammar says the type of each value.
    is_psycopg = dialect.name == "postgresql"
    grammar: Any = make_url("postgresql+psycopg://").get_dialect()() if is_psycopg else dialect.grammar()
    if named:
        grammar.paramstyle, grammar.positional = "named", False
    return grammar


def said(sent: Sent, grammar: Any) -> str:
    """One statement, with schemas."""
    terms = {"schema_translate_map": SCHEMAS, "render_schema_translate": True}
    return compiled(sent.clause, grammar, sent.columns, **terms)


def blocks(dialect: Dialect, statements: list[Sent]) -> Iterator[str]:
    """The file of an engine, in parts."""
    yield BEGINNING.format(title=dialect.title, name=dialect.name)
    for words, what in ((dialect.begin_reading, "only reads"), (dialect.begin_writing, "may write")):
        if words:
            yield f"-- the beginning of a transaction that {what}\n{words}\n"
    for field, what in ASKED.items():
        if query := getattr(dialect.system, field):
            yield f"-- {what}\n{readable(query.replace('IN :tables', 'IN (:tables)'))}\n"
    grammar = grammar_of(dialect, named=True)
    for sent in statements:
        yield f"-- {sent.words}\n{readable(said(sent, grammar))}\n"
    for number, words in enumerate(dialect.parent_lock.statements if dialect.parent_lock else (), 1):
        yield f"-- {HOLD}, {number}\n{readable(words.format(schema='wcs.', seconds=10))}\n"


_CLAUSE = re.compile(
    r"(?<!OUTER)(?<!LEFT)(?<!CROSS)(?<!DELETE)\s+"
    r"(?=(?:FROM|WHERE|SET|VALUES|UNION ALL|GROUP BY|ORDER BY|(?:LEFT (?:OUTER )?|CROSS )?JOIN)\b)"
)
_WIDTH = 120


def readable(sql: str) -> str:
    """The same in lines; nothing inside quotes is parted."""
    lines = [line for line in _CLAUSE.sub("\n", sql.strip()).splitlines() if line.strip()]
    return "\n".join(part for line in lines for part in _parted(line))


def _parted(line: str) -> Iterator[str]:
    """A line that is too long ends before each AND, or else where it is full."""
    is_list = " AND " not in line
    part = "    " if line.startswith("\t") else ""
    for word in re.findall(r"(?:'[^']*'|[^\s'])+", line):
        if part.strip() and len(line) > _WIDTH and (len(part) + len(word) > _WIDTH if is_list else word == "AND"):
            yield part.rstrip()
            part = "    "
        part += f"{word} "
    yield part.rstrip()


# The files


@pytest.mark.plays_loader
def test_every_statement_to_the_letter(new_workspace: Callable[[str], Workspace], tell: Tell) -> None:
    """``GOLDEN=write pytest tests/live/test_golden_sql.py`` writes the files anew: read the difference."""
    heard = heard_from(new_workspace)
    require_complete(heard)
    for dialect in DIALECTS.values():
        statements = [*taking_the_lock(dialect), *heard.in_words(), *every_template()]
        require_permitted(dialect, statements)
        parts = list(blocks(dialect, statements))
        content, file = "\n".join(parts), GOLDEN / f"{dialect.name}.sql"
        if os.environ.get("GOLDEN") == "write":
            file.parent.mkdir(exist_ok=True)
            file.write_text(content, encoding="utf-8")
        assert content.splitlines() == file.read_text(encoding="utf-8").splitlines()
        tell("Golden SQL", dialect.title, statements=len(parts) - 1)


def require_complete(heard: Heard) -> None:
    """Every place that sends has sent, every row has its template, and the driver was told nothing else."""
    assert set(ASKED) == {field.name for field in fields(SystemTables)}
    assert senders() - heard.functions == {("lookups.py", "schema_of")}, "SQLite has no schemas to ask for"
    sqlite = DIALECTS["sqlite"]
    grammar = grammar_of(sqlite, named=False)
    assert heard.rows() - {one_line(compiled(one.clause, grammar, one.columns)) for one in every_template()} == set()
    assert heard.questions() - {getattr(sqlite.system, field) for field in ASKED} == set()
    known = {sql.replace(f"{LEDGER_SCHEMA}.", "").replace("IN :tables", "IN (?)") for sql in heard.statements}
    told = {text.replace("main.", "") for text in heard.texts}
    assert told - known - {sqlite.begin_reading, sqlite.begin_writing} == set()


def senders() -> set[tuple[str, str]]:
    """File and name of every function of the room that sends a statement to a database."""
    # The last two speak to a schema that was found empty, behind a gate of its own.
    drivers = {"connect.py", "derby", "dialects", "scratch.py", "parents.py"}
    return {
        (file.relative_to(LIVE).as_posix(), function.name)
        for file in LIVE.rglob("*.py")
        if file.relative_to(LIVE).parts[0] not in drivers
        for function in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Attribute) and node.attr in ("execute", "scalar", "exec_driver_sql")
    }


def require_permitted(dialect: Dialect, statements: list[Sent]) -> None:
    """The gate lets each pass for somebody, and what only reads for everybody."""
    grammar = grammar_of(dialect, named=False)
    for sent in statements:
        sql = said(sent, grammar)
        who = [access for access in Access if _is_permitted(sql, access)]
        assert who, sql
        assert not sql.startswith("SELECT") or "FOR UPDATE" in sql or len(who) == len(Access), sql


def _is_permitted(sql: str, access: Access) -> bool:
    try:
        permit(sql, access)
    except ForbiddenStatement:
        return False
    return True


# What holds in them (design, section 12)


def golden(dialect: Dialect) -> dict[str, str]:
    """The statements of a file, each in one line, by what they are for."""
    found = (GOLDEN / f"{dialect.name}.sql").read_text(encoding="utf-8").split("\n\n")[1:]
    parts = (part.split("\n", 1) for part in found)
    return {words.removeprefix("-- "): one_line(sql) for words, sql in parts}


def own(dialect: Dialect) -> dict[str, str]:
    """The same without what only this engine understands: its system tables, and how a transaction begins."""
    apart = {*ASKED.values(), *(words for words in golden(dialect) if words.startswith("the beginning of"))}
    return {words: sql for words, sql in golden(dialect).items() if words not in apart}


def breaking(pattern: str, statements: dict[str, str]) -> dict[str, str]:
    return {words: sql for words, sql in statements.items() if re.search(pattern, sql)}


@every_dialect
def test_every_statement_is_ordinary_sql(dialect: Dialect) -> None:
    everything = {words: re.sub(r"'[^']*'", "''", sql) for words, sql in golden(dialect).items()}
    assert breaking(r"[\"`\[\];]|--|/\*", everything) == {}, "a quoted name, a comment or two statements"
    ours = own(dialect)
    assert len(ours) > 100
    assert breaking(r"\b(LIMIT|FETCH|OFFSET|TOP|ROWNUM)\b", ours) == {}, "rows are cut in Python"
    assert breaking(r"\b(MERGE|REPLACE|CONFLICT|DUPLICATE|RETURNING)\b", ours) == {}
    assert breaking(r"VALUES \(.*\), \(", ours) == {}, "several rows in one VALUES"
    assert breaking(r"\b(FROM|JOIN) [\w.]+ AS\b", ours) == {}, "AS before the alias of a table"
    assert breaking(r"\w{31}", {words: re.sub(r":\w+", "", sql) for words, sql in ours.items()}) == {}
    locks = {words for words in breaking(r"\bFOR UPDATE\b", ours) if not words.startswith(HOLD)}
    assert locks == ({LOCK} if dialect.lock_clause else set())
    if dialect.name != "postgresql":
        assert breaking(r"\b(TRUE|FALSE|true|false)\b|WHERE 0$", ours) == {}, "it knows no truth alone"


def test_an_engine_with_a_limit_for_every_lock_has_no_select_for_it() -> None:
    assert [dialect.name for dialect in DIALECTS.values() if list(taking_the_lock(dialect))] == ["oracle"]


def test_every_version_of_oracle_is_told_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLAlchemy writes ``WHERE 0`` for the versions that know truth."""
    knowing = OracleDialect_oracledb
    monkeypatch.setattr(knowing, "initialize", lambda self, _: setattr(self, "supports_native_boolean", True))
    grammar: Any = DIALECTS["oracle"].grammar()
    grammar.initialize(None)
    assert str(select(text("1")).where(false()).compile(dialect=grammar)).endswith("WHERE 0 = 1")


def test_an_empty_text_is_only_asked_for_beside_nothing() -> None:
    """On Oracle ``''`` is NULL and equals nothing. Values that come with a statement are never empty there."""
    found, grammar = 0, grammar_of(DIALECTS["oracle"], named=True)
    for sent in every_template():
        statement: Any = sent.clause.compile(dialect=grammar, column_keys=sent.columns or None)
        for name in (name for name, value in statement.params.items() if value == ""):
            assert re.search(rf"\(([\w.]+) IS NULL OR \1 = :{name}\)", str(statement))
            found += 1
    assert found == 6


def test_no_list_is_longer_than_oracle_allows(workspace: Workspace) -> None:
    lengths: set[int] = set()

    def told(_c: object, _cursor: object, statement: str, *_: object) -> None:
        lengths.update(found.count("?") for found in re.findall(r"IN \(([?, ]+)\)", statement))

    many = range(IN_LIST * 2 + 1)
    with connect(workspace.settings(), Access.READ) as database, database.reading() as connection:
        lookups = look_up(connection, database.dialect, database.environment)
        event.listen(database.engine, "before_cursor_execute", told)
        assert list(read_groups(connection, lookups, many)) == []
        assert list(read_entries(connection, [SegmentId("aurora", f"s-{number}") for number in many])) == []
        assert without_members(connection, many) == set(many)
    assert lengths == {500, 1}
