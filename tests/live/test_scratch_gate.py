"""The gate of a scratch schema: what was made there may be written, and nothing that was there before."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine

from syncer.live.dialects import DIALECTS
from syncer.live.dialects.dialect import Dialect
from syncer.live.gate import MEMBERSHIP, Access, ForbiddenStatement, permit
from syncer.live.scratch_gate import ScratchGate, guard_scratch
from syncer.live.tables import OWN_TABLES
from syncer.sandbox.commerce import Profile, commerce_tables
from tests.figures import Tell

SCHEMA = "scratch"
TABLES = [str(table.name) for table in (*commerce_tables(Profile.NINE).sorted_tables, *OWN_TABLES)]

every_dialect = pytest.mark.parametrize("dialect", [pytest.param(one, id=one.title) for one in DIALECTS.values()])


def gate(*made: str, dialect: Dialect = DIALECTS["postgresql"]) -> ScratchGate:
    one = ScratchGate(SCHEMA, dialect)
    for table in made:
        one.saw_made(table)
    return one


def writes(table: str) -> Iterator[str]:
    """What would change a table, or its rows."""
    yield f"INSERT INTO {table} (member_id, mbrgrp_id) VALUES (%(a)s::BIGINT, %(b)s::BIGINT)"
    yield f"UPDATE {table} SET optcounter=? WHERE {table}.member_id = ?"
    yield f"DELETE FROM {table} WHERE {table}.member_id = ?"
    yield f"DROP TABLE {table}"
    yield f"CREATE INDEX i1 ON {table} (member_id)"


def reads(table: str) -> str:
    return f"SELECT {table}.member_id, {table}.optcounter \nFROM {table} \nWHERE {table}.member_id = ?"


def stopped(one: ScratchGate, statement: str) -> bool:
    try:
        one.permit(statement)
    except ForbiddenStatement:
        return True
    return False


def test_a_schema_that_nothing_was_made_in_is_closed(tell: Tell) -> None:
    """So it is for one that was not made by this run, a store's above all, whoever claims that it is a scratch."""
    planted = [sql for table in TABLES for sql in (*writes(f"{SCHEMA}.{table}"), reads(f"{SCHEMA}.{table}"))]
    came_through = [sql for sql in planted if not stopped(gate(), sql)]
    tell("The gate", "a schema that this run has not made", planted=len(planted), stopped=len(planted))
    assert came_through == []


@pytest.mark.parametrize("elsewhere", ["", "wcs.", "scratch2.", "wcs.scratch.", '"scratch".'])
def test_whatever_was_made_other_schemas_stay_closed(elsewhere: str) -> None:
    everything = gate(*TABLES)
    planted = [sql for table in TABLES for sql in (*writes(f"{elsewhere}{table}"), reads(f"{elsewhere}{table}"))]
    assert [sql for sql in planted if not stopped(everything, sql)] == []


def test_what_was_made_may_be_written_and_read() -> None:
    everything = gate(*TABLES)
    for table in TABLES:
        for sql in (*writes(f"{SCHEMA}.{table}"), reads(f"{SCHEMA}.{table}")):
            everything.permit(sql)


def test_what_is_gone_again_may_not() -> None:
    one = gate("member")
    one.saw_dropped("MEMBER")
    assert all(stopped(one, sql) for sql in writes("scratch.member"))


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("DELETE FROM scratch.member WHERE 1 = 1; DELETE FROM wcs.member", id="a second statement"),
        pytest.param("DELETE FROM scratch.member WHERE 1 = 1 -- x", id="a comment"),
        pytest.param("DELETE FROM scratch.member", id="a delete of everything"),
        pytest.param("DELETE FROM scratch.member USING wcs.mbrgrpmbr WHERE 1 = 1", id="another table beside it"),
        pytest.param(
            "DELETE FROM scratch.member WHERE member_id IN (DELETE FROM wcs.member RETURNING member_id)",
            id="a delete inside a delete",
        ),
        pytest.param(
            "WITH gone AS (DELETE FROM wcs.member RETURNING 1) DELETE FROM scratch.member WHERE 1 = 1",
            id="a delete before a delete",
        ),
        pytest.param(
            "INSERT INTO scratch.member (member_id) SELECT member_id FROM wcs.member", id="rows of the store copied"
        ),
        pytest.param("SELECT member_id \nFROM scratch.member, wcs.mbrgrpmbr", id="a second table to read"),
        pytest.param("SELECT wcs.tidy() \nFROM scratch.member", id="a function of the store"),
        pytest.param("SELECT member_id INTO wcs.mbrgrpmbr \nFROM scratch.member", id="a select that writes"),
        pytest.param("SELECT member_id \nFROM scratch.member \nWHERE 1 = 1 FOR UPDATE", id="a lock of another kind"),
        pytest.param("UPDATE scratch.member SET state=wcs.tidy(1) WHERE 1 = 1", id="a function in an UPDATE"),
        pytest.param("TRUNCATE TABLE scratch.member", id="a truncate"),
        pytest.param("ALTER TABLE scratch.member ADD x INTEGER", id="an alter"),
        pytest.param("GRANT SELECT ON scratch.member TO PUBLIC", id="a grant"),
        pytest.param("CREATE TABLE scratch.member (member_id BIGINT)", id="a table that was made already"),
        pytest.param("CREATE TABLE scratch.x AS SELECT * FROM wcs.member", id="a table made of a store's"),
        pytest.param(
            "CREATE TABLE scratch.x (a BIGINT REFERENCES wcs.member (member_id) ON DELETE CASCADE)",
            id="a foreign key onto a table of the store",
        ),
        pytest.param(
            "CREATE TABLE scratch.x (a BIGINT REFERENCES member (member_id))", id="a foreign key onto nobody knows what"
        ),
        pytest.param("CREATE TABLE wcs.x (a BIGINT)", id="a table elsewhere"),
        pytest.param("CREATE INDEX wcs.i ON scratch.member (member_id)", id="an index elsewhere"),
        pytest.param("CREATE VIEW scratch.v AS SELECT 1", id="a view"),
        pytest.param("SET SCHEMA wcs", id="another schema from here on"),
        pytest.param("LOCK TABLE wcs.mbrgrp IN EXCLUSIVE MODE WAIT 10", id="a lock on the store"),
        pytest.param("SELECT mbrgrp_id FROM wcs.mbrgrp WHERE mbrgrp_id = ? FOR UPDATE", id="a lock on a row there"),
        pytest.param("", id="nothing"),
    ],
)
@every_dialect
def test_tricks_are_stopped(statement: str, dialect: Dialect) -> None:
    assert stopped(gate("member", "mbrgrp", "mbrgrpmbr", dialect=dialect), statement)


OUTSIDE = "something outside of the scratch schema, or on a table that was there before"
NESTED = (
    *("SELECT", "FROM", "JOIN", "INTO", "USING", "INSERT", "UPDATE", "DELETE", "MERGE", "TRUNCATE", "CALL", "EXEC"),
    *("EXECUTE", "CREATE", "DROP", "ALTER", "GRANT", "UNION", "WITH", "RETURNING", "LOCK"),
)


def said_of(one: ScratchGate, statement: str) -> str | None:
    """What people are told of a statement that is stopped; ``None`` of one that comes through."""
    try:
        one.permit(statement)
    except ForbiddenStatement as error:
        return str(error).removeprefix("the gate stopped a forbidden statement: ")
    return None


@pytest.mark.parametrize("word", NESTED)
def test_each_word_that_reaches_elsewhere_is_stopped(word: str) -> None:
    one = gate("member", "mbrgrp")
    for written in (word, word.lower()):
        for sql in (
            "SELECT {} \nFROM scratch.member",
            "SELECT a \nFROM scratch.member \nWHERE a = {}",
            "INSERT INTO scratch.member (a) VALUES ({})",
            "UPDATE scratch.member SET a={} WHERE a = 1",
            "DELETE FROM scratch.member WHERE a = {}",
        ):
            assert said_of(one, sql.format(written)) == OUTSIDE
            assert said_of(one, sql.format(f"x{written}")) is None
            assert said_of(one, sql.format(f"{written}x")) is None
        assert said_of(one, f"CREATE TABLE scratch.x (a BIGINT, {written} BIGINT)") == OUTSIDE
        assert said_of(one, f"CREATE TABLE scratch.x (x{written} BIGINT, {written}x BIGINT)") is None


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("SELECT count(*) AS n \nFROM scratch.member", id="a count"),
        pytest.param("SELECT member.a, SCRATCH.member.b \nFROM scratch.member \nWHERE a = 1.5", id="qualified names"),
        pytest.param("INSERT INTO scratch.MEMBER (a, b) VALUES ('it-is', -1 + 2)", id="a table in capitals"),
        pytest.param("CREATE TABLE scratch.x (a VARCHAR(3) DEFAULT 'x' NOT NULL)", id="a table"),
        pytest.param("\nCREATE TABLE scratch.x (\n\ta BIGINT\n)\n\n", id="a table on several lines"),
        pytest.param(
            "CREATE TABLE scratch.x (a BIGINT REFERENCES scratch.member (a) ON DELETE CASCADE)", id="a foreign key"
        ),
        pytest.param(
            "CREATE TABLE scratch.x (a BIGINT references SCRATCH.Member on delete cascade)",
            id="a foreign key in other letters",
        ),
        pytest.param(
            "CREATE TABLE scratch.x (a BIGINT REFERENCES scratch.x (a), b BIGINT REFERENCES scratch.member (a))",
            id="a foreign key onto itself, and one onto all that was made",
        ),
        pytest.param("CREATE TABLE scratch.x (preferences VARCHAR(3))", id="a column that only sounds like a key"),
        pytest.param("CREATE TABLE scratch.x (a TIMESTAMP WITH DEFAULT, b INTEGER with default)", id="defaults of Db2"),
        pytest.param("CREATE UNIQUE INDEX scratch.i ON scratch.member (a, b)", id="an index with its schema"),
        pytest.param("CREATE INDEX i ON scratch.member (a)", id="an index without"),
        pytest.param("DROP TABLE scratch.member", id="a drop"),
    ],
)
def test_what_stays_inside_comes_through(statement: str) -> None:
    assert said_of(gate("member"), statement) is None


@pytest.mark.parametrize(
    "statement, what",
    [
        pytest.param(
            "DROP TABLE scratch.x; DROP TABLE wcs.x", "more than one statement, a comment or a quoted name", id="two"
        ),
        pytest.param("SELECT x.a \nFROM scratch.member", OUTSIDE, id="a column of another table"),
        pytest.param("SELECT scratch.x.a \nFROM scratch.member", OUTSIDE, id="a column of one that was not made"),
        pytest.param("SELECT a \nFROM scratchxmember", OUTSIDE, id="a name that is only like it"),
        pytest.param(
            "CREATE TABLE scratch.x (a BIGINT references wcs.member)", OUTSIDE, id="a reference in small letters"
        ),
        pytest.param("CREATE TABLE scratch.x (a BIGINT xON DELETE CASCADE)", OUTSIDE, id="words of no column"),
        pytest.param("CREATE TABLE scratch.x (a BIGINT WITH DEFAULTS)", OUTSIDE, id="words of no column either"),
        pytest.param("CREATE TABLE scratch.x (a BIGINT references member)", OUTSIDE, id="one without its schema"),
        pytest.param("CREATE TABLE scratch.x (a BIGINT REFERENCES scratch.y)", OUTSIDE, id="a reference to nothing"),
        pytest.param("CREATE TABLE scratch.MEMBER (a BIGINT)", OUTSIDE, id="a table that is there, in capitals"),
        pytest.param("CREATE TABLE scratch.x (a w.type)", OUTSIDE, id="a type of the store"),
        pytest.param("CREATE TABLE scratch.x (a BIGINT) TABLESPACE other", OUTSIDE, id="a table, and more"),
        pytest.param("DROP TABLE scratch.member CASCADE", OUTSIDE, id="a drop, and more"),
        pytest.param("DROP TABLE scratch.x", OUTSIDE, id="a drop of what was not made"),
        pytest.param(
            "DELETE FROM scratch.member WHERE a = 1 ON DELETE CASCADE", OUTSIDE, id="words of columns elsewhere"
        ),
    ],
)
def test_what_is_said_of_what_does_not(statement: str, what: str) -> None:
    assert said_of(gate("member"), statement) == what


def test_what_was_made_is_told_in_small_letters() -> None:
    one = gate("MEMBER", "mbrgrp")
    one.saw_dropped("keys")
    assert set(one.made) == {"member", "mbrgrp"}


def test_an_engine_behind_it_sends_nothing_else() -> None:
    engine = create_engine("sqlite://")
    guard_scratch(engine, gate())
    with engine.connect() as connection, pytest.raises(ForbiddenStatement):
        connection.exec_driver_sql("SELECT 1")


@every_dialect
def test_a_transaction_may_begin(dialect: Dialect) -> None:
    for words in (dialect.begin_reading, dialect.begin_writing):
        if words:
            assert said_of(gate(dialect=dialect), words) is None


@every_dialect
def test_the_parent_lock_is_let_through_here_alone(dialect: Dialect) -> None:
    locks = dialect.parent_lock.statements if dialect.parent_lock else ()
    for words in locks:
        own, other = (
            words.format(schema=schema, seconds=5).replace(":id", "%(id)s") for schema in ("scratch.", "wcs.")
        )
        gate("member", "mbrgrp", dialect=dialect).permit(own)
        assert stopped(gate("member", "mbrgrp", dialect=dialect), other)
        # An UPDATE inside of the schema needs no leave of its own.
        assert stopped(gate("member", "mbrgrp", dialect=dialect), f"{own} x") or own.startswith("UPDATE ")
        assert stopped(gate("keys", dialect=dialect), own)


@pytest.mark.parametrize("access", list(Access), ids=lambda one: f"{one.name} connections")
def test_the_gate_of_a_store_knows_nothing_of_all_this(access: Access) -> None:
    """A scratch schema is no exception to it: whoever goes through it writes no member there either."""
    forbidden = [*writes("scratch.member"), *(sql for table in MEMBERSHIP for sql in writes(f"scratch.{table}"))]
    for sql in forbidden:
        if access is Access.WRITE and sql.startswith("INSERT INTO scratch.member "):
            continue
        with pytest.raises(ForbiddenStatement):
            permit(sql, access)
