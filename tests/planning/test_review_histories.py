"""The detector against the labelled histories: what was there when it was made, and what was held out."""

from __future__ import annotations

import re

import pytest

from syncer.desired.lookalikes import skeleton
from syncer.model.plan import Refusal
from syncer.model.segment import SegmentId
from syncer.planning.review import Compared, Side, compare
from tests.figures import Tell
from tests.planning.histories import History, histories

PARTS = {"tuned on": False, "held out": True}


def compared(history: History) -> Compared:
    return compare(Side.of(history.base.segments), Side.of(history.head.segments), skeleton)


def pair(refusal: Refusal) -> tuple[SegmentId, SegmentId]:
    """The id at the base and at the head that a refused rename speaks of."""
    after = SegmentId.parse(refusal.id)
    if not refusal.acceptable:
        return after, after
    found = re.search(r" looks like (\S+) \(", refusal.message)
    assert found
    return SegmentId.parse(found[1]), after


def refused(history: History, *, acceptable: bool) -> set[tuple[SegmentId, SegmentId]]:
    return {pair(one) for one in compared(history).refusals if one.acceptable is acceptable}


@pytest.mark.parametrize("history", histories(), ids=lambda history: history.name)
def test_every_rename_by_id_is_refused_and_nothing_else_by_id(history: History) -> None:
    assert refused(history, acceptable=False) == history.renamed("id")


@pytest.mark.parametrize("history", histories(), ids=lambda history: history.name)
def test_every_change_has_the_verb_that_a_person_gives_it(history: History) -> None:
    renamed = {before for before, _ in history.renamed("id")}
    found = {SegmentId.parse(one.id): one.verb for one in compared(history).changes}
    assert {id: verb for id, verb in found.items() if id not in renamed} == history.changes


@pytest.mark.parametrize("part", PARTS)
def test_look_alikes_are_found_and_few_others_are_called_so(part: str, tell: Tell) -> None:
    chosen = [history for history in histories() if history.is_held_out is PARTS[part]]
    by_id = sum(len(history.renamed("id")) for history in chosen)
    seen = sum(len(refused(history, acceptable=False) & history.renamed("id")) for history in chosen)
    pairs = [(refused(history, acceptable=True), history.renamed("look")) for history in chosen]
    right = sum(len(found & meant) for found, meant in pairs)
    precision = right / sum(len(found) for found, _ in pairs)
    recall = right / sum(len(meant) for _, meant in pairs)
    tell(
        "Renames in labelled histories",
        part,
        histories=len(chosen),
        by_id=by_id,
        by_id_missed=by_id - seen,
        look_alikes=sum(len(meant) for _, meant in pairs),
        not_to_be_seen=sum(len(history.renamed("intent")) for history in chosen),
        precision=f"{precision:.3f}",
        recall=f"{recall:.3f}",
    )
    wrong = [history.name for history, (found, meant) in zip(chosen, pairs, strict=True) if found != meant]
    assert min(precision, recall) >= 0.95, wrong
