"""The scratch schema with everything that checks share: how the product runs there, and how the others do."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import syncer
from syncer.engine.agree import Terms
from syncer.engine.apply import run
from syncer.model.catalog import Catalog
from syncer.model.environment import (
    DatabaseUrl,
    EmptyMeans,
    Environment,
    Limits,
    Mode,
    Propagation,
    Role,
    RowWithNull,
    StoreIdentifier,
    Timeouts,
)
from syncer.model.errors import SyncerError
from syncer.model.report import Report
from syncer.model.segment import DESCRIPTION, Content, Segment, SegmentId
from syncer.planning.guards import ACCEPTABLE

if TYPE_CHECKING:
    from sqlalchemy import Connection, MetaData

    from syncer.live.scratch import Scratch

STORE = "scratch"
"""The store of every segment that checks write."""

ENDING = 90
"""Seconds in which whoever waits has to come to an end, once nothing is in the way."""

_T = TypeVar("_T")


class Unexpected(SyncerError):
    """A check failed; the words say what was seen. It also ends a run that it comes out of."""


class NotRun(SyncerError):
    """A check could not be tried; the words say why."""


def in_scratch(where: Environment, schema: str) -> Environment:
    """The environment with a scratch schema in the place of its own, and settings that every check knows.

    Whoever looks there is the login that writes there: another one may see less of the schema, or another server.
    """
    lock = min(where.timeouts.lock, 5)
    target = replace(where.target, read_variable=None) if isinstance(where.target, DatabaseUrl) else where.target
    return replace(
        where,
        target=target,
        schema=schema,
        ledger_schema=None,
        role=Role.STAGING,
        catalog="conformance",
        stores={STORE: StoreIdentifier("Aurora")},
        default_language="en_US",
        mode=Mode.APPLY,
        empty_segment_means=EmptyMeans.NOBODY,
        container_condition=RowWithNull(),
        propagation=Propagation.OURS,
        keys_row=None,
        limits=Limits(),
        timeouts=Timeouts(where.timeouts.connect, lock, where.timeouts.statement, max(where.timeouts.overall, 600)),
    )


def segment(slug: str, name: str, description: str | None, content: Content | None = None) -> Segment:
    """One segment of the store."""
    return Segment(SegmentId(STORE, slug), name, {DESCRIPTION: description, **(content or {})})


_VICTIM = f"""
import sys
sys.path.append({str(Path(syncer.__file__).parents[1])!r})
from syncer.engine.conformance.victim import main
main()
"""
# -P: no file of the folder that somebody works in is taken for a module.
VICTIM = (sys.executable, "-P", "-c", _VICTIM)


@dataclass(frozen=True, slots=True)
class Pace:
    """How much is tried, and how."""

    sizes: tuple[int, ...] = (1, 100, 5_000)
    """How many changes are open while somebody else works."""
    rounds: int = 3
    """How often ids are taken by the same two at once."""
    patience: float = 1.5
    """Seconds after which somebody is said to wait."""
    victim: tuple[str, ...] = VICTIM
    """The command that begins a run in a process of its own, to be killed: it reads its order from standard input."""


FULL = Pace()


@dataclass(frozen=True)
class Bench:
    """One scratch schema."""

    root: Path
    scratch: Scratch
    tables: MetaData
    pace: Pace

    def apply(self, *segments: Segment, progress: Callable[[str], None] = lambda phase: None) -> Report:
        """Let the product carry out a catalog, with everything accepted that can be."""
        terms = Terms(self.root, None, tuple(sorted(ACCEPTABLE)), (), None, None, None)
        return run(self.scratch.environment, Catalog(segments), terms, progress)

    def dump(self, *tables: str) -> dict[str, list[dict[str, Any]]]:
        """What tables hold now, each in the order of its values."""
        from syncer.sandbox.rivals import rows

        with self.scratch.session() as connection:
            return {table: sorted(rows(connection, self.tables, table), key=repr) for table in tables}

    def rows(self, table: str) -> list[dict[str, Any]]:
        """What a table holds now."""
        return self.dump(table)[table]

    def others(self, act: Callable[[Connection, MetaData], _T]) -> _T:
        """Somebody else does something in a transaction of his own, and commits."""
        with self.scratch.session() as connection:
            return act(connection, self.tables)

    def row_of(self, name: str) -> int:
        """The MBRGRP_ID of the group of this name."""
        return next(int(row["mbrgrp_id"]) for row in self.rows("mbrgrp") if row["mbrgrpname"] == name)


def furnish(bench: Bench) -> None:
    """Make a small store in the empty schema, and our own tables."""
    from syncer.sandbox.rivals import fill

    bench.scratch.make(bench.tables.sorted_tables)
    bench.others(fill)
    bench.scratch.set_up()


class Meanwhile(Generic[_T]):
    """Something that others do at the same time, in a thread of its own."""

    def __init__(self, act: Callable[[], _T]) -> None:
        self._done: list[_T] = []
        self._failed: list[Exception] = []
        self._thread = threading.Thread(target=self._run, args=(act,), daemon=True)
        self._thread.start()

    def _run(self, act: Callable[[], _T]) -> None:
        try:
            self._done.append(act())
        except Exception as error:  # it is raised where it is waited for
            self._failed.append(error)

    def is_over(self, seconds: float) -> bool:
        """Whether it came to its end, well or not, within so many seconds."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def end(self) -> _T:
        """What came of it. Raises what it raised, and ``Unexpected`` where it does not come to an end."""
        if not self.is_over(ENDING):
            raise Unexpected(f"somebody waited for more than {ENDING} s with nothing in the way")
        if self._failed:
            raise self._failed[0]
        return self._done[0]


def require(holds: bool, otherwise: str) -> None:
    """Raises ``Unexpected`` with what was seen."""
    if not holds:
        raise Unexpected(otherwise)


def differing(before: Iterable[dict[str, Any]], after: Iterable[dict[str, Any]], key: str) -> set[str]:
    """The columns in which rows of the same key are not as they were; ``+`` and ``-`` for rows that are new or gone."""
    old, new = ({repr(row[key]): row for row in rows} for rows in (before, after))
    changed = {column for id in old.keys() & new.keys() for column in old[id] if old[id][column] != new[id].get(column)}
    return changed | {"+" for _ in new.keys() - old.keys()} | {"-" for _ in old.keys() - new.keys()}
