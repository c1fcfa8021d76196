"""Judging facts that no sample database can show: other engines' rights, lost runs, questions without an answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path

import pytest

from syncer.model.conformance import Check, Conformance, Outcome
from syncer.model.doctor import Finding, Weight
from syncer.model.examination import (
    Chain,
    Columns,
    Examination,
    ForeignKey,
    Head,
    Identity,
    Ledger,
    Right,
    Rights,
    Tried,
    Unanswered,
)
from syncer.planning.health.diagnose import diagnose
from tests.planning.health_cases import CASES, PASSED, WELL

GOLDEN = Path(__file__).parent / "golden" / "health.txt"
MUTE = Unanswered("this login may not read it")
NOTHING = Examination(
    identity=Identity("Db2", MUTE, "WCS", "SYNCER"),
    columns=MUTE,
    foreign_keys=MUTE,
    triggers=MUTE,
    ranges=(MUTE,),
    elsewhere=(),
    languages=MUTE,
    stores=MUTE,
    usages=MUTE,
    ledger=MUTE,
    rights=(MUTE,),
    staging=MUTE,
    schemas=MUTE,
    containers=MUTE,
    conformance=Tried("db2", False, MUTE),
)
RESULT = replace(PASSED, checks=(*PASSED.checks, Check("escalation-1", "", Outcome.PASSED, "", 0.1)))
TABLES = Columns({"mbrgrp": frozenset({"lastupdate"})}, {}, frozenset(), frozenset())


def of(examination: Examination, code: str) -> list[Finding]:
    return [found for found in diagnose(examination) if found.code == code]


def page(case: str) -> Iterator[str]:
    """What is found in a database, as far as it is not found in one that is well."""
    yield f"# {case}"
    as_ever = () if case == "well" else diagnose(WELL)
    for finding in diagnose(CASES[case]):
        if finding not in as_ever:
            question = f", question {finding.question}" if finding.question is not None else ""
            yield f"{finding.code} ({finding.weight}{question})"
            lines = (finding.found, finding.meaning, finding.remedy, *finding.details)
            yield from (f"  {line}" for line in lines if line)
    yield ""


def test_what_people_read_of_each_database_is_as_reviewed() -> None:
    assert "\n".join(chain.from_iterable(map(page, CASES))) == GOLDEN.read_text()


def test_a_database_that_tells_nothing_is_not_called_well() -> None:
    findings = diagnose(NOTHING)
    assert {found.weight for found in findings[1:]} == {Weight.WARNING}
    assert all("not assessable" in found.found for found in findings[1:] if found.code != "conformance")
    assert findings[0].found == "Db2, which does not tell its version, schema WCS; our own tables in SYNCER."


def test_what_an_engine_cannot_tell_is_a_note() -> None:
    (found,) = of(replace(NOTHING, schemas=Unanswered("it has no schemas", is_fault=False)), "workspaces")
    assert (found.weight, found.remedy) == (Weight.NOTE, "")


def rights(*held: Right, needed: tuple[Right, ...] = ()) -> Examination:
    needs = frozenset(needed)
    found = Rights("The login", frozenset(held), needs, needs, frozenset({"mbrgrpmbr"}), frozenset())
    return replace(NOTHING, columns=TABLES, rights=(found,))


UPDATE = Right("mbrgrp", "lastupdate", "UPDATE")


@pytest.mark.parametrize(
    "held, codes",
    [
        pytest.param((UPDATE,), {"rights"}, id="just that column"),
        pytest.param((Right("mbrgrp", None, "UPDATE"),), {"too-many-rights"}, id="the whole table is more"),
        pytest.param((), {"too-few-rights"}, id="nothing"),
        pytest.param((Right("mbrgrp", None, "OWNER"),), {"may-drop-tables"}, id="the owner may all, and more"),
        pytest.param((Right(None, None, "DBADM"),), {"rights-over-everything"}, id="an administrator too"),
        pytest.param(
            (Right(None, None, "UPDATE ANY TABLE"),), {"rights-over-everything"}, id="any table is every table"
        ),
        pytest.param(
            (Right(None, None, "SELECT ANY TABLE"),),
            {"too-few-rights", "rights-over-everything"},
            id="any table, but to read",
        ),
        pytest.param(
            (UPDATE, Right("mbrgrpmbr", "exclude", "UPDATE")), {"may-write-members"}, id="a column of members"
        ),
    ],
)
def test_rights(held: tuple[Right, ...], codes: set[str]) -> None:
    about_columns = {"columns"}
    others = {found.code for found in diagnose(replace(NOTHING, columns=TABLES, rights=()))}
    found = {found.code for found in diagnose(rights(*held, needed=(UPDATE,)))}
    assert found - others - about_columns == codes


def test_rights_on_a_table_and_on_its_columns_are_told_together() -> None:
    table, column = Right("mbrgrp", None, "SELECT"), Right("mbrgrp", "lastupdate", "UPDATE")
    (lacking,) = of(rights(needed=(column, table)), "too-few-rights")
    assert lacking.details == ("SELECT MBRGRP", "UPDATE MBRGRP (LASTUPDATE)")
    held = (Right("mbrgrp", "name", "UPDATE"), Right("mbrgrp", None, "DELETE"))
    (more,) = of(rights(*held, needed=()), "too-many-rights")
    assert more.details == ("DELETE MBRGRP", "UPDATE MBRGRP (NAME)")
    members = (Right("mbrgrpmbr", "exclude", "UPDATE"), Right("mbrgrpmbr", None, "DELETE"))
    (sacred,) = of(rights(*members, needed=()), "may-write-members")
    assert sacred.details == ("DELETE MBRGRPMBR", "UPDATE MBRGRPMBR (EXCLUDE)")


def test_a_run_without_an_end_is_named() -> None:
    head = Head("t-1", "main", 1, 2, "h")
    ledger = Ledger("main", 1, (), head, Chain(2, None, "h", (3, 4)))
    (found,) = of(replace(NOTHING, ledger=ledger), "unfinished-run")
    assert "run 3, 4" in found.found


def test_a_key_without_a_column_is_told_by_its_table() -> None:
    key = ForeignKey("WCS", "ORDERS", None, "member", "SET NULL", None)
    (found,) = of(replace(NOTHING, foreign_keys=(key,)), "emptying-key")
    assert "ORDERS (SET NULL)" in found.found
    (told,) = of(replace(NOTHING, foreign_keys=(key,)), "foreign-keys")
    assert told.details == ("ORDERS -> MEMBER, SET NULL, rows not counted",)


def without(name: str, outcome: Outcome) -> Conformance:
    """A result in which one check did not pass."""
    return replace(
        RESULT, checks=tuple(replace(one, outcome=outcome) if one.name == name else one for one in RESULT.checks)
    )


@pytest.mark.parametrize(
    "tried, weight, words",
    [
        pytest.param(Tried("sqlite", True, None), Weight.OK, "need not be", id="an engine of our own tests"),
        pytest.param(Tried("db2", False, None), Weight.NOTE, "was not tried out yet", id="not tried"),
        pytest.param(
            Tried("db2", False, RESULT),
            Weight.OK,
            "Passed on 2026-11-22 with version 0.1.0, on DB2 v11.5.9.0.",
            id="passed",
        ),
        pytest.param(
            Tried("db2", False, without("escalation-1", Outcome.FAILED)),
            Weight.OK,
            "Passed on",
            id="only others had to wait",
        ),
        pytest.param(
            Tried("db2", False, without("delete-race", Outcome.FAILED)),
            Weight.WARNING,
            "not shown is delete-race",
            id="a check failed",
        ),
        pytest.param(
            Tried("db2", False, without("kill", Outcome.NOT_RUN)),
            Weight.WARNING,
            "not shown is kill",
            id="one was not run",
        ),
        pytest.param(
            Tried(
                "db2",
                False,
                replace(RESULT, checks=(*RESULT.checks, replace(RESULT.checks[0], outcome=Outcome.FAILED))),
            ),
            Weight.WARNING,
            "not shown is create",
            id="one passed, and failed as well",
        ),
        pytest.param(
            Tried("db2", False, replace(RESULT, checks=RESULT.checks[1:])),
            Weight.WARNING,
            "not shown is create",
            id="one is missing",
        ),
        pytest.param(
            Tried("oracle", False, RESULT), Weight.WARNING, "is one of db2, and this is oracle", id="of another engine"
        ),
        pytest.param(
            Tried("db2", False, Unanswered("a.json was altered.")), Weight.WARNING, "a.json was altered.", id="altered"
        ),
    ],
)
def test_what_an_engine_has_shown(tried: Tried, weight: Weight, words: str) -> None:
    (found,) = of(replace(NOTHING, conformance=tried), "conformance")
    assert (found.weight, words in found.found) == (weight, True)
