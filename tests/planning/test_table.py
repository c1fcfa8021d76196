"""Every combination of the three sides, against tables that people have read: ``golden/table.txt``, and
``golden/receiving.txt`` for a production that stagingprop brings the rows to.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path

from syncer.model.change import subject_id
from syncer.model.environment import WHOLE_ENVIRONMENT, EmptyMeans, Environment, Propagation, Role
from syncer.model.plan import Plan
from syncer.model.segment import Segment
from syncer.model.snapshot import LedgerEntry, LiveSegment
from syncer.planning.make_plan import make_plan
from tests.builders import NAME, catalog, environment, live, recorded, released, retired, segment, snapshot

GOLDEN = Path(__file__).parent / "golden"
RECEIVING = environment(
    "production",
    role=Role.PRODUCTION,
    propagation=Propagation.STAGINGPROP,
    empty_segment_means=EmptyMeans.EVERYBODY,
)
SILVER = segment("aurora/silver", "Silver members")

DESIRED: dict[str, tuple[Segment, ...]] = {
    "active": (segment(),),
    "retired": (retired(),),
    "released": (released(),),
    "gone": (),
}
LIVE: dict[str, tuple[LiveSegment, ...]] = {
    "yes": (live(),),
    "edited": (live(content={"description": "Edited.", "displayName": NAME}),),
    "-": (),
    "another name": (live(name="Golden members"),),
    "no usage": (live(usages=frozenset()),),
    "no usage, member": (live(usages=frozenset(), has_members=True),),
    "conditions": (live(has_conditions=True),),
    "another owner": (live(store=None),),
}
RECORDED: dict[str, tuple[Segment | LedgerEntry, ...]] = {
    "-": (),
    "yes": (recorded(),),
    "held": (recorded(held=True),),
    "moved": (recorded("aurora/old-place"),),
    "for a released id": (released("aurora/given-back", "Given back"), recorded("aurora/given-back")),
    "for another id": (SILVER, recorded("aurora/silver")),
}


def told(plan: Plan) -> Iterator[str]:
    """Everything that a plan says, in a few words."""
    yield from (f"{change.verb} {subject_id(change).slug}" for change in plan.changes)
    # That the catalog is empty is refused for the environment as a whole: it would stand in many lines.
    refused = (refusal for refusal in plan.refusals if refusal.id != WHOLE_ENVIRONMENT)
    yield from sorted({f"refused {refusal.code} {refusal.id.split('/')[1]}" for refusal in refused})
    yield from (f"drift {found.kind} {found.id.slug}" for found in plan.drift)
    standing = plan.standing
    for word in ("orphans", "retired", "held"):
        yield from (f"{word} {id.split('/')[1]}" for id in getattr(standing, word))
    yield from (f"awaits {one.id.split('/')[1]} {'+'.join(one.fields)}".strip() for one in standing.awaited)
    if standing.in_sync:
        yield f"{standing.in_sync} in sync"
    yield from (f"{count} unmanaged" for count in standing.unmanaged.values())


def lines(where: Environment) -> Iterator[str]:
    for desired, row, entry in product(DESIRED, LIVE, RECORDED):
        segments = [one for one in (*DESIRED[desired], *RECORDED[entry]) if isinstance(one, Segment)]
        entries = [one for one in RECORDED[entry] if isinstance(one, LedgerEntry)]
        plan = make_plan(catalog(*segments), snapshot(*LIVE[row], *entries), where)
        yield f"{desired:8} | {row:16} | {entry:17} | {', '.join(told(plan)) or 'nothing'}"


def test_every_combination_is_as_the_table_says() -> None:
    staging = environment(empty_segment_means=EmptyMeans.EVERYBODY)
    assert list(lines(staging)) == (GOLDEN / "table.txt").read_text().splitlines()


def test_every_combination_where_rows_are_brought_is_as_its_table_says() -> None:
    assert list(lines(RECEIVING)) == (GOLDEN / "receiving.txt").read_text().splitlines()


def test_no_row_is_written_where_rows_are_brought() -> None:
    verbs = {word.split()[0] for line in lines(RECEIVING) for word in line.split("|")[3].strip().split(", ")}
    assert verbs.isdisjoint({"create", "update", "activate"})
