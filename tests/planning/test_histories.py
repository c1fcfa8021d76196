"""The labelled histories are well formed: what is measured by them can be believed."""

from __future__ import annotations

import pytest

from syncer.model.catalog import Catalog
from syncer.model.segment import Lifecycle, Segment, SegmentId
from tests.planning.histories import FOLDER, History, histories

each = pytest.mark.parametrize("history", histories(), ids=lambda history: history.name)


def by_id(catalog: Catalog) -> dict[SegmentId, Segment]:
    return {segment.id: segment for segment in catalog.segments}


def test_there_are_enough_and_a_third_is_held_out() -> None:
    corpus = histories()
    assert len(corpus) >= 60
    assert 3 * sum(history.is_held_out for history in corpus) >= len(corpus)


def test_about_half_hold_a_rename_that_shows_by_look_in_both_parts() -> None:
    for is_held_out in (False, True):
        part = [history for history in histories() if history.is_held_out is is_held_out]
        assert 0.4 <= sum(bool(history.renamed("look")) for history in part) / len(part) <= 0.65


def test_names_are_used_once() -> None:
    assert len({history.name for history in histories()}) == len(histories()) == len(list(FOLDER.rglob("*.yaml")))


@each
def test_renames_by_id_are_the_ids_with_another_name(history: History) -> None:
    base, head = by_id(history.base), by_id(history.head)
    other = {(id, id) for id in base.keys() & head.keys() if base[id].name != head[id].name}
    assert history.renamed("id") == other


@each
def test_renames_by_look_lead_from_a_file_that_went_to_one_that_came_in_the_same_store(history: History) -> None:
    base, head = by_id(history.base), by_id(history.head)
    pairs = history.renamed("look")
    for before, after in pairs:
        assert before in base.keys() - head.keys()
        assert after in head.keys() - base.keys()
        assert before.store == after.store
        assert base[before].name != head[after].name
        assert base[before].lifecycle is not Lifecycle.RELEASED
    assert len({before for before, _ in pairs}) == len({after for _, after in pairs}) == len(pairs)


@each
def test_every_difference_but_a_rename_by_id_has_its_verb(history: History) -> None:
    base, head = by_id(history.base), by_id(history.head)
    names = {(id.store, segment.name): id for id, segment in head.items() if id not in base}
    expected = {}
    for id in base.keys() | head.keys():
        if id not in base:
            moved = any(old.store == id.store and base[old].name == head[id].name for old in base.keys() - head.keys())
            expected[id] = "move" if moved else "create"
        elif id not in head:
            if base[id].lifecycle is not Lifecycle.RELEASED and (id.store, base[id].name) not in names:
                expected[id] = "remove"
        elif base[id] != head[id] and base[id].name == head[id].name:
            before, after = base[id].lifecycle, head[id].lifecycle
            verb = {"active": "restore", "retired": "retire", "released": "release"}[after]
            expected[id] = "update" if before is after else verb
    assert history.changes == expected
