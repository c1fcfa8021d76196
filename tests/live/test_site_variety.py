"""Sites differ: in schemas, columns, types, triggers and clocks. What we do is the same on all of them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from syncer.desired.texts import DESCRIPTION_BYTES, NAME_BYTES
from syncer.engine.doctor import doctor
from syncer.engine.setup import setup
from syncer.live.dialects import DIALECTS
from syncer.model.errors import Failed, Invalid, NotPermitted
from syncer.model.report import SetupReport
from tests.lanes.fixtures import every_lane, not_on, only_on, other_lanes
from tests.lanes.lane import Lane
from tests.live.odd_site import NARROW, OURS, STORE, OddSite, declare, odd_site
from tests.membership import Watch
from tests.workspace import GOLD, NAME, TEXT, Workspace, moment

pytestmark = other_lanes  # SQLite has no schemas

OWN = ("XSYNCSEGMENT", "XSYNCRUN", "XSYNCCHANGE", "XSYNCHEAD")
FILLING = ("o", "é", "金", "\U00020000")
SECOND = timedelta(seconds=1)
GROUP = f"FROM {STORE}.mbrgrp WHERE mbrgrpname = ?"
COUNTERS = (
    f"SELECT g.optcounter, d.optcounter FROM {STORE}.mbrgrp g"
    f" JOIN {STORE}.mbrgrpdesc d ON d.mbrgrp_id = g.mbrgrp_id WHERE g.mbrgrpname = ?"
)


@pytest.fixture(scope="module")
def made(
    lane_name: str, lane_of: Callable[[str], Lane | None], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[OddSite, SetupReport]]:
    lane = lane_of(lane_name)
    assert lane
    site, report = odd_site(lane, tmp_path_factory.mktemp("odd"))
    yield site, report
    for one in (site.store, site.decoys):
        one.engine.dispose()


@pytest.fixture
def site(made: tuple[OddSite, SetupReport]) -> Iterator[OddSite]:
    """The odd site, as it was made. Nothing is ever written into the login's own schema."""
    site, _ = made
    site.store.restore()
    before = site.decoys.dump()
    yield site
    assert site.decoys.dump() == before


@pytest.fixture
def odd(site: OddSite, tmp_path: Path, watch: Watch, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    workspace = site.workspace(tmp_path / "odd", watch, monkeypatch)
    watch.opened(site.store)
    return workspace


def settled(workspace: Workspace) -> bool:
    return not workspace.plan().changes and workspace.drift().is_in_sync


# Schemas and columns


def test_setup_makes_our_tables_in_their_schema_whatever_lies_in_the_logins(
    made: tuple[OddSite, SetupReport],
) -> None:
    site, report = made
    assert report.created == OWN
    assert site.store.execute(f"SELECT catalog_name, last_run FROM {OURS}.xsynchead") == [("main", 0)]


def test_a_life_on_an_odd_site(odd: Workspace, lane_name: str) -> None:
    """Three schemas, no export flags, a name of a KEYS row in a padded column, and a column that nobody may write."""
    upper = f"SELECT up_mbrgrpname {GROUP}"
    odd.segment(allowExport=True, description=TEXT, translations={"fr_FR": {"description": "Les plus fidèles."}})
    plan = odd.plan()
    assert [change.verb for change in plan.changes] == ["create"]
    assert plan.standing.not_carried == ((GOLD, "allowExport"),)
    odd.apply(plan)
    assert odd.value(upper, NAME) == NAME.upper()
    odd.edit(f"UPDATE {STORE}.mbrgrpdesc SET description = 'Edited.' WHERE description = ?", TEXT)
    assert [one.field for one in odd.drift().findings] == ["description"]
    assert [one.verb for one in odd.apply(accept=["drift"]).outcomes] == ["updated"]
    assert odd.value(upper, NAME) == NAME.upper()
    with pytest.raises(DBAPIError), odd.session() as say:
        say(f"UPDATE {STORE}.mbrgrp SET up_mbrgrpname = 'x' WHERE mbrgrpname = ?", NAME)
    declare(odd, schema=STORE, ledger_schema=OURS)  # in small letters this time
    assert setup(odd.root, "staging").created == ()
    assert settled(odd)
    findings = doctor(odd.root, "staging").findings
    told = {one.code: one.found for one in findings}
    (keys,) = (one.details for one in findings if one.code == "foreign-keys")
    assert all("rows not counted" not in line or "MEMBER_ID" in line for line in keys), "counted in the store's schema"
    fold = DIALECTS[lane_name].fold
    assert f"schema {fold(STORE)}; our own tables in {fold(OURS)}." in told["identity"]
    assert "plain-upper-name" not in told
    assert "rows of the journal, each linked" in told["ledger"]


def test_a_ledger_in_another_schema_is_no_ledger(odd: Workspace, lane_name: str) -> None:
    odd.segment()
    declare(odd, ledger_schema=None)  # then ours are expected beside the store's
    assert odd.plan().target is None
    with pytest.raises(NotPermitted, match="none of our own tables yet"):
        odd.apply()
    declare(odd, ledger_schema="public" if lane_name == "postgresql" else "app")
    with pytest.raises(NotPermitted, match="have format 99"):
        odd.plan()


@not_on("oracle")  # the lane does not sort the errors of H2
def test_a_schema_that_is_not_there_is_told(odd: Workspace) -> None:
    declare(odd, schema="NOWHERE")
    with pytest.raises(NotPermitted, match="not a database of Commerce") as told:
        odd.plan()
    assert "`schema`" in (told.value.remedy or "")


@not_on("oracle")  # for the same reason
def test_what_does_not_fit_into_a_column_of_the_site_rolls_everything_back(odd: Workspace) -> None:
    odd.segment("aurora/fits", "x" * NARROW)
    odd.segment("aurora/too-long", "y" * (NARROW + 1))
    before = odd.store_rows()
    with pytest.raises(Failed, match=r"refused a statement .*Everything was rolled back"):
        odd.apply()
    assert odd.store_rows() == before
    assert {change.verb for change in odd.plan(hold=["aurora/too-long"]).changes} == {"create"}


# Names


@every_lane
def test_texts_that_fill_their_columns_to_the_last_byte(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of one to four bytes a character, whatever encoding PostgreSQL's client would choose by itself."""
    workspace.place()
    with monkeypatch.context() as patch:
        patch.setenv("PGCLIENTENCODING", "LATIN1")
        for turn, verb in enumerate(("created", "updated")):
            for number, char in enumerate(FILLING):
                words = filled(FILLING[number - turn], DESCRIPTION_BYTES)
                workspace.segment(f"aurora/long-{number}", filled(char, NAME_BYTES), description=words)
            assert [one.verb for one in workspace.apply().outcomes] == [verb] * len(FILLING)
            assert settled(workspace)
    names = {row[0] for row in workspace.rows("SELECT mbrgrpname FROM mbrgrp")}
    assert names >= {filled(char, NAME_BYTES) for char in FILLING}


@only_on("sqlite", "postgresql", "derby")
def test_254_characters_of_more_bytes_are_read_and_never_written(workspace: Workspace) -> None:
    """These columns count characters; on Db2, and mostly on Oracle, they count bytes (reference 3.1)."""
    name = "é" * NAME_BYTES
    workspace.segment()
    workspace.apply()
    workspace.edit("UPDATE mbrgrp SET mbrgrpname = ? WHERE mbrgrpname = 'Legacy Mail Order'", name)
    assert settled(workspace)
    workspace.segment("aurora/long", name)
    with pytest.raises(Invalid) as told:
        workspace.plan()
    assert [problem.code for problem in told.value.problems] == ["too-long"]
    assert "508 bytes" in told.value.problems[0].message


def filled(char: str, size: int) -> str:
    """As many of a character as go into so many bytes of UTF-8, and letters for the rest."""
    times, rest = divmod(size, len(char.encode()))
    text = char * times + "a" * rest
    assert len(text.encode()) == size
    return text


# Counters


@only_on("postgresql", "derby")  # the triggers are those of the database, whoever is its client
def test_the_triggers_of_the_site_count_no_update_of_ours_twice(odd: Workspace) -> None:
    """They count what does not count itself. A counter that was NULL becomes 1."""
    legacy = "Legacy Mail Order"
    assert odd.rows(COUNTERS, legacy) == [(None, None)]
    for count, words in enumerate(("New words.", "Newer words."), start=1):
        odd.segment("aurora/mail", legacy, description=words)
        odd.apply(accept=["adoption"])
        assert odd.rows(COUNTERS, legacy) == [(count, count)]
    assert settled(odd)
    forgets_it = f"UPDATE {STORE}.mbrgrp SET lastupdatedby = 'tool' WHERE mbrgrpname = ?"
    odd.edit(forgets_it, legacy)
    assert odd.rows(COUNTERS, legacy) == [(3, 2)]
    odd.edit(f"UPDATE {STORE}.mbrgrp SET optcounter = 32767 WHERE mbrgrpname = ?", legacy)
    odd.edit(forgets_it, legacy)
    assert odd.rows(COUNTERS, legacy) == [(1, 2)]


# Clocks


@only_on("postgresql", "db2")  # on the others the server is in our own process
def test_lastupdate_is_by_the_clock_of_the_server(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    before = workspace.now()
    workspace.segment()
    with a_client_in("Pacific/Kiritimati", monkeypatch):
        workspace.apply()
    at = moment(workspace.value("SELECT lastupdate FROM mbrgrp WHERE mbrgrpname = ?", NAME))
    written = moment(workspace.value("SELECT max(written_at) FROM xsyncrun"))
    assert before - SECOND < at < before + 60 * SECOND
    assert abs(written - at) < 60 * SECOND


@only_on("postgresql")
def test_a_lastupdate_with_its_zone_is_told_with_it(odd: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where times are written in another way than the driver reads them."""
    odd.segment()
    monkeypatch.setenv("PGDATESTYLE", "German, DMY")
    with a_client_in("Pacific/Kiritimati", monkeypatch):
        odd.apply()
        odd.edit(f"UPDATE {STORE}.mbrgrpdesc SET description = 'Edited.' WHERE description = ?", TEXT)
        (finding,) = odd.drift().findings
    at = datetime.fromisoformat(finding.at or "")
    assert at.tzinfo is not None
    assert abs(at - datetime.now(UTC)) < 60 * SECOND


@contextmanager
def a_client_in(zone: str, patch: pytest.MonkeyPatch) -> Iterator[None]:
    """The machine that we run on is set to another time zone, for PostgreSQL's client also by its own variable."""
    with patch.context() as there:
        there.setenv("TZ", zone)
        there.setenv("PGTZ", zone)
        time.tzset()
        yield
    time.tzset()
