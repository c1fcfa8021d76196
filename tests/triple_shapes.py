"""Random triples of a catalog, a database and a ledger, from the ordinary to the odd."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from syncer.model.canonical import canonical, digest
from syncer.sandbox.lookups import AURORA, BOREALIS, LANGUAGES
from tests.workshop import FIRST_GROUP, FIRST_USER, Workshop

FIRST_ROW = FIRST_GROUP + 100
VANISHED = FIRST_GROUP + 500
OWNERS = {"aurora": AURORA, "borealis": BOREALIS}

SLUGS = ("a", "b", "c", "d")
NAMES = {"a": "Alpine Huts", "b": "Bikers", "c": "Cooks of Zürich", "d": "Registered Customers"}
"""The name that each slug usually has; the last one is there in every store."""
_OF_OTHERS = ("Registered Customers", "Trade Prices", "Clicked Campaign", "VIP Shoppers", "Loyalty Insiders")
_IN_FILES = (*NAMES.values(), "Bikers!", "Divers", "VIP SHOPPERS", *_OF_OTHERS)
_IN_ROWS = (*NAMES.values(), "alpine huts", "Bikers ", "Divers")

_texts = st.sampled_from([None, "One text.", "Another text.", "Ein Text, übersetzt."])
_rarely = st.integers(0, 19).map(lambda number: number == 19)
_stores = st.sampled_from(["aurora", "aurora", "aurora", "borealis"])


@dataclass(frozen=True)
class Triple:
    """What is there when a plan is made."""

    settings: Mapping[str, object]
    files: Mapping[str, Mapping[str, object]]
    """By id, what stands in the file."""
    groups: tuple[Mapping[str, Any], ...]
    ledger: Mapping[str, Mapping[str, Any]]
    """By id, what is recorded."""
    accepts: bool
    """Whether a person accepts whatever may be accepted."""


@st.composite
def _name(draw: st.DrawFn, slug: str, others: tuple[str, ...]) -> str:
    return draw(st.sampled_from(others)) if draw(_rarely) else NAMES[slug]


@st.composite
def _content(draw: st.DrawFn) -> dict[str, Any]:
    """Managed fields by path, as the ledger keeps them."""
    content: dict[str, Any] = {"description": draw(_texts)}
    if draw(st.booleans()):
        content["translations.de_DE.description"] = draw(_texts)
    if draw(_rarely):
        content["translations.de_DE.displayName"] = draw(st.sampled_from(["Angezeigt", "Alpine Huts"]))
    if draw(_rarely):
        content["translations.fr_FR.displayName"] = "Affiché"
    if draw(_rarely):
        content["translations.nl_NL.description"] = "Geen taal van deze winkel."
    for flag in ("allowExport", "exportAll"):
        if draw(_rarely):
            content[flag] = draw(st.booleans())
    return content


@st.composite
def _file(draw: st.DrawFn, slug: str) -> dict[str, object]:
    file: dict[str, Any] = {"name": draw(_name(slug, _IN_FILES))}
    for path, value in draw(_content()).items():
        *outer, field = path.split(".")
        place = file
        for key in outer:
            place = place.setdefault(key, {})
        place[field] = value
    lifecycle = draw(st.sampled_from(["active"] * 6 + ["retired", "released"]))
    return {**file, **({"lifecycle": lifecycle} if lifecycle != "active" else {}), **_protected(draw)}


def _protected(draw: st.DrawFn) -> dict[str, object]:
    return {"protected": True} if draw(_rarely) else {}


@st.composite
def _group(draw: st.DrawFn, slug: str) -> dict[str, Any]:
    return {
        "store": draw(_stores),
        "name": draw(_name(slug, _IN_ROWS)),
        "usages": draw(st.sampled_from([(-1,)] * 7 + [(), (-8,), (-1, -2)])),
        "texts": {
            locale: (draw(st.sampled_from(["Angezeigt", "Alpine Huts"])), draw(_texts))
            for locale in ("en_US", "de_DE", "ja_JP")
            if not draw(_rarely) and (locale == "en_US" or draw(st.booleans()))
        },
        "flags": (int(draw(_rarely)), int(draw(_rarely))),
        "counter": draw(st.sampled_from([0, 3, 32766, 32767])),
        "conditions": draw(_rarely),
        "members": draw(st.integers(0, 2)),
    }


@st.composite
def triples(draw: st.DrawFn) -> Triple:
    """Each side is there or not; names, owners and ties are mostly, but not always, what one would expect."""
    files: dict[str, Mapping[str, object]] = {}
    groups: dict[tuple[str, str], dict[str, Any]] = {}
    ledger: dict[str, dict[str, Any]] = {}
    for slug in SLUGS:
        id = f"{draw(_stores)}/{slug}"
        file = draw(_file(slug))
        if draw(st.integers(0, 3)) and not any(file["name"] == other["name"] for other in files.values()):
            files[id] = file
        row = VANISHED + SLUGS.index(slug)
        if draw(st.integers(0, 2)):
            group = draw(_group(slug))
            if not draw(_rarely):
                group["store"] = id.partition("/")[0]
            if (group["store"], group["name"]) not in groups and group["name"] not in _OF_OTHERS:
                groups[group["store"], group["name"]] = group
                row = group["mbrgrp_id"] = FIRST_ROW + len(groups)
        if draw(st.booleans()):
            ledger[id] = draw(_recorded(slug, row))
    settings: dict[str, object] = {"empty_segment_means": draw(st.sampled_from(["nobody", "nobody", "everybody"]))}
    if draw(_rarely):
        settings["mode"] = draw(st.sampled_from(["create-only", "observe"]))
    if draw(_rarely):
        settings["limits"] = {"changes": 1}
    return Triple(settings, files, tuple(groups.values()), ledger, draw(st.booleans()))


@st.composite
def _recorded(draw: st.DrawFn, slug: str, row: int) -> dict[str, Any]:
    return {
        "mbrgrp_id": row,
        "name": draw(_name(slug, _IN_FILES)),
        "content": draw(_content()),
        "lifecycle": draw(st.sampled_from(["active"] * 5 + ["retired"])),
        "held": draw(_rarely),
        "protected": draw(_rarely),
    }


def bring_about(triple: Triple, made: Workshop, empty: bytes) -> None:
    """Make a workshop be like this, over what it was before."""
    made.declare(**triple.settings)
    write_files(made.root, triple.files)
    made.database.write_bytes(empty)
    with closing(sqlite3.connect(made.database)) as connection, connection:
        connection.execute("PRAGMA synchronous = OFF")
        for group in triple.groups:
            _insert(connection, group)
        for id, entry in triple.ledger.items():
            _record(connection, id, entry)


def write_files(root: Path, files: Mapping[str, Mapping[str, object]]) -> None:
    """Make these the whole catalog; each by its id."""
    shutil.rmtree(root / "catalog", ignore_errors=True)
    (root / "catalog").mkdir()
    for id, file in files.items():
        path = root / "catalog" / f"{id}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(file, ensure_ascii=False), encoding="utf-8")


def _insert(connection: sqlite3.Connection, group: Mapping[str, Any]) -> None:
    row, counter = group["mbrgrp_id"], group["counter"]
    connection.execute("INSERT INTO member (member_id, type) VALUES (?, 'G')", (row,))
    connection.execute(
        "INSERT INTO mbrgrp (mbrgrp_id, owner_id, mbrgrpname, allowexport, exportall, optcounter)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (row, OWNERS[group["store"]], group["name"], *group["flags"], counter),
    )
    for usage in group["usages"]:
        connection.execute("INSERT INTO mbrgrpusg (mbrgrptype_id, mbrgrp_id) VALUES (?, ?)", (usage, row))
    for locale, (display, description) in group["texts"].items():
        connection.execute(
            "INSERT INTO mbrgrpdesc VALUES (?, ?, ?, ?, ?)", (row, LANGUAGES[locale], display, description, counter)
        )
    rule = "<profile><simpleCondition/></profile>" if group["conditions"] else None
    connection.execute("INSERT INTO mbrgrpcond (mbrgrp_id, conditions) VALUES (?, ?)", (row, rule))
    for number in range(group["members"]):
        connection.execute(
            "INSERT INTO mbrgrpmbr (member_id, mbrgrp_id, exclude) VALUES (?, ?, ?)",
            (FIRST_USER + number, row, "01"[number == 0 and row % 2]),
        )


def _record(connection: sqlite3.Connection, id: str, entry: Mapping[str, Any]) -> None:
    values = tuple(ledger_row(id, entry).values())
    connection.execute(f"INSERT INTO xsyncsegment VALUES ({', '.join('?' * len(values))})", values)


def ledger_row(id: str, entry: Mapping[str, Any]) -> dict[str, Any]:
    """The row of XSYNCSEGMENT that says what is recorded, its columns in their order."""
    return {
        "segment_id": id,
        "mbrgrp_id": entry["mbrgrp_id"],
        "mbrgrpname": entry["name"],
        "content": canonical(entry["content"]),
        "counters": canonical({"": 3}),
        "digest": digest([entry["name"], entry["content"]]),
        "lifecycle": entry["lifecycle"],
        "is_held": int(entry["held"]),
        "is_protected": int(entry["protected"]),
        "run_id": 1,
    }
