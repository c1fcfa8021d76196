"""What others do to the store of a small model: the Marketing tool, the process that fills segments, key managers.

Each deed says its statements, and returns what the world is then; the same world where it cannot be done.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from syncer.sandbox.lookups import AURORA, BOREALIS, DEFAULT, LANGUAGES
from tests.faults.model.files import NAMES, text
from tests.faults.model.world import NO_STORE, OTHER_STORE, PRICE_GROUP, SEGMENT, STORE, Entry, File, Row, World
from tests.lanes.store import Store
from tests.rows import Dump
from tests.sqlite_file import SqliteFile
from tests.workshop import FIRST_USER

OWNERS = {STORE: AURORA, OTHER_STORE: BOREALIS, NO_STORE: DEFAULT}
_PREFIXES = {LANGUAGES["en_US"]: "", LANGUAGES["fr_FR"]: "translations.fr_FR."}
_RULE = "<profile><simpleCondition/></profile>"

Database: TypeAlias = "Store | SqliteFile"


def seen(found: Dump, *, is_everybody: bool, files: Mapping[str, File], is_real: bool = False) -> World:
    """The world that a database holds."""
    owners = {id: name for name, id in OWNERS.items()}
    usages: dict[int, set[int]] = {}
    for row in found["mbrgrpusg"]:
        usages.setdefault(row["mbrgrp_id"], set()).add(row["mbrgrptype_id"])
    texts: dict[int, dict[str, str | None]] = {}
    for row in found["mbrgrpdesc"]:
        if (prefix := _PREFIXES.get(row["language_id"])) is not None:
            both = {f"{prefix}displayName": row["displayname"], f"{prefix}description": row["description"] or None}
            texts.setdefault(row["mbrgrp_id"], {}).update(both)
    ruled = {row["mbrgrp_id"] for row in found["mbrgrpcond"] if row["conditions"]}
    rows = {
        id: Row(
            owners[row["owner_id"]], row["mbrgrpname"], frozenset(usages.get(id, ())), texts.get(id, {}), id in ruled
        )
        for row in found["mbrgrp"]
        for id in (row["mbrgrp_id"],)
    }
    members = [("mbrgrpmbr", row["mbrgrp_id"], row["member_id"], row["exclude"]) for row in found["mbrgrpmbr"]]
    shoppers = [("dmmbrgrppzn", row["mbrgrp_id"], row["personalizationid"], "") for row in found["dmmbrgrppzn"]]
    return World(
        is_everybody=is_everybody,
        files=files,
        rows=rows,
        ledger={row["segment_id"]: _entry(row) for row in found["xsyncsegment"]},
        members=frozenset(tuple(map(str, one)) for one in (*members, *shoppers)),
        counter=next(int(row["counter"]) for row in found["keys"] if row["tablename"] == "mbrgrp"),
        has_created=any(row["verb"] == "create" for row in found["xsyncchange"]),
        is_real=is_real,
    )


def _entry(row: Mapping[str, Any]) -> Entry:
    content = json.loads(row["content"])
    return Entry(
        row["segment_id"], row["mbrgrp_id"], row["mbrgrpname"], content, row["lifecycle"], bool(row["is_held"])
    )


@dataclass(frozen=True)
class Deed:
    """Something that somebody else does. Which row it is about follows from ``which``, and how from ``how``."""

    what: str
    which: int = 0
    how: int = 0


def done(deed: Deed, store: Database, world: World) -> World:
    """Do it."""
    return DEEDS[deed.what](deed, store, world)


def _slot(row: Row) -> int | None:
    """The slot whose name a row has, in whatever case."""
    return next((slot for slot, names in enumerate(NAMES) if row.name.lower() in map(str.lower, names)), None)


def _one_of(deed: Deed, world: World) -> int | None:
    """A group that is ours, or that has a name that a file may have."""
    ours = {entry.row for entry in world.ledger.values()} & world.rows.keys()
    there = sorted(ours | {id for id, row in world.rows.items() if _slot(row) is not None})
    return there[deed.which % len(there)] if there else None


def _edits(change: Callable[[int, Row, Deed, Database, World], Row]) -> Callable[[Deed, Database, World], World]:
    """A deed that changes one group, and counts it as the Marketing tool does."""

    def deed_of(deed: Deed, store: Database, world: World) -> World:
        if (id := _one_of(deed, world)) is None:
            return world
        row = change(id, world.rows[id], deed, store, world)
        sql = "UPDATE mbrgrp SET optcounter = optcounter + 1, lastupdatedby = 'marketer' WHERE mbrgrp_id = ?"
        store.execute(sql, id)
        return replace(world, rows={**world.rows, id: row})

    return deed_of


def _edit_text(id: int, row: Row, deed: Deed, store: Database, _world: World) -> Row:
    language, prefix = sorted(_PREFIXES.items())[deed.how % 2]
    # Mostly it is what a file says, or will say.
    path, words = (
        f"{prefix}description",
        "à la main" if deed.how // 6 % 3 == 2 else text(_slot(row) or 0, deed.how // 2),
    )
    if path in row.content:
        sql = "UPDATE mbrgrpdesc SET description = ?, optcounter = optcounter + 1 WHERE mbrgrp_id = ?"
        store.execute(f"{sql} AND language_id = ?", words, id, language)
        return replace(row, content={**row.content, path: words})
    sql = "INSERT INTO mbrgrpdesc (description, mbrgrp_id, language_id, displayname, optcounter) VALUES (?, ?, ?, ?, 0)"
    store.execute(sql, words, id, language, "Affiché")
    return replace(row, content={**row.content, path: words, f"{prefix}displayName": "Affiché"})


def _rename(id: int, row: Row, deed: Deed, store: Database, world: World) -> Row:
    name = (*(name for names in NAMES for name in names), "Renamed by hand")[deed.how % 9]
    if any(world.rows[other].name == name for other in world.named(name, row.owner)):
        return row
    store.execute("UPDATE mbrgrp SET mbrgrpname = ? WHERE mbrgrp_id = ?", name, id)
    return replace(row, name=name)


def _use_otherwise(id: int, row: Row, deed: Deed, store: Database, _world: World) -> Row:
    usage = (SEGMENT, PRICE_GROUP)[deed.how % 4 == 3]
    if usage in row.usages:
        store.execute("DELETE FROM mbrgrpusg WHERE mbrgrp_id = ? AND mbrgrptype_id = ?", id, usage)
        return replace(row, usages=row.usages - {usage})
    store.execute("INSERT INTO mbrgrpusg (mbrgrptype_id, mbrgrp_id, optcounter) VALUES (?, ?, 0)", usage, id)
    return replace(row, usages=row.usages | {usage})


def _give_away(id: int, row: Row, deed: Deed, store: Database, world: World) -> Row:
    owner = list(OWNERS)[deed.how % 3]
    if any(world.rows[other].name == row.name for other in world.named(row.name, owner)):
        return row
    store.execute("UPDATE mbrgrp SET owner_id = ? WHERE mbrgrp_id = ?", OWNERS[owner], id)
    return replace(row, owner=owner)


def _give_conditions(id: int, row: Row, deed: Deed, store: Database, _world: World) -> Row:
    rule = None if row.has_conditions else _RULE
    if store.execute("SELECT 1 FROM mbrgrpcond WHERE mbrgrp_id = ?", id):
        store.execute("UPDATE mbrgrpcond SET conditions = ? WHERE mbrgrp_id = ?", rule, id)
    else:
        store.execute("INSERT INTO mbrgrpcond (mbrgrp_id, conditions, optcounter) VALUES (?, ?, 0)", id, rule)
    return replace(row, has_conditions=not row.has_conditions)


def _delete(deed: Deed, store: Database, world: World) -> World:
    """The Marketing tool deletes the member, and everything goes with it."""
    if (id := _one_of(deed, world)) is None:
        return world
    store.execute("DELETE FROM member WHERE member_id = ?", id)
    rows = {other: row for other, row in world.rows.items() if other != id}
    return replace(world, rows=rows, members=frozenset(one for one in world.members if one[1] != str(id)))


def _make(deed: Deed, store: Database, world: World) -> World:
    """Somebody makes a group: of another owner or of ours, a segment or not, in any case of letters."""
    name = NAMES[deed.which % 4][deed.which // 4 % 2]
    name = name.upper() if deed.how % 5 == 4 else name
    owner = (STORE, STORE, OTHER_STORE, NO_STORE)[deed.how // 5 % 4]
    usage = PRICE_GROUP if deed.how // 20 % 4 == 3 else SEGMENT
    if any(world.rows[other].name == name for other in world.named(name, owner)):
        return world
    world = _take_keys(Deed("", which=0), store, world)
    id = world.counter
    _insert(store, id, OWNERS[owner], name, usage)
    content = {"displayName": name, "description": "à la main"}
    return replace(world, rows={**world.rows, id: Row(owner, name, frozenset({usage}), content)})


def _pass_by_keys(deed: Deed, store: Database, world: World) -> World:
    """Somebody makes a group with an id that KEYS has not given out."""
    id = world.counter + 1 + deed.how % 5
    name = f"Past KEYS {id}"
    if id in world.rows:
        return world
    _insert(store, id, BOREALIS, name, SEGMENT)
    content = {"displayName": name, "description": "à la main"}
    return replace(world, rows={**world.rows, id: Row(OTHER_STORE, name, frozenset({SEGMENT}), content)})


def _insert(store: Database, id: int, owner: int, name: str, usage: int) -> None:
    store.execute("INSERT INTO member (member_id, type, optcounter) VALUES (?, 'G', 0)", id)
    sql = "INSERT INTO mbrgrp (mbrgrp_id, owner_id, mbrgrpname, allowexport, exportall, optcounter)"
    store.execute(f"{sql} VALUES (?, ?, ?, 0, 0, 0)", id, owner, name)
    store.execute("INSERT INTO mbrgrpusg (mbrgrptype_id, mbrgrp_id, optcounter) VALUES (?, ?, 0)", usage, id)
    sql = "INSERT INTO mbrgrpdesc (description, mbrgrp_id, language_id, displayname, optcounter) VALUES (?, ?, ?, ?, 0)"
    store.execute(sql, "à la main", id, LANGUAGES["en_US"], name)


def _take_keys(deed: Deed, store: Database, world: World) -> World:
    """A key manager of the server takes a block; ids that were made past it are left behind."""
    highest = max((id for id in world.rows if id > world.counter), default=world.counter)
    counter = highest + 1 + deed.which
    store.execute("UPDATE keys SET counter = ? WHERE tablename = 'mbrgrp'", counter)
    return replace(world, counter=counter)


def _load(deed: Deed, store: Database, world: World) -> World:
    """The process that fills segments puts somebody in, or takes them out."""
    if (id := _one_of(deed, world)) is None:
        return world
    who, excluded = FIRST_USER + deed.how % 3, "01"[deed.how // 3 % 4 == 3]
    there = {one for one in world.members if one[:3] == ("mbrgrpmbr", str(id), str(who))}
    if there:
        store.execute("DELETE FROM mbrgrpmbr WHERE mbrgrp_id = ? AND member_id = ?", id, who)
        return replace(world, members=world.members - there)
    sql = "INSERT INTO mbrgrpmbr (member_id, mbrgrp_id, exclude, optcounter) VALUES (?, ?, ?, 0)"
    store.execute(sql, who, id, excluded)
    return replace(world, members=world.members | {("mbrgrpmbr", str(id), str(who), excluded)})


DEEDS: Mapping[str, Callable[[Deed, Database, World], World]] = {
    "edit a text": _edits(_edit_text),
    "rename": _edits(_rename),
    "use otherwise": _edits(_use_otherwise),
    "give away": _edits(_give_away),
    "give conditions": _edits(_give_conditions),
    "delete": _delete,
    "make": _make,
    "pass by KEYS": _pass_by_keys,
    "take keys": _take_keys,
    "load": _load,
}
