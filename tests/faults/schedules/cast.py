"""Who plays in a schedule: our apply from three folders, and others; all on one database that is put back each time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
import pytest

from syncer.live.dialects import DIALECTS
from syncer.model.errors import SyncerError
from syncer.model.plan import SavedPlan
from syncer.model.report import Report
from tests.faults.ground import NewWorkshop
from tests.faults.schedules.gates import Conductor, Player, gated
from tests.faults.schedules.rewinding import Rewinding
from tests.faults.schedules.rivals import RIVALS, Session
from tests.lanes.store import Store
from tests.rows import Dump
from tests.workshop import FIRST_USER, Workshop

APPLIES = ("apply", "same", "other")
"""Our own: ``same`` has the plan of ``apply``, ``other`` one that was made at the same time in another folder."""

Choice = Callable[[list[Player]], Player]


class Applying(NamedTuple):
    """A folder with a plan that was saved there."""

    made: Workshop
    saved: SavedPlan

    def apply(self) -> Report | SyncerError:
        """The report, or the error that a person would be told."""
        try:
            return self.made.apply(saved=self.saved)
        except SyncerError as error:
            return error


@dataclass(frozen=True)
class Played:
    """What came of one schedule."""

    ends: dict[str, object]
    """Of an apply its report or its error, of another session how it ended; an exception is a bug."""
    sessions: dict[str, Session]
    """Those of the others."""
    found: Dump
    locks: int
    """Held when everybody was gone."""
    told: list[str]
    """What went on, in order."""
    steps: dict[str, int]

    @property
    def effective(self) -> tuple[str, ...]:
        """Those who changed something."""
        return tuple(name for name, end in self.ends.items() if end == "committed" or has_written(end))


def has_written(end: object) -> bool:
    """Whether an apply says that it wrote."""
    return isinstance(end, Report) and not end.already_applied


class Cast:
    """Plays any of them together, from the same beginning."""

    def __init__(self, applies: dict[str, Applying], rows: dict[str, int], url: str, admin: psycopg.Connection[Any]):
        self.applies = applies
        self._rows, self._url = rows, url
        self._rewinding, self._conductor = Rewinding(admin), Conductor(admin)
        self.length = cache(self._length)

    @property
    def before(self) -> Dump:
        """Every row at the beginning."""
        return self._rewinding.before

    def play(self, names: Sequence[str], choose: Choice) -> Played:
        """Play one schedule. Raises ``Stuck``."""
        self._rewinding.rewind()
        with ExitStack() as stack:
            sessions = {
                name: Session(stack.enter_context(psycopg.connect(self._url)), self._rows)
                for name in names
                if name in RIVALS
            }
            players = [Player(name, self._act(name, sessions)) for name in names]
            told = self._conductor.play(players, choose)
        return Played(
            {player.name: player.outcome for player in players},
            sessions,
            self._rewinding.dump(),
            self._rewinding.locks(),
            told,
            {player.name: player.steps for player in players},
        )

    def _act(self, name: str, sessions: dict[str, Session]) -> Callable[[], object]:
        if name in sessions:
            return lambda: RIVALS[name].play(sessions[name])
        return self.applies[name].apply

    def in_turn(self, names: Sequence[str]) -> Played:
        """Play them one after the other."""
        return self.play(names, lambda ready: min(ready, key=lambda player: names.index(player.name)))

    def _length(self, name: str) -> int:
        """How many steps a session has when it is alone."""
        return self.in_turn([name]).steps[name]


@contextmanager
def cast_on(new: NewWorkshop, folder: Path) -> Iterator[Cast]:
    """All of them, on a server that belongs to this process."""
    made = new(folder / "apply")
    assert isinstance(made.elsewhere, Store)
    store = made.elsewhere
    # At once, and always by the session that closes a ring of waiting ones.
    store.execute(f"ALTER DATABASE {store.engine.url.database} SET deadlock_timeout = '1ms'")
    same, other = (Workshop(folder / name, store) for name in ("same", "other"))
    for one in (same, other):
        (one.root / "catalog").mkdir(parents=True)
        one.declare(empty_segment_means="everybody")
    _begin(made)
    for one in (same, other):
        _write_what_is_there(one)
    _want(made)
    _want(same)
    _want_otherwise(other)
    plans = {name: one.plan("adoption") for name, one in zip(APPLIES, (made, same, other), strict=True)}
    assert not any(plan.is_blocked for plan in plans.values()), [plan.open_refusals for plan in plans.values()]
    applies = {name: Applying(one, plans[name]) for name, one in zip(APPLIES, (made, same, other), strict=True)}
    rows = {id: made.row_of(name) for id, name in _NAMES.items()}
    url = store.engine.url.set(drivername="postgresql").render_as_string()
    dialect = DIALECTS["postgresql"]
    with (
        psycopg.connect(url, autocommit=True) as admin,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setitem(DIALECTS, "postgresql", replace(dialect, open=gated(dialect.open)))
        made.plan()  # the first engine is the one whose compiled statements all others share
        yield Cast(applies, rows, url, admin)


# What is there, and what is wanted

_NAMES = {
    "gold": "Gold members",
    "silver": "Silver members",
    "bronze": "Bronze members",
    "old": "Old members",
    "held": "Held until it has members",
    "filled": "Held until now",
    "repeat": "Repeat Customers",
    "unmanaged": "Clicked Campaign",
}
_HELD = ("held", "filled")
_GOLD = {"translations": {"fr_FR": {"description": "Membres or."}}}


def _begin(made: Workshop) -> None:
    """Segments that we wrote, two of them held, and members."""
    made.declare()
    _write_what_is_there(made)
    for id in _HELD:
        made.remove(f"aurora/{id}")
    made.apply()
    made.declare(empty_segment_means="everybody")
    _write_what_is_there(made)
    made.apply()
    for id, users in (("gold", range(4)), ("silver", range(2, 5)), ("filled", range(1))):
        for user in users:
            made.sql(
                "INSERT INTO mbrgrpmbr (member_id, mbrgrp_id) VALUES (?, ?)",
                FIRST_USER + user,
                made.row_of(_NAMES[id]),
            )


def _write_what_is_there(made: Workshop) -> None:
    made.write("aurora/gold", _NAMES["gold"], "Tier gold.", **_GOLD)
    for id in ("silver", "bronze", "old", *_HELD):
        made.write(f"aurora/{id}", _NAMES[id])


def _want(made: Workshop) -> None:
    """Every kind of change: with rows of the store, and with rows of our own alone."""
    made.write("aurora/new-1", "New one", "Filled weekly.")
    made.write("aurora/new-2", "New two", translations={"de_DE": {"description": "Neue."}})
    made.write("aurora/gold", _NAMES["gold"], "Tier gold, by points.", **_GOLD)
    made.write("aurora/silver", _NAMES["silver"], allowExport=True, translations={"de_DE": {"description": "Silber."}})
    made.write("aurora/bronze", _NAMES["bronze"], protected=True)
    made.write("aurora/old", _NAMES["old"], lifecycle="released")
    made.write("aurora/registered", "Registered Customers", "Everybody with an account.")
    made.write("aurora/repeat", _NAMES["repeat"], f"Made by hand: {_NAMES['repeat']}.")


def _want_otherwise(made: Workshop) -> None:
    """Another branch: one segment of the same name, one that is changed to something else, and one of its own."""
    made.write("aurora/new-1", "New one", "Filled by hand.")
    made.write("aurora/gold", _NAMES["gold"], "Tier gold, by years.", **_GOLD)
    made.write("borealis/guides", "Mountain Guides")
