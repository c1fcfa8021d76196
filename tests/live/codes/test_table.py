"""The table of codes: no row without a source, and what a source on this machine says is there."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest

from syncer.live.dialects.codes import CLIDRIVER, CODES, DERBY_JAR, ERRCODES, ORACLEDB, OURS, Code, meaning
from syncer.live.dialects.trouble import derby_trouble, postgresql_trouble
from tests.faults.errors.built import DRIVERS, Moment, built, require_driver
from tests.figures import Tell

GOLDEN = Path(__file__).parents[1] / "golden" / "codes.txt"


def of(source: str) -> list[Code]:
    return [code for code in CODES if code.source == source]


def text_of(path: str | Path) -> str:
    if not Path(path).is_file():
        pytest.skip(f"{path} is not installed")
    return Path(path).read_text(encoding="utf-8", errors="replace")


def package(name: str) -> Path:
    found = find_spec(name)
    if found is None or found.origin is None:
        pytest.skip(f"{name} is not installed")
    return Path(found.origin)


def test_the_table(tell: Tell) -> None:
    assert len(CODES) >= 60
    assert len({(code.engine, code.code) for code in CODES}) == len(CODES)
    assert {code.engine for code in CODES} == DRIVERS.keys()
    assert all(code.source and code.what for code in CODES)
    for engine in DRIVERS:
        rows = [code for code in CODES if code.engine == engine]
        provoked = sum(code.source.startswith("provoked") for code in rows)
        pages = sum("://" in code.source for code in rows)
        tell("Codes by meaning", engine, rows=len(rows), provoked=provoked, pages=pages)


def test_every_row_is_as_reviewed() -> None:
    rows = [f"{one.engine} {one.code}: {one.trouble.name}, {one.what} ({one.source})" for one in CODES]
    assert "\n".join(rows) + "\n" == GOLDEN.read_text(encoding="utf-8")


@pytest.mark.parametrize("engine", DRIVERS)
@pytest.mark.parametrize("moment", Moment)
def test_each_row_is_found_in_an_error_as_the_driver_builds_it(engine: str, moment: Moment) -> None:
    require_driver(engine)
    for code in (code for code in CODES if code.engine == engine):
        assert DRIVERS[engine].trouble(built(code, moment)) is code.trouble, code


@pytest.mark.parametrize("engine", DRIVERS)
def test_what_is_not_the_drivers_is_not_sorted(engine: str) -> None:
    require_driver(engine)
    assert DRIVERS[engine].trouble(ValueError("SQLSTATE=40001 SQLCODE=-911 SQLITE_BUSY ORA-00060")) is None


def test_of_a_chain_of_errors_the_last_cause_says_most() -> None:
    require_driver("derby")
    from syncer.live.derby.errors import DatabaseError

    busy, retry = meaning("derby", ("40XL1",)), meaning("derby", ("40001",))
    assert busy is not retry
    assert derby_trouble(DatabaseError("", "40XL1", causes=("XJ001", "40001"))) is retry
    assert derby_trouble(DatabaseError("", "XJ001", causes=("40001", "40XL1"))) is busy
    assert derby_trouble(DatabaseError("", "40XL1")) is meaning("derby", ("40XL1",))
    assert derby_trouble(DatabaseError("")) is OURS


def test_what_psycopg_says_of_itself_is_our_fault() -> None:
    require_driver("postgresql")
    from psycopg import OperationalError, ProgrammingError

    assert postgresql_trouble(ProgrammingError("the connection is lost")) is OURS
    assert postgresql_trouble(OperationalError("whatever it is")) is meaning("postgresql", ("no SQLSTATE",))


_WORDS = [code for code in CODES if " " in code.code]


@pytest.mark.parametrize("code", _WORDS, ids=lambda code: f"{code.engine} {code.code}")
def test_words_are_those_of_one_engine_and_in_their_order(code: Code) -> None:
    parts = code.code.split("...")
    assert meaning(code.engine, (), f"So: {' and '.join(parts)}.") is code.trouble
    assert meaning(code.engine, ("no code",), "".join(parts)) is code.trouble
    assert meaning("another", (), "".join(parts)) is OURS
    if len(parts) > 1 and all(parts):
        assert meaning(code.engine, (), "".join(reversed(parts))) is OURS


def test_a_stranger_can_print_it() -> None:
    command = [sys.executable, "-m", "tests.faults.errors", "--table"]
    printed = subprocess.run(command, capture_output=True, text=True, cwd=Path(__file__).parents[3], check=True).stdout
    assert len(printed.splitlines()) == len(CODES) + 1


def test_names_of_sqlite() -> None:
    names = [code.code for code in CODES if code.engine == "sqlite" and code.code.startswith("SQLITE_")]
    assert all(hasattr(sqlite3, name) for name in names)


def test_states_of_postgresql() -> None:
    text = text_of("/usr/share/postgresql/15/errcodes.txt")
    assert all(re.search(rf"(?m)^{code.code}", text) for code in of(ERRCODES))


def test_states_of_derby() -> None:
    jar = Path("/usr/share/java/derby.jar")
    if not jar.is_file():
        pytest.skip("Derby is not installed")
    with zipfile.ZipFile(jar) as opened:
        names = [name for name in opened.namelist() if re.search(r"/loc/m\d+_en\.properties$", name)]
        text = "\n".join(opened.read(name).decode("latin-1") for name in names)
    assert all(re.search(rf"(?m)^{code.code}\w*[.=]", text) for code in of(DERBY_JAR))


def test_codes_of_db2() -> None:
    text = text_of(package("ibm_db").parent / "clidriver" / "msg" / "en_US.iso88591" / "db2sqlh.mo")
    for code in of(CLIDRIVER):
        number, _, reason = code.code.partition(" ")
        if number.startswith("-"):
            explained = re.search(rf"\nSQL{number[1:].zfill(4)}[NC] .*?\nUser response", text, re.DOTALL)
            assert explained, code
            assert f"\n{reason}\n" in explained[0] or not reason, code
        else:
            assert re.search(rf"sqlstate: .*\b{number}", text), code


def test_codes_of_oracledb() -> None:
    text = text_of(package("oracledb").parent / "errors.py")
    for code in of(ORACLEDB):
        number = int(code.code.split("-")[1])
        assert re.search(rf"\b{number}\d{{{0 if number > 9 or code.code.startswith('ORA') else 3}}}\b", text), code
