"""The model test: whatever happens in whatever order, the product does what a small model of it says.

Files change, others work in the same store, connections and processes end anywhere, plans are made, kept, accepted,
held and applied late. After each step everything is compared: the rows, the ledger, the members, the journal, and the
next plan. A failure is a script of steps, made as short as can be.
"""

from __future__ import annotations

import argparse
import io
import os
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import redirect_stdout, suppress
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from unittest.mock import patch

import hypothesis
from hypothesis import HealthCheck, Phase
from hypothesis.internal.conjecture import engine as conjecture
from hypothesis.stateful import run_state_machine_as_test

import syncer
from tests.faults.ground import ground
from tests.faults.model.judge import Wrong
from tests.faults.model.machine import Model
from tests.faults.totals import Stopwatch, Totals
from tests.workshop import IN_MEMORY, compile_once

SCRIPTS = {"sqlite": 30, "postgresql": 3}
"""How many long scripts are played on each engine."""
STEPS, STEPS_OF_SAMPLE = 50, 20
"""How many steps a script has."""
SHORTENED_FOR = 120
"""Seconds in which a script that fails is made shorter."""


def trial(size: int | None, seed: int, engine: Sequence[str] | None = None) -> Iterator[Totals]:
    """Play long scripts on SQLite and on PostgreSQL, or so many short ones on SQLite."""
    compile_once()
    _load_all()
    for one in engine or (SCRIPTS if size is None else ["sqlite"]):
        steps, sample = (STEPS, "") if size is None else (STEPS_OF_SAMPLE, f"--size {size} ")
        yield _played(one, size or SCRIPTS[one], steps, seed, f"{sample}--engine {one} --seed {seed}")


def own_options() -> argparse.ArgumentParser:
    own = argparse.ArgumentParser(add_help=False)
    own.add_argument("--engine", action="append", choices=list(SCRIPTS), help="only this one; may be repeated")
    return own


def _load_all() -> None:
    """hypothesis draws constants of our modules too, so a seed repeats only where none is loaded on the way."""
    for room in ("desired", "engine", "live", "model", "planning"):
        for found in walk_packages([str(Path(syncer.__path__[0], room))], f"syncer.{room}."):
            with suppress(ImportError):  # a driver that is not there
                import_module(found.name)


def _played(engine: str, scripts: int, steps: int, seed: int, repeat: str) -> Totals:
    totals, watch, played = Totals(f"model test, {engine}"), Stopwatch(), Counter[str]()
    with ground(engine) as new, tempfile.TemporaryDirectory(prefix="model-", dir=IN_MEMORY) as folder:
        values = {"new": staticmethod(new), "folder": Path(folder, "w"), "played": played}
        machine = type("Model", (Model,), values)
        # Asking git for a revision would take longer than all else.
        with patch.dict(os.environ, {"PATH": ""}):
            _play(hypothesis.seed(seed)(machine), scripts, steps, repeat, totals)
    totals.tried = played.pop("steps", 0)
    totals.also = dict(sorted(played.items()))
    totals.seconds = watch.seconds
    return totals


def _play(machine: type[Model], scripts: int, steps: int, repeat: str, totals: Totals) -> None:
    settings = hypothesis.settings(
        max_examples=scripts,
        stateful_step_count=steps,
        phases=[Phase.generate, Phase.shrink],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        print_blob=False,
        report_multiple_bugs=False,
    )
    said = io.StringIO()
    try:
        with redirect_stdout(said), patch.object(conjecture, "MAX_SHRINKING_SECONDS", SHORTENED_FOR):
            run_state_machine_as_test(machine, settings=settings)
    except Exception as error:
        head = error.head if isinstance(error, Wrong) else "tracebacks"
        # All is compared after every step, whether that is said or not.
        told = "\n".join([*getattr(error, "__notes__", ()), said.getvalue().partition("WARNING: ")[0]])
        script = "\n".join(line for line in told.splitlines() if not line.startswith("state.everything_is"))
        totals.wrong(head, f"{type(error).__name__}: {error}\n{script}\npython -m tests.faults.model {repeat}")
