"""How alike the segments of the labelled histories are, against a page that people have read: whoever changes the
measure sees what becomes of each pair.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from syncer.planning.likeness import Looks
from tests.planning.histories import History, histories

GOLDEN = Path(__file__).parent / "golden" / "likeness.txt"


def likenesses(history: History) -> Iterator[str]:
    """Each file that came with each that went and looks like it, and how much."""
    base = {one.id: one for one in history.base.segments}
    head = {one.id: one for one in history.head.segments}
    for store in sorted({id.store for id in head}):
        gone = [one for id, one in sorted(base.items()) if id not in head and id.store == store]
        looks = Looks(gone, [one for id, one in base.items() if id in head and id.store == store])
        for id, came in sorted(head.items()):
            if id not in base and id.store == store:
                # Words have no order, so the last digits of a sum depend on it: half a digit is always rounded up.
                yield from (f"  {one.id} -> {id} {likeness + 1e-9:.3f}" for likeness, one in looks.like(came))


def test_how_alike_files_are_that_went_and_came_is_as_reviewed() -> None:
    lines = [line for history in histories() for line in (history.name, *likenesses(history))]
    assert "\n".join(lines) + "\n" == GOLDEN.read_text(encoding="utf-8")
