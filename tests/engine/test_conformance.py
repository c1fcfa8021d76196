"""Conformance: every check passes where an engine behaves, and each one goes red where something is wrong."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, bindparam, literal_column, or_, select, text
from sqlalchemy import update as sa_update

import syncer.live.write
from syncer.cli.exits import Exit
from syncer.cli.main import run
from syncer.desired.conformance_file import read_conformance
from syncer.engine.conformance.bench import VICTIM, Bench, NotRun, Pace, Unexpected, furnish, in_scratch
from syncer.engine.conformance.conform import Trial, conform
from syncer.engine.conformance.deleting import delete_race
from syncer.engine.conformance.killing import NO_WAY, kill
from syncer.engine.conformance.locking import escalation, ids, lock
from syncer.engine.conformance.writing import conflict, create, update
from syncer.live.connect import Database
from syncer.live.dialects import DIALECTS
from syncer.live.dialects.derby import DERBY
from syncer.live.dialects.dialect import ParentLock
from syncer.live.journal import Head
from syncer.live.scratch import claim
from syncer.live.statements import Statement
from syncer.live.tables import keys, mbrgrpdesc, xsynchead
from syncer.model.conformance import NEEDED, Check, Conformance, Outcome
from syncer.model.environment import DatabaseUrl
from syncer.model.errors import Interrupted, NotPermitted, SyncerError
from syncer.render.command_json import conformance_json
from syncer.sandbox.commerce import Profile, commerce_tables
from tests.builders import environment
from tests.cli.running import clean
from tests.figures import Tell
from tests.lanes.fixtures import only_on
from tests.lanes.lane import Lane

VARIABLE = "SITE_URL"
SCHEMA = "scratch"
QUICK = Pace(sizes=(1, 20), rounds=1, patience=0.3)
"""The command itself waits longer and goes up to 5,000 changes."""
PATIENT = replace(QUICK, patience=5)
"""Where nobody waits, nobody has to be waited for: a fault shows, however slow the machine is."""


@dataclass(frozen=True)
class Site:
    """A catalog repository with one environment, whose database has an empty schema."""

    root: Path
    lane: Lane
    administrator: Engine

    @property
    def pace(self) -> Pace:
        """A second process has to know of the lane as well; or it cannot open the database, and Java need not start."""
        match self.lane.name:
            case "db2":
                return replace(QUICK, victim=(sys.executable, "-m", "tests.engine.db2_victim"))
            case "derby":
                return replace(QUICK, victim=(sys.executable, "-c", f"print('{NO_WAY}: somebody has booted it')"))
            case _:
                return QUICK

    def tables(self) -> set[str]:
        """What the schema holds."""
        system = self.lane.dialect.system
        with self.administrator.begin() as connection:
            found = connection.execute(text(str(system.contents)), {"schema": self.lane.dialect.fold(SCHEMA)})
            return {str(row[0]).strip().lower() for row in found}


def in_repository(root: Path) -> Path:
    """A catalog repository with one environment: a production, for all that anybody knows."""
    for folder in ("catalog", "environments"):
        (root / folder).mkdir()
    lines = (f"url_env: {VARIABLE}", "role: production", "catalog: main", "stores: {a: A}", "default_language: en_US")
    (root / "environments" / "site.yaml").write_text("\n".join(lines))
    return root


@pytest.fixture
def site(lane: Lane | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    assert lane
    url, administrator = lane.new_database()
    owner = "" if lane.name == "postgresql" else f" AUTHORIZATION {lane.login}"
    with administrator.begin() as connection:
        connection.exec_driver_sql(f"CREATE SCHEMA {SCHEMA}{owner}")
    monkeypatch.setenv(VARIABLE, url)
    monkeypatch.setitem(DIALECTS, lane.dialect.name, lane.dialect)
    yield Site(in_repository(tmp_path), lane, administrator)
    administrator.dispose()


@only_on("postgresql", "derby", "db2")
def test_every_check_passes_where_an_engine_behaves(site: Site, tell: Tell) -> None:
    """Derby in this process cannot be opened by another one, and so no run be killed."""
    began = time.monotonic()
    found = conform(site.root, "site", SCHEMA, pace=site.pace)
    outcomes = {check.name: (check.outcome, check.seen) for check in found.checks}
    alone = {"kill"} if site.lane.name == "derby" else set()
    assert {name for name, (outcome, _) in outcomes.items() if outcome is not Outcome.PASSED} == alone, outcomes
    assert list(outcomes) == [*NEEDED, "escalation-1", "escalation-20"]
    assert set(found.missing) == alone
    assert found.engine == site.lane.name
    assert (found.kept, site.tables()) == ((), set())
    tell("Conformance", site.lane.dialect.title, checks=len(outcomes), seconds=round(time.monotonic() - began))


# Each check on a planted fault


@dataclass
class Planting:
    """A scratch schema that several checks are tried in, each on a fault of its own."""

    bench: Bench
    patch: pytest.MonkeyPatch

    def with_lock(self, lock: ParentLock | None) -> Bench:
        scratch = self.bench.scratch
        return replace(self.bench, scratch=replace(scratch, dialect=replace(scratch.dialect, parent_lock=lock)))


@pytest.fixture(scope="module")
def furnished(lane_of: Callable[[str], Lane | None], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """The tables of a store in a schema of PostgreSQL, made once."""
    lane = lane_of("postgresql")
    assert lane
    url, administrator = lane.new_database()
    with administrator.begin() as connection:
        connection.exec_driver_sql(f"CREATE SCHEMA {SCHEMA}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, url)
        where = environment(target=DatabaseUrl(VARIABLE), name="site")
        root = in_repository(tmp_path_factory.mktemp("site"))
        with claim(where, in_scratch(where, SCHEMA)) as scratch:
            bench = Bench(root, scratch, commerce_tables(Profile.NINE), PATIENT)
            furnish(bench)
            yield bench
    administrator.dispose()


@pytest.fixture
def planting(furnished: Bench, lane_name: str, monkeypatch: pytest.MonkeyPatch) -> Planting:
    return Planting(furnished, monkeypatch)


def plant_another_member_type(planting: Planting) -> None:
    planting.patch.setattr("syncer.live.statements.GROUP_TYPE", "O")


def plant_counters_that_stand_still(planting: Planting) -> None:
    planting.patch.setattr("syncer.live.statements._next", lambda live, row: live.counters.get(row) or 0)


def plant_updates_of_whatever_is_there(planting: Planting) -> None:
    def careless(columns: tuple[str, ...], counter_is_null: bool, description_is_null: bool) -> Any:
        seen = [] if counter_is_null else [mbrgrpdesc.c.optcounter == bindparam("seen_counter")]
        seen += [] if description_is_null else [mbrgrpdesc.c.description == bindparam("seen_description")]
        return sa_update(mbrgrpdesc).where(
            mbrgrpdesc.c.mbrgrp_id == bindparam("seen_id"),
            mbrgrpdesc.c.language_id == bindparam("seen_language"),
            or_(mbrgrpdesc.c.displayname == bindparam("seen_displayname"), literal_column("1 = 1"), *seen),
        )

    planting.patch.setattr("syncer.live.templates.update_text", careless)


def plant_updates_that_trust_the_counter(planting: Planting) -> None:
    """Right as long as everybody counts."""

    def trusting(columns: tuple[str, ...], counter_is_null: bool, description_is_null: bool) -> Any:
        seen = [] if description_is_null else [mbrgrpdesc.c.description == bindparam("seen_description")]
        return sa_update(mbrgrpdesc).where(
            mbrgrpdesc.c.mbrgrp_id == bindparam("seen_id"),
            mbrgrpdesc.c.language_id == bindparam("seen_language"),
            mbrgrpdesc.c.optcounter == bindparam("seen_counter"),
            or_(mbrgrpdesc.c.displayname == bindparam("seen_displayname"), literal_column("1 = 1"), *seen),
        )

    planting.patch.setattr("syncer.live.templates.update_text", trusting)


def plant_a_lock_that_is_not_taken(planting: Planting) -> None:
    def look(connection: Connection, database: Database) -> Head:
        head = connection.execute(select(xsynchead)).one()
        return Head(int(head.last_run), int(head.last_seq), head.last_hash)

    planting.patch.setattr("syncer.live.journal.take_lock", look)
    # The second run goes in and out between two looks.
    planting.patch.setattr("syncer.engine.conformance.locking._MOMENT", 5)


def plant_a_commit_before_the_end(planting: Planting) -> None:
    planting.bench = replace(planting.bench, pace=replace(PATIENT, victim=(sys.executable, "-c", _COMMITTING)))


_COMMITTING = """
import syncer.live.write
from syncer.engine.conformance.victim import main
write = syncer.live.write.run
def run(connection, statements):
    write(connection, statements)
    connection.connection.commit()
syncer.live.write.run = run
main()
"""


def plant_a_process_that_breaks(planting: Planting) -> None:
    planting.bench = replace(planting.bench, pace=replace(PATIENT, victim=(sys.executable, "-c", "1 / 0")))


def plant_ids_that_are_read_and_then_written(planting: Planting) -> None:
    def block(connection: Connection, _environment: object, _space: object, keys_id: int, count: int) -> range:
        mine = keys.c.keys_id == keys_id
        counter = int(connection.execute(select(keys.c.counter).where(mine)).scalar_one()) + count + 1
        connection.execute(sa_update(keys).where(mine).values(counter=counter))
        return range(counter - count, counter)

    planting.patch.setattr("syncer.live.keys._block", block)


def plant_no_parent_lock(planting: Planting) -> None:
    planting.bench = planting.with_lock(None)


def plant_a_lock_that_keeps_no_child_out(planting: Planting) -> None:
    """On PostgreSQL an UPDATE of a parent lets children in."""
    planting.bench = planting.with_lock(DERBY.parent_lock)


def plant_a_lock_of_the_whole_table(planting: Planting) -> None:
    planting.bench = replace(planting.bench, pace=QUICK)
    write = syncer.live.write.run

    def run(connection: Connection, statements: Iterable[Statement]) -> None:
        write(connection, statements)
        connection.connection.cursor().execute(f"LOCK TABLE {SCHEMA}.member IN EXCLUSIVE MODE")

    planting.patch.setattr("syncer.live.write.run", run)


@only_on("postgresql")
@pytest.mark.parametrize(
    "check, plant, seen",
    [
        pytest.param(create, plant_another_member_type, "MEMBER holds other rows", id="create: another type of member"),
        pytest.param(
            update,
            plant_counters_that_stand_still,
            "of the text changed: DESCRIPTION$",
            id="update: counters stand still",
        ),
        pytest.param(
            conflict, plant_updates_of_whatever_is_there, "was written over", id="conflict: no condition on the row"
        ),
        pytest.param(
            conflict, plant_updates_that_trust_the_counter, "was written over", id="conflict: none on its content"
        ),
        pytest.param(kill, plant_a_commit_before_the_end, "left rows", id="kill: committed too early"),
        pytest.param(kill, plant_a_process_that_breaks, "did not come to its COMMIT", id="kill: nobody to be killed"),
        pytest.param(ids, plant_ids_that_are_read_and_then_written, "given to two", id="ids: no compare and swap"),
        pytest.param(delete_race, plant_no_parent_lock, "is gone, and nobody was told", id="delete-race: no lock"),
        pytest.param(
            delete_race, plant_a_lock_that_keeps_no_child_out, "is gone, and nobody", id="delete-race: another's lock"
        ),
        pytest.param(
            partial(escalation, size=2),
            plant_a_lock_of_the_whole_table,
            "somebody had to wait",
            id="escalation: a table",
        ),
        # The last one: our own tables are of no use to anybody afterwards.
        pytest.param(lock, plant_a_lock_that_is_not_taken, "a second run was let in", id="lock: not taken"),
    ],
)
def test_a_check_goes_red(
    planting: Planting, check: Callable[[Bench], str], plant: Callable[[Planting], None], seen: str
) -> None:
    plant(planting)
    with pytest.raises(Unexpected, match=seen):
        check(planting.bench)


# Around the checks


def trial(act: Callable[[Bench], str]) -> Callable[[Pace], list[Trial]]:
    return lambda pace: [Trial("create", "It can be tried.", act)]


def conform_with(
    site: Site, act: Callable[[Bench], str], patch: pytest.MonkeyPatch, *, keep: bool = False
) -> Conformance:
    """Only one check, which does this."""
    patch.setattr("syncer.engine.conformance.conform.trials", trial(act))
    return conform(site.root, "site", SCHEMA, pace=site.pace, keep=keep)


@only_on("postgresql")
def test_a_check_that_breaks_has_failed_and_nothing_stays(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_down(bench: Bench) -> str:
        raise RuntimeError("postgresql://user:password@host")

    found = conform_with(site, break_down, monkeypatch)
    assert [(check.outcome, check.seen) for check in found.checks] == [(Outcome.FAILED, "it broke with RuntimeError")]
    assert found.verdict is Outcome.FAILED
    assert site.tables() == set()


@only_on("postgresql")
def test_who_interrupts_leaves_nothing(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(bench: Bench) -> str:
        assert "xsynchead" in site.tables()
        signal.raise_signal(signal.SIGTERM)
        return "never"

    with pytest.raises(Interrupted):
        conform_with(site, stop, monkeypatch)
    assert site.tables() == set()


@only_on("postgresql")
def test_who_interrupts_is_told_of_the_tables_that_are_kept(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(bench: Bench) -> str:
        signal.raise_signal(signal.SIGINT)
        return "never"

    with pytest.raises(Interrupted) as raised:
        conform_with(site, stop, monkeypatch, keep=True)
    assert "Tables that are still in scratch: DMELEMENT, " in raised.value.remedy


@only_on("postgresql")
def test_who_interrupts_while_others_are_to_fail_leaves_nothing(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """As where a member is loaded into a group that is gone: an error is what is waited for."""

    def wait(bench: Bench) -> str:
        with suppress(SyncerError):
            signal.raise_signal(signal.SIGTERM)
        return "seen"

    with pytest.raises(Interrupted):
        conform_with(site, wait, monkeypatch)
    assert site.tables() == set()


@only_on("postgresql")
def test_tables_may_be_kept_and_keep_the_next_one_away(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    found = conform_with(site, lambda bench: "seen", monkeypatch, keep=True)
    assert {"MBRGRPMBR", "MEMBER", "XSYNCHEAD"} < set(found.kept)
    before = site.tables()
    with pytest.raises(NotPermitted, match="is not empty"):
        conform(site.root, "site", SCHEMA)
    assert site.tables() == before


@only_on("postgresql")
def test_what_cannot_be_dropped_is_told(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def refer(bench: Bench) -> str:
        with site.administrator.begin() as connection:
            connection.exec_driver_sql(f"CREATE TABLE {SCHEMA}.theirs (a BIGINT REFERENCES {SCHEMA}.member)")
        return "seen"

    found = conform_with(site, refer, monkeypatch)
    assert found.kept == ("MEMBER",)
    assert {table for table in site.tables() if not table.endswith("key")} >= {"member", "theirs"}


def pass_(bench: Bench) -> str:
    return "it was seen"


def fail(bench: Bench) -> str:
    raise Unexpected("something else was seen")


def do_not_run(bench: Bench) -> str:
    raise NotRun("nobody could")


@only_on("postgresql")
@pytest.mark.parametrize("columns", [80, 40])
@pytest.mark.parametrize(
    "act, code, told",
    [
        pytest.param(pass_, Exit.DONE, "1 check: 1 passed.", id="passed"),
        pytest.param(fail, Exit.FAILED, "1 check: 1 failed.", id="failed"),
        pytest.param(do_not_run, Exit.DIFFERENT, "1 check: 1 could not be run.", id="not run"),
    ],
)
def test_how_the_command_ends(
    site: Site,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    act: Callable[[Bench], str],
    code: Exit,
    told: str,
    columns: int,
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setattr("syncer.engine.conformance.conform.trials", trial(act))
    monkeypatch.setattr("syncer.engine.conformance.conform.furnish", lambda bench: None)
    command = ["-C", str(site.root), "conformance", "site", "--scratch-schema", SCHEMA]
    assert run(command) == code
    page = capsys.readouterr().out
    assert told in page
    file = site.root / "conformance-postgresql.json"
    written = file.read_text()
    found = read_conformance(file)
    assert found.verdict is {Exit.DONE: Outcome.PASSED, Exit.FAILED: Outcome.FAILED}.get(code, Outcome.NOT_RUN)
    for secret in (str(site.lane.login), "127.0.0.1", "postgresql:", SCHEMA, str(site.root)):
        assert secret not in written
    assert run([*command, "--format", "json", "--out", "other.json"]) == code
    assert capsys.readouterr().out == (site.root / "other.json").read_text()


@only_on("postgresql")
def test_where_no_file_can_be_written_nothing_is_tried(
    site: Site, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made: list[Bench] = []
    monkeypatch.setattr("syncer.engine.conformance.conform.trials", trial(pass_))
    monkeypatch.setattr("syncer.engine.conformance.conform.furnish", made.append)
    command = ["-C", str(site.root), "conformance", "site", "--scratch-schema", SCHEMA, "--out", "nowhere/one.json"]
    assert run(command) == Exit.NOT_PERMITTED
    assert "one.json cannot be written: No such file" in capsys.readouterr().err
    assert made == []


@only_on("postgresql")
def test_what_was_seen_is_told_where_its_file_cannot_be_written_any_more(
    site: Site, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = site.root / "results"
    folder.mkdir()
    monkeypatch.setattr("syncer.engine.conformance.conform.trials", trial(pass_))
    monkeypatch.setattr("syncer.engine.conformance.conform.furnish", lambda bench: folder.rmdir())
    command = ["-C", str(site.root), "conformance", "site", "--scratch-schema", SCHEMA, "--out", "results/one.json"]
    assert run(command) == Exit.NOT_PERMITTED
    said = capsys.readouterr()
    assert "1 check: 1 passed." in said.out
    assert "one.json cannot be written" in said.err
    assert "Saved" not in said.err


@only_on("postgresql")
def test_doctor_believes_the_file(
    site: Site, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = site.root / "conformance-postgresql.json"
    settings = site.root / "environments" / "site.yaml"
    settings.write_text(f"{settings.read_text()}\nconformance: {file.name}\n")
    checks = tuple(Check(name, "It holds.", Outcome.PASSED, "It was seen.", 0) for name in NEEDED)
    result = Conformance("postgresql", "15", "psycopg 3", "0.1.0", "3.11", "2026-11-22T08:00:00+00:00", checks)

    def found() -> str:
        run(["-C", str(site.root), "doctor", "site"])
        return re.sub(r"\s+", " ", capsys.readouterr().out)

    assert "shows nothing: it cannot be read" in found()
    file.write_text(conformance_json(result))
    assert "+ conformance Passed on 2026-11-22 with version 0.1.0, on 15." in found()
    file.write_text(file.read_text().replace("It was seen", "It was seen!"))
    assert "it was altered after it was written" in found()


@only_on("postgresql")
def test_a_login_that_may_make_nothing_is_told_so(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    with site.administrator.begin() as connection:
        connection.exec_driver_sql("CREATE ROLE nobody_special LOGIN")
        connection.exec_driver_sql(f"GRANT USAGE ON SCHEMA {SCHEMA} TO nobody_special")
    monkeypatch.setenv(
        VARIABLE, site.administrator.url.set(username="nobody_special").render_as_string().replace("+psycopg", "")
    )
    with pytest.raises(NotPermitted, match="cannot be opened or written with these rights"):
        conform(site.root, "site", SCHEMA)
    assert site.tables() == set()


def test_the_process_that_is_killed_takes_no_module_from_where_it_is_begun(tmp_path: Path) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit(7)")
    ended = subprocess.run(VICTIM, cwd=tmp_path, env=clean(), input="", capture_output=True, text=True, check=False)
    assert "JSONDecodeError" in ended.stderr
