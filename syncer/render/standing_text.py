"""What is left alone, and why: nothing is dropped in silence."""

from __future__ import annotations

from collections.abc import Iterator

from syncer.model.plan import Awaited, Context, Standing
from syncer.model.shown import Line, line, shown
from syncer.model.snapshot import UnfinishedRun
from syncer.render.changes_text import listed
from syncer.render.words import CHANGED, FAINT, HEADING, NOTE, at_revision, awaited, count


def origin(context: Context) -> str:
    """When and by whom, and of which revision of the catalog."""
    revision = f", catalog at {at_revision(context.revision)}" if context.revision else ""
    return f"{context.made_at} by {context.actor}{revision}"


def unrecorded_text(*, is_recorded: bool) -> Iterator[Line]:
    """That there is no memory of what was written."""
    if not is_recorded:
        yield line(
            shown("Unrecorded: ", NOTE), "our own tables are not there, so live is compared with the catalog only."
        )
        yield line()


def unfinished_text(unfinished: tuple[UnfinishedRun, ...]) -> Iterator[Line]:
    """Runs without an end: they left nothing behind, and how that is known."""
    for run in unfinished:
        yield line(
            shown(f"Unfinished: run {run.run}", CHANGED),
            f", opened {run.opened_at} by {run.actor}, has no recorded end. "
            "Nothing of it is committed: its row `applied` would be in the same transaction, and is not there.",
        )
    if unfinished:
        yield line()


def awaited_text(waiting: tuple[Awaited, ...]) -> Iterator[Line]:
    """What the site's own propagation has yet to bring."""
    yield from listed("Awaited from stagingprop, and not written here", map(awaited, waiting))


def standing_text(standing: Standing) -> Iterator[Line]:
    """Orphans with the ways out, then all else that no change touches."""
    rows = (*_orphans(standing), *_named(standing), *_counted(standing))
    if rows:
        yield from (*rows, line())


def _orphans(standing: Standing) -> Iterator[Line]:
    yield from listed("Orphans", standing.orphans)
    if standing.orphans:
        yield line(
            shown(
                "Recorded, but their files are gone; nothing is done. Bring a file back as it was,"
                " with `lifecycle: retired`, or with `lifecycle: released`.",
                FAINT,
            ),
            indent=2,
        )


def _named(standing: Standing) -> Iterator[Line]:
    yield from listed("Held until they have a member", standing.held)
    yield from awaited_text(standing.awaited)
    yield from listed("Retired, and left as they are", standing.retired)
    yield from listed(
        "Not carried, because this database has no column for it", (f"{i}: {f}" for i, f in standing.not_carried)
    )


def _counted(standing: Standing) -> Iterator[Line]:
    for store, number in sorted(standing.unmanaged.items()):
        yield line(shown("Unmanaged", HEADING), f": {count(number, 'segment')} of store {store}, left alone.")
    if standing.not_here:
        yield line(
            shown("Not here", HEADING),
            f": {count(standing.not_here, 'segment')} of stores that this environment does not list.",
        )
