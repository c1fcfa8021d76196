"""What people read when a database refuses, fails or is not there: every kind of trouble, against a page."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine
from sqlalchemy.exc import OperationalError

from syncer.live.connect import Database, connect
from syncer.live.dialects import DIALECTS
from syncer.live.dialects.dialect import Trouble
from syncer.live.gate import Access
from syncer.model.environment import DatabaseUrl, Environment
from syncer.model.errors import Busy, NotPermitted, SyncerError
from tests.builders import environment

GOLDEN = Path(__file__).parent / "golden" / "troubles.txt"
PLACES = {
    "a sandbox": environment(),
    "one URL": environment(target=DatabaseUrl("MALL_URL")),
    "two URLs": environment(target=DatabaseUrl("MALL_URL", "MALL_READ_URL")),
}


def database(where: Environment, access: Access = Access.WRITE) -> Database:
    return Database(create_engine("sqlite://"), DIALECTS["sqlite"], where, access)


class Odd(Exception):
    """As a driver may raise."""

    sqlstate: object = "XX000"


def lines() -> Iterator[str]:
    for trouble in Trouble:
        for name, where in PLACES.items():
            for access in (Access.WRITE, Access.SETUP):
                told = database(where, access).sentence(Odd(), trouble)
                yield f"{trouble.name}, {access.name}, {name}: {type(told).__name__}"
                yield f"  {told}"
                yield f"  {told.remedy}"
    for dialect in DIALECTS.values():
        with pytest.raises(NotPermitted) as caught, replace(database(environment()), dialect=dialect).told():
            raise ImportError
        yield f"the driver of {dialect.name}"
        yield f"  {caught.value}"
        yield f"  {caught.value.remedy}"


def test_what_is_said_of_each_trouble_is_as_reviewed() -> None:
    assert "\n".join(lines()) + "\n" == GOLDEN.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "state, told", [("40001", ", 40001)"), ("two words", "(Odd)"), ("", "(Odd)"), (None, "(Odd)"), (7, "(Odd)")]
)
def test_only_a_plain_word_of_the_driver_is_told(state: object, told: str) -> None:
    error = Odd()
    error.sqlstate = state
    assert told in str(database(PLACES["a sandbox"]).sentence(error, Trouble.OURS))


def test_the_name_that_sqlite_has_for_an_error_is_told() -> None:
    assert "(OperationalError, SQLITE_BUSY)" in str(database(PLACES["a sandbox"]).sentence(busy(), Trouble.OURS))


def busy() -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("database is locked")
    error.sqlite_errorname = "SQLITE_BUSY"
    return error


@pytest.mark.parametrize(
    "error, told",
    [
        pytest.param(busy(), Busy, id="the driver's own"),
        pytest.param(OperationalError("SELECT 1", {}, busy()), Busy, id="the driver's, handed on"),
        pytest.param(ImportError("libdb2.so"), NotPermitted, id="a driver that lacks something"),
        pytest.param(Busy("Somebody is there."), Busy, id="ours"),
        pytest.param(ValueError("7"), ValueError, id="nobody's"),
    ],
)
def test_what_leaves_a_database_as_an_error(error: Exception, told: type[Exception]) -> None:
    with pytest.raises(told) as caught, database(PLACES["a sandbox"]).told():
        raise error
    assert (caught.value is error) is (told is ValueError or isinstance(error, SyncerError))


@pytest.mark.parametrize(
    "url, told, remedy",
    [
        pytest.param(
            None,
            "The variable MALL_URL, which holds the URL of staging, is not set or empty.",
            "Set MALL_URL; there is no other place that a URL is taken from.",
            id="no URL",
        ),
        pytest.param(
            "mall",
            "What MALL_URL holds is not a database URL.",
            "It looks like `postgresql://user:password@host/database` or `sqlite:////path`.",
            id="no database's",
        ),
        pytest.param(
            "mssql://mall",
            "MALL_URL names a database of a kind that this version cannot serve.",
            "It serves Db2, Derby, Oracle, PostgreSQL, SQLite.",
            id="an engine that nobody knows",
        ),
        pytest.param(
            "derby://mall",
            "MALL_URL names a database of Derby, and its driver is not installed.",
            "Install it: pip install 'segment-syncer[derby]'",
            id="an engine without its driver",
        ),
    ],
)
def test_what_is_said_of_a_url(url: str | None, told: str, remedy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(DIALECTS, "derby", replace(DIALECTS["derby"], modules=("syncer_has_no_such_module",)))
    monkeypatch.delenv("MALL_URL", raising=False)
    if url:
        monkeypatch.setenv("MALL_URL", url)
    with pytest.raises(NotPermitted) as caught, connect(PLACES["one URL"], Access.READ):
        pass
    assert (str(caught.value), caught.value.remedy) == (told, remedy)


def test_a_driver_that_cannot_be_loaded_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def lacking(_opening: object) -> Engine:
        raise ImportError("libdb2.so")

    monkeypatch.setenv("MALL_URL", "sqlite:////mall")
    monkeypatch.setitem(DIALECTS, "sqlite", replace(DIALECTS["sqlite"], open=lacking))
    with pytest.raises(NotPermitted, match="The driver of SQLite is installed, but it cannot be loaded"):
        connect(PLACES["one URL"], Access.READ).__enter__()
