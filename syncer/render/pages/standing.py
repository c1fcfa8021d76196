"""What is left alone, and why: nothing is dropped in silence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from syncer.model.plan import Standing
from syncer.model.shown import shown
from syncer.model.snapshot import UnfinishedRun
from syncer.render.page import MOST_LISTED, Fact, Facts, Note, fact, facts
from syncer.render.words import awaited, count


def surroundings(
    *, is_sandbox: bool, is_recorded: bool, unfinished: Iterable[UnfinishedRun] = ()
) -> Iterator[Note | Facts]:
    """What a reader must know of the database before anything else."""
    if is_sandbox:
        yield Note("SANDBOX", ("a database that we made ourselves. No store sees any of this.",))
    if not is_recorded:
        yield Note("Unrecorded", ("our own tables are not there, so live is compared with the catalog only.",))
    yield from facts(
        "",
        *fact(
            "Unfinished",
            (f"run {run.run}, opened {run.opened_at} by {run.actor}" for run in unfinished),
            "They have no recorded end. Nothing of them is committed: a row ",
            shown("applied"),
            " would be in the same transaction, and is not there.",
        ),
    )


def left_alone(standing: Standing) -> Iterator[Facts]:
    """Orphans with the ways out, then all else that no change touches."""
    yield from facts(
        "Left alone",
        *fact(
            "Orphans",
            standing.orphans,
            "Recorded, but their files are gone; nothing is done. Bring a file back as it was, with ",
            shown("lifecycle: retired"),
            ", or with ",
            shown("lifecycle: released"),
            ".",
        ),
        *fact("Held until they have a member", standing.held),
        *fact("Awaited from stagingprop", map(awaited, standing.awaited), "They are not written here."),
        *fact("Retired, and left as they are", standing.retired),
        *fact("Not carried", (f"{id}: {path}" for id, path in standing.not_carried), "The database has no column."),
        *_unmanaged(standing),
        *_not_here(standing),
    )


def counted(standing: Standing) -> str:
    """What is left alone, in numbers: ``1 orphan, 1,205 unmanaged``; empty where there is nothing."""
    numbers = {
        count(len(standing.orphans), "orphan"): standing.orphans,
        f"{len(standing.held):,} held": standing.held,
        f"{len(standing.retired):,} retired": standing.retired,
        f"{sum(standing.unmanaged.values()):,} unmanaged": standing.unmanaged,
        f"{standing.not_here:,} not here": standing.not_here,
        count(len(standing.unfinished), "unfinished run"): standing.unfinished,
    }
    return ", ".join(words for words, found in numbers.items() if found)


def _unmanaged(standing: Standing) -> Iterator[Fact]:
    stores = sorted(standing.unmanaged.items())
    if stores:
        values = tuple(
            (f"{count(number, 'segment')} of store ", shown(store)) for store, number in stores[:MOST_LISTED]
        )
        yield Fact("Unmanaged", values, len(stores))


def _not_here(standing: Standing) -> Iterator[Fact]:
    if standing.not_here:
        said = f"{count(standing.not_here, 'segment')} of stores that this environment does not list"
        yield Fact("Not here", ((said,),))
