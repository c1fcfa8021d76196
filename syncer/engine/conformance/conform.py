"""All checks, one after the other, in a schema that is empty before and after."""

from __future__ import annotations

import platform
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from syncer import __version__
from syncer.desired.environments import load_environment
from syncer.engine.conformance.bench import FULL, Bench, NotRun, Pace, furnish, in_scratch
from syncer.engine.conformance.deleting import delete_race
from syncer.engine.conformance.killing import kill
from syncer.engine.conformance.locking import escalation, ids, lock
from syncer.engine.conformance.writing import conflict, create, update
from syncer.engine.signals import Interruption, interruptible
from syncer.model.conformance import ESCALATION, Check, Conformance, Outcome
from syncer.model.errors import Interrupted, SyncerError

if TYPE_CHECKING:
    from syncer.live.dialects.dialect import Dialect


class Trial(NamedTuple):
    """One check, before it is tried."""

    name: str
    proves: str
    run: Callable[[Bench], str]


def trials(pace: Pace) -> Iterator[Trial]:
    """Every check, in the order in which they are tried."""
    for name, check in (
        ("create", create),
        ("update", update),
        ("conflict", conflict),
        ("lock", lock),
        ("kill", kill),
        ("ids", ids),
        ("delete-race", delete_race),
    ):
        yield Trial(name, str(check.__doc__), check)
    for size in pace.sizes:
        changes = f"{size:,} changes" if size > 1 else "one change"
        proves = f"While a run with {changes} is open, others read and save rows that it is not about."
        yield Trial(f"{ESCALATION}-{size}", proves, partial(escalation, size=size))


def conform(
    root: Path,
    environment: str,
    schema: str,
    *,
    keep: bool = False,
    pace: Pace = FULL,
    progress: Callable[[str], None] = lambda phase: None,
) -> Conformance:
    """Try everything in an empty schema, and drop what was made there, unless it is to be kept.

    Raises ``NotPermitted`` where the schema may not be used, ``Busy`` where the database cannot be reached, and
    ``Interrupted``; the tables are dropped then too.
    """
    from syncer.live.scratch import claim
    from syncer.sandbox.commerce import Profile, commerce_tables

    where = load_environment(root, environment)
    with interruptible() as interruption, claim(where, in_scratch(where, schema)) as scratch:
        bench = Bench(root, scratch, commerce_tables(Profile.NINE), pace)
        try:
            progress("making the tables")
            furnish(bench)
            checks = tuple(_tried(trial, bench, progress, interruption) for trial in trials(pace))
        except BaseException as error:
            with interruption.shielded():
                kept = _cleared(bench, keep)
            if kept and isinstance(error, SyncerError):
                error.remedy = f"{error.remedy} Tables that are still in {schema}: {', '.join(kept)}.".lstrip()
            raise
        progress("dropping the tables")
        with interruption.shielded():
            return _result(bench, checks, _cleared(bench, keep))


def _result(bench: Bench, checks: tuple[Check, ...], kept: tuple[str, ...]) -> Conformance:
    return Conformance(
        engine=bench.scratch.dialect.name,
        server=bench.scratch.server,
        driver=_driver(bench.scratch.dialect),
        tool_version=__version__,
        python=platform.python_version(),
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        checks=checks,
        kept=kept,
    )


def _cleared(bench: Bench, keep: bool) -> tuple[str, ...]:
    """The tables that are there still, in capitals."""
    from syncer.live.tables import OWN_TABLES

    if keep:
        return tuple(sorted(table.upper() for table in bench.scratch.gate.made))
    tables = (*OWN_TABLES, *reversed(bench.tables.sorted_tables))
    return bench.scratch.drop(str(table.name) for table in tables)


def _tried(trial: Trial, bench: Bench, progress: Callable[[str], None], interruption: Interruption) -> Check:
    progress(trial.name)
    began = time.monotonic()
    try:
        outcome, seen = Outcome.PASSED, trial.run(bench)
    except NotRun as reason:
        outcome, seen = Outcome.NOT_RUN, reason.message
    except Interrupted:
        raise
    except SyncerError as error:
        outcome, seen = Outcome.FAILED, error.message
    except Exception as error:  # a check that breaks is a check that failed; its words may hold anything
        outcome, seen = Outcome.FAILED, f"it broke with {type(error).__name__}"
    interruption.obey()  # a check that waits for an error of others may have taken it for theirs
    return Check(trial.name, trial.proves, outcome, seen, round(time.monotonic() - began, 2))


def _driver(dialect: Dialect) -> str:
    """The driver's name and version."""
    module = dialect.modules[0]
    return f"{module} {getattr(import_module(module), '__version__', '')}".strip()
