"""What a plan decides is in its digest, and nothing else is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from syncer.model.environment import (
    EmptyMeans,
    Environment,
    Like,
    Limits,
    Mode,
    OwnerId,
    Propagation,
    Role,
    Sandbox,
    Scale,
    StoreIdentifier,
    Timeouts,
)
from syncer.model.plan import Acceptance, Context, Plan, write_down
from syncer.model.segment import Segment
from syncer.model.snapshot import Snapshot, UnfinishedRun
from syncer.planning.make_plan import make_plan
from tests.builders import (
    GOLD,
    LIVE_CONTENT,
    ROW,
    catalog,
    environment,
    live,
    many,
    recorded,
    retired,
    reworded,
    segment,
    site,
    snapshot,
)

EDITED = live(content={**LIVE_CONTENT, "description": "Edited."})
CONTEXT = Context("2024-03-01T10:00:00Z", "1.0", "ops")
FILES, ROWS = many(3)


def decided(
    where: Environment | None = None,
    *,
    files: Sequence[Segment] = (),
    rows: Snapshot | None = None,
    acceptances: Sequence[Acceptance] = (),
    left_out: Sequence[str] = (),
) -> Plan:
    """One update and two segments in sync, but for what is said otherwise."""
    wanted = catalog(*(files or reworded(FILES, 1)))
    where = where or environment()
    return make_plan(wanted, rows or snapshot(*ROWS), where, acceptances=acceptances, left_out=left_out)


def edited(text: str) -> Snapshot:
    rows = snapshot(*ROWS)
    first = replace(rows.groups[0], content={**rows.groups[0].content, "description": text})
    return replace(rows, groups=(first, *rows.groups[1:]))


DECISIONS: dict[str, Callable[[], Plan]] = {
    "as it is": decided,
    "another environment": lambda: decided(environment("production")),
    "another target": lambda: decided(rows=replace(snapshot(*ROWS), site=replace(site(), target="target-2"))),
    "another text": lambda: decided(files=reworded(FILES, 2)),
    "another file, already recorded": lambda: decided(files=[*reworded(FILES, 1), retired("aurora/none", "None")]),
    "another live text": lambda: decided(rows=edited("Edited.")),
    "another row": lambda: decided(rows=snapshot(*(replace(row, mbrgrp_id=row.mbrgrp_id + 9) for row in ROWS))),
    "something accepted": lambda: decided(acceptances=(Acceptance("adoption", GOLD),)),
    "something left out": lambda: decided(left_out=("aurora/s00002",)),
    "the role": lambda: decided(environment(role=Role.PRODUCTION)),
    "the mode": lambda: decided(environment(mode=Mode.CREATE_ONLY)),
    "the meaning of empty": lambda: decided(environment(empty_segment_means=EmptyMeans.EVERYBODY)),
    "the container": lambda: decided(environment(container_condition=Like("Gold"))),
    "the container's model": lambda: decided(environment(container_condition=Like("Silver"))),
    "a limit": lambda: decided(environment(limits=Limits(Scale(changes=49)))),
    "a share": lambda: decided(environment(limits=Limits(Scale(share=29)))),
    "who carries": lambda: decided(environment(propagation=Propagation.OURS)),
    "who else carries": lambda: decided(environment(propagation=Propagation.STAGINGPROP)),
    "the keys row": lambda: decided(environment(keys_row="mbrgrp")),
    "the default language": lambda: decided(environment(default_language="fr_FR")),
    "the catalog's name": lambda: decided(environment(catalog="other")),
    "an owner": lambda: decided(environment(stores={"aurora": 5})),
    "a store": lambda: decided(replace(environment(), stores={"aurora": StoreIdentifier("5")})),
    "a further store": lambda: decided(environment(stores={"aurora": 7_000_000_000_000_000_101, "borealis": 2})),
}


def test_each_part_of_a_decision_changes_its_digest() -> None:
    digests = {name: make().digest for name, make in DECISIONS.items()}
    assert len(set(digests.values())) == len(digests), digests


def test_a_refusal_is_part_of_the_decision() -> None:
    """The change is the same; only somebody's edit since speaks against it."""
    quiet = make_plan(catalog(segment()), snapshot(EDITED, recorded(content={"description": "Edited."})), environment())
    loud = make_plan(catalog(segment()), snapshot(EDITED, recorded()), environment())
    assert quiet.planned == loud.planned
    assert quiet.digest != loud.digest


def test_nothing_of_the_context_changes_the_digest() -> None:
    plan = decided()
    first = write_down(plan, CONTEXT)
    second = write_down(plan, Context("2025-01-01T00:00:00Z", "2.0", "someone", revision="abc+", reason="asked"))
    assert first.digest == second.digest == plan.digest


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param(
            snapshot(*(replace(row, counters={"": 99}) for row in ROWS)), id="counters that moved without an edit"
        ),
        pytest.param(snapshot(*ROWS, live(ROW, "Unmanaged")), id="an unmanaged segment more"),
        pytest.param(
            replace(snapshot(*ROWS), unfinished=(UnfinishedRun(1, "a", "b"),)), id="a run that was never ended"
        ),
    ],
)
def test_what_is_only_shown_is_not_part_of_the_decision(rows: Snapshot) -> None:
    assert decided(rows=rows).digest == decided().digest


def test_patience_and_connection_are_not_part_of_the_decision() -> None:
    where = environment()
    other = replace(where, target=Sandbox("/elsewhere.db"), timeouts=Timeouts(lock=1))
    assert decided(other).digest == decided(where).digest


def test_owner_ids_are_text_in_a_decision() -> None:
    assert decided(replace(environment(), stores={"aurora": OwnerId(2**60)})).environment.settings()["stores"] == {
        "aurora": {"owner_id": str(2**60)}
    }
