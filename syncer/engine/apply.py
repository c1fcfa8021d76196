"""Carry out a plan: all of it, or none.

1. Plan as any reader would, and agree with what was reviewed.
2. In a short transaction: take the lock, open the run, reserve ids.
3. In the one transaction that counts: take the lock, plan again; another decision ends it here.
4. Write, read back what was written, and plan once more: nothing may be left to do.
5. Add the run and its changes to the chain, in the same transaction.
6. COMMIT. Where the answer is lost, ask the database what happened.
7. Where it was rolled back, say so in another short transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TypeVar

from syncer.desired.environments import load_environment
from syncer.desired.load_catalog import load_catalog
from syncer.engine.agree import Terms, agree
from syncer.engine.run import open_run, record_failure
from syncer.engine.signals import interruptible
from syncer.engine.work import Work
from syncer.engine.write import write
from syncer.model.catalog import Catalog
from syncer.model.environment import Environment
from syncer.model.errors import Busy, Failed, Interrupted, OutcomeUnknown, SyncerError
from syncer.model.plan import SavedPlan
from syncer.model.report import Report

_T = TypeVar("_T")

ATTEMPTS = 3
"""How often a step that met a passing trouble is started again."""


def apply(
    root: Path,
    environment: str,
    saved: SavedPlan | None,
    *,
    accept: Sequence[str] = (),
    hold: Sequence[str] = (),
    expect: str | None = None,
    reason: str | None = None,
    confirm: Callable[[SavedPlan], bool] | None = None,
    progress: Callable[[str], None] = lambda phase: None,
) -> Report:
    """Carry out a saved plan, or one that is made now and shown to ``confirm``.

    Raises ``Refused``, ``Stale``, ``Busy``, ``NotPermitted``, ``OutcomeUnknown``, ``Interrupted`` or ``Failed``;
    each says whether anything was written.
    """
    with _nothing_written():
        where, catalog = load_environment(root, environment), load_catalog(root)
    return run(where, catalog, Terms(root, saved, tuple(accept), tuple(hold), expect, reason, confirm), progress)


def run(where: Environment, catalog: Catalog, terms: Terms, progress: Callable[[str], None]) -> Report:
    """Carry out what a catalog asks for. Raises as :func:`apply` does."""
    from syncer.live.connect import connect
    from syncer.live.gate import Access

    with interruptible() as interruption, ExitStack() as stack:
        with _nothing_written():
            database = stack.enter_context(connect(where, Access.WRITE))
            progress("planning")
            agreement = agree(database, catalog, terms)
        if isinstance(agreement, Report):
            return agreement
        return _carry_out(Work(database, catalog, agreement, interruption, progress))


def _carry_out(work: Work) -> Report:
    work.progress("opening the run")
    with _nothing_written():
        opened = _insist(work, lambda: open_run(work))
    try:
        report = _insist(work, lambda: write(work, opened))
    except OutcomeUnknown:
        raise  # It may be applied: only the database knows, and the next run asks it.
    except SyncerError as error:
        with work.interruption.shielded():
            record_failure(work, opened.run, error.message)
        raise
    except Exception as error:
        with work.interruption.shielded():
            is_applied = record_failure(work, opened.run, type(error).__name__)
        if is_applied is None:
            raise OutcomeUnknown(
                f"{_fault(error)}. It is unknown whether run {opened.run} was written.",
                "Run the same command again: it looks before it writes.",
            ) from error
        became = f"Run {opened.run} was written all the same." if is_applied else "Everything was rolled back."
        raise _unforeseen(error, became) from error
    if report.already_applied:
        record_failure(work, opened.run, "nothing was left to do")
    return report


@contextmanager
def _nothing_written() -> Iterator[None]:
    """What nobody foresees on the way to a run ends with a sentence all the same."""
    try:
        yield
    except SyncerError:
        raise
    except KeyboardInterrupt:
        raise Interrupted("Interrupted. Nothing was written.", "Run it again.") from None
    except Exception as error:
        raise _unforeseen(error, "Nothing was written.") from error


def _unforeseen(error: Exception, became: str) -> Failed:
    remedy = "Allow more memory" if isinstance(error, MemoryError) else "Please report it"
    return Failed(f"{_fault(error)}. {became}", f"{remedy}, and run the same command again.")


def _fault(error: Exception) -> str:
    return (
        "There was not enough memory"
        if isinstance(error, MemoryError)
        else f"An unexpected fault ({type(error).__name__})"
    )


def _insist(work: Work, step: Callable[[], _T]) -> _T:
    """Start a step again when it met something that passes. It has rolled back before."""
    for _ in range(ATTEMPTS - 1):
        work.interruption.obey()
        try:
            return step()
        except Busy:
            continue
    work.interruption.obey()
    return step()
