"""One random state on several engines: the same plan, the same end state, and nothing left for a second plan.

The decision is compared to the letter: changes, refusals, drift, what is left alone, and the digest; of the end state
every row of every table, ids, KEYS and our own chain included. ``QUIRKS`` names what an engine does by itself, and
nothing else may differ.

``python -m tests.same_everywhere --examples 500`` tries as many states on each engine; the same seed gives the same.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import hypothesis
import pytest
from hypothesis import HealthCheck, Phase, given

from syncer.engine.apply import apply
from syncer.engine.plan import plan
from syncer.live.dialects import DIALECTS
from syncer.model.errors import SyncerError
from syncer.model.plan import Context, SavedPlan
from syncer.model.report import Report
from syncer.planning.guards import ACCEPTABLE
from syncer.sandbox.commerce import Profile, commerce_tables
from tests.lanes.lane import Lane
from tests.lanes.store import Store
from tests.rows import Dump, Row
from tests.state_shapes import State, fill, insert_state, states
from tests.triple_shapes import write_files

EXAMPLES, SEED = "SAME_EXAMPLES", "SAME_SEED"
"""Variables that say how many states are tried, and which."""

_TEST = Path(__file__).parent / "promises" / "test_same_everywhere.py"
_ENVIRONMENT = "staging"
_VARIABLE = "STORE_URL"
_TARGET = "00000000-0000-4000-8000-000000000000"
"""The id that every database gets instead of its own."""

_TOLD_APART = frozenset({"lastupdate", "written_at", "previous_hash", "row_hash", "last_hash"})
"""Columns that hold a time, or the hash of one."""

_NO_CONTEXT = Context("", "", "")


class Quirk(NamedTuple):
    """What some engines do by themselves."""

    engines: frozenset[str]
    reason: str


QUIRKS: Mapping[str, Quirk] = {
    "nothing": Quirk(frozenset({"oracle"}), "'' is kept as NULL, so neither is told from the other"),
    "no display name": Quirk(frozenset({"oracle"}), "for the same reason DISPLAYNAME cannot be '' there"),
    "padded twin": Quirk(
        frozenset({"derby", "db2"}), "blanks at the end do not count in VARCHAR: two such names are one key"
    ),
    "CHAR": Quirk(frozenset({"postgresql", "derby", "db2", "oracle"}), "CHAR comes back with blanks up to its length"),
    "time": Quirk(frozenset({"sqlite"}), "a time is a text, and is shown as it was written"),
}
"""Each is shown by a test to be so on these engines and on no other."""


@dataclass(frozen=True)
class Answer:
    """What the product said and did about one state on one engine."""

    planned: SavedPlan | SyncerError
    """With everything accepted that may be, where a person does so."""
    without: SavedPlan | SyncerError
    """The same without the segments that are refused."""
    applied: Report | SyncerError
    again: SavedPlan | SyncerError
    rows: Dump

    @property
    def parts(self) -> dict[str, object]:
        """What is compared, under names that a person reads."""
        said = {"plan": self.planned, "plan without": self.without, "apply": self.applied, "second plan": self.again}
        return {
            **{what: _plain(one) for what, one in said.items()},
            **{f"rows of {table}": rows for table, rows in self.rows.items()},
        }


def _plain(said: SavedPlan | Report | SyncerError) -> object:
    """What was said without the time when, and errors by their words."""
    match said:
        case SavedPlan(drift=drift):
            regular = (replace(one, at=one.at and datetime.fromisoformat(one.at).isoformat()) for one in drift)
            return replace(said, context=_NO_CONTEXT, drift=tuple(regular))
        case Report():
            return replace(said, context=_NO_CONTEXT)
        case _:
            return type(said).__name__, said.message, said.remedy


class Stage:
    """The databases of several engines, one of each version of the product's tables."""

    def __init__(self, lanes: Sequence[Lane], root: Path) -> None:
        self._lanes, self._root = lanes, root
        self._stores: dict[tuple[str, Profile], Store] = {}
        (root / "environments").mkdir(parents=True)

    def answers(self, state: State) -> dict[str, Answer]:
        """By engine, what becomes of a state. Whether members are what they were is seen to here."""
        self._declare(state)
        return {lane.name: self._answer(lane, state) for lane in self._lanes}

    def _declare(self, state: State) -> None:
        settings = {
            "url_env": _VARIABLE,
            "role": "staging",
            "catalog": "main",
            "stores": {"aurora": "Aurora", "borealis": "Borealis"},
            "default_language": "en_US",
            **state.settings,
        }
        file = self._root / "environments" / f"{_ENVIRONMENT}.yaml"
        file.write_text(json.dumps(settings, ensure_ascii=False), encoding="utf-8")
        write_files(self._root, state.files)

    def _answer(self, lane: Lane, state: State) -> Answer:
        store = self._store(lane, state.profile)
        with store.engine.begin() as connection:
            insert_state(connection, commerce_tables(state.profile), state)
        members = store.memberships()
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv(_VARIABLE, store.url)
            patch.setitem(DIALECTS, lane.dialect.name, lane.dialect)
            answer = self._followed(store, tuple(ACCEPTABLE) if state.accepts else ())
        assert store.memberships() == members, f"{lane.name}: members were changed"
        return answer

    def _store(self, lane: Lane, profile: Profile) -> Store:
        """As it was made; with one and the same id everywhere, as the digest of a plan rests on it."""
        key = (lane.name, profile)
        if key in self._stores:
            self._stores[key].restore()
        else:
            self._stores[key] = store = lane.store(profile, "same everywhere", fill=fill)
            store.execute("UPDATE xsynchead SET target_id = ?", _TARGET)
            store.remember()
        return self._stores[key]

    def _followed(self, store: Store, accept: Sequence[str]) -> Answer:
        planned = self._plan(accept, ())
        refused = planned.open_refusals if isinstance(planned, SavedPlan) else ()
        hold = sorted({one.id for one in refused if "/" in one.id})
        without = self._plan(accept, hold) if hold else planned
        applied: Report | SyncerError
        try:
            applied = apply(self._root, _ENVIRONMENT, None, accept=accept, hold=hold)
        except SyncerError as error:
            applied = error
        rows = regular(store.dump())
        return Answer(planned, without, applied, self._plan(accept, hold), rows)

    def _plan(self, accept: Sequence[str], hold: Sequence[str]) -> SavedPlan | SyncerError:
        try:
            return plan(self._root, _ENVIRONMENT, accept=accept, hold=hold)
        except SyncerError as error:
            return error


def regular(found: Dump) -> Dump:
    """Rows that can be compared: without times, in an order of their own, and '' for nothing as on Oracle."""
    return {table: sorted(map(_regular, rows), key=repr) for table, rows in found.items()}


def _regular(row: Row) -> Row:
    return {name: None if value == "" else value for name, value in row.items() if name not in _TOLD_APART}


def differences(answers: Mapping[str, Answer]) -> Iterator[str]:
    """What the engines do not agree on, in words."""
    (first, one), *others = answers.items()
    for name, other in others:
        there = other.parts
        for part, here in one.parts.items():
            if here != there[part]:
                yield f"{part}\n  {first}: {_shown(here, there[part])}\n  {name}: {_shown(there[part], here)}"


def _shown(one: Any, other: Any) -> object:
    """Of rows only those that the other side does not have; of a plan what differs."""
    if isinstance(one, list) and isinstance(other, list):
        return [row for row in one if row not in other]
    if isinstance(one, SavedPlan) and isinstance(other, SavedPlan):
        return {name: value for name, value in vars(one).items() if value != vars(other).get(name)}
    return one


def require_end(answer: Answer) -> None:
    """After an apply that went through nothing is left to plan."""
    if isinstance(answer.applied, Report):
        assert isinstance(answer.again, SavedPlan)
        assert not answer.again.changes


def tally(answer: Answer) -> Counter[str]:
    """What one state had in it."""
    found = Counter(
        states=1, applied=isinstance(answer.applied, Report), errors=isinstance(answer.planned, SyncerError)
    )
    if isinstance(answer.planned, SavedPlan):
        found.update(changes=len(answer.planned.changes), refusals=len(answer.planned.refusals))
        found.update(drift=len(answer.planned.drift))
    if isinstance(answer.applied, Report):
        found.update(written=len(answer.applied.outcomes))
    return found


def try_states(lanes: Sequence[Lane], examples: int, seed: int, root: Path) -> Counter[str]:
    """What that many states had in them. Raises ``AssertionError`` with the first one on which engines differ."""
    stage, found = Stage(lanes, root), Counter[str]()

    @hypothesis.seed(seed)
    @hypothesis.settings(
        max_examples=examples,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        deadline=None,
        print_blob=False,
    )
    @given(states())
    def try_one(state: State) -> None:
        answers = stage.answers(state)
        differing = list(differences(answers))
        assert not differing, "\n".join([f"seed {seed}", *differing])
        for answer in answers.values():
            require_end(answer)
        found.update(tally(next(iter(answers.values()))))

    try_one()
    return found


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.same_everywhere", description="Random states, everywhere.")
    parser.add_argument("--examples", type=int, default=500)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    asked = parser.parse_args()
    # A process of its own: pytest wants to be the first to import what it looks into.
    command: list[str | Path] = [sys.executable, "-m", "pytest", "-q", "--timeout=0", "-k", "same_plan", _TEST]
    told = {EXAMPLES: str(asked.examples), SEED: str(asked.seed)}
    return subprocess.run(command, env={**os.environ, **told}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
