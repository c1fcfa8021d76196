"""The gate by the text of a statement alone, which is all that engines without an authorizer have: word by word what
is stopped, what people are told, and what has to come through.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from syncer.live import gate
from syncer.live.gate import CHANGEABLE, KEY_OF, OWN_COLUMNS, Access, ForbiddenStatement, permit

TRICK = "more than one statement, a comment or a quoted name"
CHANGING = (
    *("INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE", "TRUNCATE", "INTO", "CALL", "EXEC", "EXECUTE", "CREATE"),
    *("DROP", "ALTER", "GRANT", "RETURNING", "SHARE", "LOCKS", "NEXT", "NEXTVAL"),
)
MORE = ("SELECT", "WITH", "FROM", "CONFLICT", "DUPLICATE", "RETURNING")
NO_CALLS = frozenset(
    {
        *("as", "from", "join", "min", "on", "or", "primary", "select", "then"),
        *("bigint", "integer", "smallint", "timestamp"),
    }
)
"""Words and types that a compiler may set before a parenthesis, beside those that it does now."""
SENT = Path(__file__).parent / "golden" / "sql"
MEMBERS = ("mbrgrpmbr", "dmmbrgrppzn")
UPDATE = "UPDATE mbrgrp SET optcounter={} WHERE mbrgrp.mbrgrp_id = {}"


def said_of(statement: str, access: Access = Access.WRITE) -> str | None:
    """What people are told of a statement that is stopped; ``None`` of one that comes through."""
    try:
        permit(statement, access)
    except ForbiddenStatement as error:
        return str(error).removeprefix("the gate stopped a forbidden statement: ")
    return None


@pytest.mark.parametrize(
    "statement, what",
    [
        pytest.param("SELECT 1 AS n; SELECT 2 AS n", TRICK, id="a second statement"),
        pytest.param('SELECT "mbrgrp_id" \nFROM mbrgrp', TRICK, id="a quoted name"),
        pytest.param("SELECT `mbrgrp_id` \nFROM mbrgrp", TRICK, id="a name in backticks"),
        pytest.param("SELECT [mbrgrp_id] \nFROM mbrgrp", TRICK, id="a name in brackets"),
        pytest.param("SELECT 1 AS n -- two", TRICK, id="a comment to the end of the line"),
        pytest.param("SELECT 1 /* 2 */ AS n", TRICK, id="a comment within"),
        pytest.param("", "nothing on ?", id="nothing"),
        pytest.param(" \n\t", "nothing on ?", id="blanks"),
        pytest.param("VACUUM", "vacuum on ?", id="a verb that is not known"),
        pytest.param("INSERT mbrgrp", "insert on ?", id="another shape"),
        pytest.param("DELETE FROM MBRGRPMBR WHERE member_id = 1", "delete on mbrgrpmbr", id="a table of members"),
        pytest.param("UPDATE wcs.member SET state=1 WHERE member_id = 1", "update on member", id="not that verb"),
        pytest.param("DELETE FROM xsyncsegment WHERE segment_id = ? AND 1 = 1", "delete on ?", id="more than a key"),
        pytest.param(
            "UPDATE mbrgrp SET optcounter=1 WHERE owner_id = 1",
            "update on mbrgrp that does more than that",
            id="an update by another key",
        ),
        pytest.param(
            "DELETE FROM xsyncsegment WHERE store_id = ?",
            "delete on xsyncsegment that does more than that",
            id="a delete by another key",
        ),
        pytest.param("SELECT wcs.tidy (1) AS n", "a call of wcs.tidy", id="a function of somebody's"),
        pytest.param("SELECT ti$dy#2(1) AS n", "a call of ti$dy#2", id="a function with odd letters"),
        pytest.param("SELECT 1 AS n INTO wcs", "a select that changes something", id="a select that writes"),
        pytest.param("SELECT member_id \nFROM mbrgrpmbr", "select of member rows", id="who is a member"),
    ],
)
def test_what_is_said_of_a_stopped_statement(statement: str, what: str) -> None:
    assert said_of(statement) == what


def test_a_stopped_statement_is_a_bug_of_ours() -> None:
    with pytest.raises(ForbiddenStatement) as caught:
        permit("VACUUM", Access.WRITE)
    assert caught.value.remedy == "This is a bug of ours; please report it."


def called() -> set[str]:
    """What stands before a parenthesis in the statements that the product sends, tables and texts aside."""
    said = "\n".join(path.read_text(encoding="utf-8") for path in sorted(SENT.glob("*.sql")))
    statements = re.sub(r"'[^']*'|--.*", "", said)
    return {word.lower() for word in re.findall(r"([\w.]+)\s*\(", statements)}


def test_what_looks_comes_through_and_no_call_that_nobody_needs() -> None:
    needed = {word for word in called() if not word.startswith(("wcs.", "syncer."))} | NO_CALLS
    assert {word for word in needed if said_of(f"SELECT {word}(1) AS n") is not None} == set()
    assert {word for word in needed if said_of(f"SELECT {word.upper()} (1) AS n") is not None} == set()
    assert needed == gate._HARMLESS_CALLS


@pytest.mark.parametrize("word", CHANGING)
@pytest.mark.parametrize("access", Access, ids=lambda one: one.name)
def test_each_word_that_changes_something_stops_a_select(word: str, access: Access) -> None:
    for written in (word, word.lower()):
        assert said_of(f"SELECT 1 AS n {written} x", access) == "a select that changes something"
        assert said_of(f"SELECT n.x{written}, n.{written}x, n.x{written}x \nFROM n", access) is None


@pytest.mark.parametrize("word", MORE)
def test_each_word_that_reads_stops_a_write(word: str) -> None:
    for written in (word, word.lower()):
        assert said_of(UPDATE.format(written, "?")) == "update on mbrgrp that does more than that"
        assert said_of(UPDATE.format(f"%(x{written})s", f"%({written}x)s")) is None


@pytest.mark.parametrize("table", MEMBERS)
def test_members_are_stopped_wherever_they_are_named(table: str) -> None:
    for written in (table, table.upper(), f"wcs.{table}"):
        assert said_of(f"INSERT INTO mbrgrp (mbrgrp_id) VALUES ({written}.member_id)") == "insert on mbrgrp"
        assert said_of(f"SELECT n.member_id \nFROM mbrgrp, {written}") == "select of member rows"
        assert said_of(f"SELECT n.x{table}, n.{table}x \nFROM n") is None


@pytest.mark.parametrize("table", MEMBERS)
@pytest.mark.parametrize("schema", ["", "wcs.", "W$C#S."])
def test_existence_and_a_count_of_members_come_through(table: str, schema: str) -> None:
    rows = f"{schema}{table} \nWHERE {schema}{table}.mbrgrp_id = "
    for access in Access:
        assert said_of(f"SELECT count(*) AS n \nFROM {rows}%(id)s", access) is None
        assert said_of(f"SELECT COUNT(*) AS n \nFROM {schema}{table.upper()}", access) is None
        assert said_of(f"SELECT g.id \nFROM g \nWHERE EXISTS (SELECT 1 \nFROM {rows}g.id)", access) is None
        assert said_of(f"SELECT exists (select 1 \nFROM {rows}%(id)s) AS n", access) is None


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("SELECT count(*) AS n, member_id \nFROM mbrgrpmbr", id="more than a count"),
        pytest.param("SELECT count(member_id) AS n \nFROM mbrgrpmbr", id="a count of something"),
        pytest.param("SELECT count(*) AS n \nFROM mbrgrpmbrx, mbrgrpmbr", id="another table first"),
        pytest.param("SELECT count(*) AS n \nFROM mbrgrpmbr UNION SELECT 1 AS n", id="a second select behind a count"),
        pytest.param(
            "SELECT count(*) AS n \nFROM mbrgrpmbr union select 1 as n", id="a second select, in small letters"
        ),
        pytest.param("SELECT count(*) AS n \nFROM mbrgrpmbr WHERE (member_id) = 1", id="parentheses behind a count"),
        pytest.param("SELECT 1 WHERE EXISTS (SELECT member_id \nFROM mbrgrpmbr)", id="existence of something"),
        pytest.param("SELECT 1 WHERE EXISTS (SELECT 1 \nFROM mbrgrpmbrx, mbrgrpmbr)", id="existence elsewhere"),
        pytest.param("SELECT 1 WHERE EXISTS (SELECT 1 \nFROM mbrgrpmbr UNION SELECT 1)", id="a select in existence"),
        pytest.param("SELECT 1 WHERE EXISTS (SELECT 1 \nFROM mbrgrpmbr), mbrgrpmbr", id="rows behind existence"),
    ],
)
def test_whatever_asks_for_more_than_that_is_stopped(statement: str) -> None:
    assert said_of(statement, Access.READ) == "select of member rows"


@pytest.mark.parametrize(
    "statement, access",
    [
        pytest.param(
            UPDATE.format("?", "? AND mbrgrp.optcounter = ?"), Access.WRITE, id="an update by key and counter"
        ),
        pytest.param(
            "UPDATE w$c#s.mbrgrp SET w$c#s.mbrgrp.optcounter=1 WHERE w$c#s.mbrgrp.mbrgrp_id = 1",
            Access.WRITE,
            id="with a schema",
        ),
        pytest.param(
            "UPDATE keys SET counter=(keys.counter + 1), optcounter=1 WHERE keys.keys_id = ?", Access.WRITE, id="a sum"
        ),
        pytest.param(
            UPDATE.format("CASE WHEN owner_id = 1 THEN 2 ELSE 3 END", "?"), Access.WRITE, id="a choice of values"
        ),
        pytest.param(UPDATE.format("(1 OR 1)", "? AND (a = 1 OR b = 2)"), Access.WRITE, id="a choice in parentheses"),
        pytest.param(
            UPDATE.format("CAST(((1)) AS INTEGER)", "'tidy(1)'"), Access.WRITE, id="a text that looks like a call"
        ),
        pytest.param("INSERT INTO mbrgrp (mbrgrp_id, owner_id) VALUES (?, ?)", Access.WRITE, id="an insert"),
        pytest.param(
            "INSERT INTO w$c#s.mbrgrp (mbrgrp_id) VALUES (cast(1 AS BIGINT))", Access.WRITE, id="a cast in one"
        ),
        pytest.param("DELETE FROM xsyncsegment WHERE w$.xsyncsegment.segment_id = ?", Access.WRITE, id="a delete"),
        pytest.param("DELETE FROM w$c#s.xsyncsegment WHERE segment_id = ?", Access.WRITE, id="a delete with a schema"),
        pytest.param("\nCREATE TABLE w$c#s.xsyncrun (\n\ta INTEGER, \n\tUNIQUE (a)\n)\n\n", Access.SETUP, id="a table"),
        pytest.param("INSERT INTO xsynchead (head_id) VALUES (1)", Access.SETUP, id="the one row of the head"),
    ],
)
def test_what_is_ours_comes_through_for_those_who_need_it(statement: str, access: Access) -> None:
    assert [one for one in Access if said_of(statement, one) is None] == [access]


@pytest.mark.parametrize("table", KEY_OF)
def test_an_update_sets_only_what_may_change_and_by_its_key(table: str) -> None:
    key = KEY_OF[table]
    column = min(CHANGEABLE.get(table, OWN_COLUMNS))
    beyond = f"update on {table} that does more than that"
    assert said_of(f"UPDATE {table} SET {column}=? WHERE {table}.{key} = ?") is None
    assert said_of(f"UPDATE {table} SET {column.upper()}=? WHERE {table}.{key} = ?") is None
    assert said_of(f"UPDATE {table} SET {column}=?, other=? WHERE {table}.{key} = ?") == beyond
    assert said_of(f"UPDATE {table} SET other=?, {column}=? WHERE {table}.{key} = ?") == beyond
    assert said_of(f"UPDATE {table} SET {column}=(1, other=2), {table}.other=? WHERE {table}.{key} = ?") == beyond
    assert said_of(f"UPDATE {table} SET {column}=? WHERE {table}.other = ?") == beyond
    assert said_of(f"UPDATE {table} SET {column}=? WHERE {table}.{key} = ? OR 1 = 1") == beyond
    assert said_of(f"UPDATE {table} SET {column}=? WHERE {table}.{key} = ? AND (a = 1) OR 1 = 1") == beyond
    assert said_of(f"UPDATE {table} SET {column}=?") == "update on ?"


LOCK = "SELECT {0}xsynchead.head_id \nFROM {0}xsynchead \nWHERE {0}xsynchead.head_id = :one FOR UPDATE WAIT {1}"


@pytest.mark.parametrize("schema", ["", "wcs.", "W$C#S."])
def test_the_lock_may_be_waited_for_by_those_who_write(schema: str) -> None:
    passing = [access for access in Access if said_of(LOCK.format(schema, "30"), access) is None]
    assert passing == [Access.WRITE]
    assert said_of(LOCK.format(schema, "30 ")) is None
    for more in ("30 OF x", "x", "3; SELECT 1"):
        assert said_of(LOCK.format(schema, more)) is not None
    other = LOCK.format(schema, "30").replace("xsynchead", "mbrgrp")
    assert said_of(other) == "a select that changes something"
