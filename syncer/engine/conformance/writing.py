"""Checks of what one run writes: new segments, changed ones, and rows that somebody else changed meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from syncer.engine.conformance.bench import Bench, Meanwhile, Unexpected, differing, require, segment
from syncer.model.errors import Stale
from syncer.model.segment import ALLOW_EXPORT, DESCRIPTION, DISPLAY_NAME, text_path
from syncer.model.snapshot import CUSTOMER_SEGMENT

STORE_TABLES = ("member", "mbrgrp", "mbrgrpusg", "mbrgrpdesc", "mbrgrpcond", "mgpcondele", "mbrgrpmbr", "dmmbrgrppzn")
"""Everything that a run could leave behind."""

_FRENCH = {text_path("fr_FR", DISPLAY_NAME): "Clients fidèles", text_path("fr_FR", DESCRIPTION): "Chaque nuit."}
_LONG = "Filled nightly, " + "as it has always been, " * 60
_PLAIN = segment("plain", "Plain container", "Filled nightly.")
_RICH = segment("rich", "Café-Stammgäste Zürich", _LONG, {ALLOW_EXPORT: True, **_FRENCH})
_BARE = segment("bare", "Bare container", None)


def create(bench: Bench) -> str:
    """New segments have every row that the Marketing tool would have made, and planning again finds nothing to do."""
    made = (_PLAIN, _RICH, _BARE)
    report = bench.apply(*made)
    ids = {int(one.mbrgrp_id): one.name for one in report.outcomes}
    require(len(ids) == len(made), f"{len(ids)} segments were made instead of {len(made)}")
    found = bench.dump(*STORE_TABLES)
    for table, expected in _expected(ids).items():
        seen = {row for row in map(_essence(table), found[table]) if row[0] in ids}
        require(seen == expected, f"{table.upper()} holds other rows than were written: {_some(seen ^ expected)}")
    require(not found["mbrgrpmbr"], "somebody is a member of something that nobody filled")
    require(bench.apply(*made).already_applied, "planning again found something to do")
    return f"{len(made)} segments, {sum(map(len, _expected(ids).values()))} rows, read back as they were written."


_Row = tuple[Any, ...]

_ESSENCE: dict[str, tuple[str, ...]] = {
    "member": ("member_id", "type", "state", "optcounter"),
    "mbrgrp": ("mbrgrp_id", "mbrgrpname", "allowexport", "exportall", "optcounter"),
    "mbrgrpusg": ("mbrgrp_id", "mbrgrptype_id", "optcounter"),
    "mbrgrpdesc": ("mbrgrp_id", "displayname", "description", "optcounter"),
    "mbrgrpcond": ("mbrgrp_id", "conditions", "optcounter"),
    "mgpcondele": ("mbrgrp_id", "name", "type", "parent", "negate", "optcounter"),
}


def _essence(table: str) -> Callable[[dict[str, Any]], _Row]:
    """A row by the columns that are known beforehand. Some engines keep an empty text as NULL."""
    return lambda row: tuple(row[column] if row[column] != "" else None for column in _ESSENCE[table])


def _expected(ids: dict[int, str]) -> dict[str, set[_Row]]:
    """What the tables hold of new segments, by id and name."""
    by_name = {name: id for id, name in ids.items()}
    plain, rich, bare = (by_name[one.name] for one in (_PLAIN, _RICH, _BARE))
    return {
        "member": {(id, "G", None, 0) for id in ids},
        "mbrgrp": {(id, name, int(id == rich), 0, 0) for id, name in ids.items()},
        "mbrgrpusg": {(id, CUSTOMER_SEGMENT, 0) for id in ids},
        "mbrgrpdesc": {
            (plain, _PLAIN.name, "Filled nightly.", 0),
            (rich, _RICH.name, _LONG.rstrip(), 0),
            (rich, "Clients fidèles", "Chaque nuit.", 0),
            (bare, _BARE.name, None, 0),
        },
        "mbrgrpcond": {(id, None, 0) for id in ids},
        "mgpcondele": {(id, "topAndList", "andListCondition", None, 0, 0) for id in ids},
    }


def _some(rows: set[_Row]) -> str:
    return ascii(sorted(rows, key=repr)[:2])[:300]


def update(bench: Bench) -> str:
    """A changed description changes its own row and who changed the group last, and OPTCOUNTER by one."""
    bench.apply(first := segment("update", "Updated container", "Before."))
    before = bench.dump(*STORE_TABLES)
    bench.apply(segment("update", first.name, "After."))
    after = bench.dump(*STORE_TABLES)
    seen = {table: differing(before[table], after[table], "mbrgrp_id") for table in ("mbrgrp", "mbrgrpusg")}
    seen["mbrgrpdesc"] = {
        column
        for old, new in zip(*(_texts(one, bench.row_of(first.name)) for one in (before, after)), strict=True)
        for column in old
        if old[column] != new[column]
    }
    require(seen["mbrgrpdesc"] == {"description", "optcounter"}, f"of the text changed: {_words(seen['mbrgrpdesc'])}")
    require(
        {"optcounter"} <= seen["mbrgrp"] <= {"optcounter", "lastupdate", "lastupdatedby"},
        f"of the groups changed: {_words(seen['mbrgrp'])}",
    )
    untouched = [table for table in STORE_TABLES if table not in ("mbrgrp", "mbrgrpdesc")]
    others = [table for table in untouched if before[table] != after[table]]
    require(not others, f"other tables changed too: {_words(others)}")
    (text,) = _texts(after, bench.row_of(first.name))
    require((text["description"], text["optcounter"]) == ("After.", 1), "the text is not the one that was written")
    return "One text and one group changed, each counted once."


def _texts(dump: dict[str, list[dict[str, Any]]], mbrgrp_id: int) -> list[dict[str, Any]]:
    return [row for row in dump["mbrgrpdesc"] if row["mbrgrp_id"] == mbrgrp_id]


def _words(names: Any) -> str:
    return ", ".join(sorted(name.upper() for name in names)) or "nothing"


def conflict(bench: Bench) -> str:
    """What somebody saves while a run is under way is never written over: the run ends as stale, and leaves nothing."""
    from syncer.sandbox.rivals import STANDING, edit_text, make_group

    bench.apply(first := segment("conflict", "Contested container", "Ours."))
    row = bench.row_of(first.name)
    ours = (segment("conflict", first.name, "Ours, once more."), segment("new", "Contested name", "Ours."))
    for act in (
        lambda at, tables: edit_text(at, tables, row, "Theirs.", 7),
        lambda at, tables: edit_text(at, tables, row, "Theirs, uncounted.", None),
        lambda at, tables: make_group(at, tables, STANDING[-1] + 1, "Contested name"),
    ):
        _require_stale(bench, partial(bench.others, act), *ours)
    return "An edit, an edit that counted nothing and a name that was taken: stale each time, and theirs stands."


def _require_stale(bench: Bench, act: Callable[[], None], *ours: Any) -> None:
    """Let somebody act after a run has read and before it writes, and see that the run gives way."""
    seen: dict[str, Any] = {}

    def between(phase: str) -> None:
        if phase.startswith("writing") and not seen:
            theirs = Meanwhile(act)
            if not theirs.is_over(10):
                raise Unexpected("who edits has to wait for a run that has only read")
            theirs.end()
            seen["theirs"] = bench.dump(*STORE_TABLES)

    try:
        bench.apply(*ours, progress=between)
    except Stale:
        left = bench.dump(*STORE_TABLES)
        changed = [table for table in STORE_TABLES if left[table] != seen["theirs"][table]]
        require(not changed, f"the run was stale, and yet wrote to {_words(changed)}")
    else:
        raise Unexpected("what somebody saved while the run was under way was written over, or doubled")
