"""Random states of a store and its catalog: random triples, roughened by whatever databases may differ in.

Two names of one owner never differ in blanks at their end alone, and no display name is empty: not every engine keeps
such rows (``tests/same_everywhere.py`` says which).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any

from hypothesis import strategies as st
from sqlalchemy import Connection, MetaData, insert

from syncer.model.environment import Role
from syncer.model.snapshot import LAST_COUNTER
from syncer.sandbox.commerce import Profile
from syncer.sandbox.group import TOP, Element, Group, Membership, Text, insert_groups, insert_rows, padded
from syncer.sandbox.lookups import AURORA, DEFAULT, LANGUAGES, insert_lookups, insert_stores, insert_users
from syncer.sandbox.ranges import ELEMENTS, first_id
from tests.lanes.store import own_tables
from tests.triple_shapes import FIRST_ROW, NAMES, OWNERS, ledger_row, triples
from tests.workshop import FIRST_GROUP, FIRST_USER

MODEL = "A container"
"""A segment that is always there; ``container_condition`` may name it."""

_SPELLINGS = (
    ("Alpenhütten", "Alpine 🏔 Huts", 'Al\'pine; "Huts" -- 100 %', "Alpine \\ huts : one"),
    ("Bïkers", "𝔅ikers 🚲", "ｂｉｋｅｒｓ", "İstanbul bikers"),
    ("Köche", "料理人の会", "Cooks" + "é" * 124 + "!", "🍳" * 63 + "ab"),
    ("Fußgänger", "Zoë %s ? {0}", "Ω̈ Club", "d'Artagnan _%"),
)
"""What the segments of a triple are called instead; the long ones have 254 bytes."""

_SAID = (
    None,
    *[""] * 3,
    " ",
    "One text.",
    "One text. ",
    "One Text.",
    "É" * 130,
    "Ein Text 🎿, übersetzt.",
    "O'Hara \\ 100 %",
)
_RULE = '<profile><simpleCondition><variable name="age"/></simpleCondition></profile>'
_CONDITIONS = (None, "", "  ", "<profile/>", "<profile><andListCondition/></profile>", _RULE)
_ELEMENTS: tuple[tuple[Element, ...], ...] = (
    (),
    (Element("age", "simpleCondition", TOP.name, "age", ">", "30"),),
    (Element("TopAndList", TOP.type),),
    (Element(f"{TOP.name} ", TOP.type),),
    (Element(TOP.name, f"{TOP.type} "),),
)
TIMES = (None, datetime(2024, 3, 18, 9, 15), datetime(2026, 2, 28, 23, 59, 59, 123456))  # noqa: DTZ001
"""Of the last change to a row; the store's clock has no zone."""

_EDITORS = (None, "", "wcsadmin", "Zoë 🎿", "wcsadmin ")

_often, _seldom = st.integers(0, 2).map(bool), st.integers(0, 7).map(lambda number: number == 7)


@dataclass(frozen=True)
class State:
    """What is there when a plan is made."""

    profile: Profile
    settings: Mapping[str, object]
    files: Mapping[str, Mapping[str, object]]
    """By id, what stands in the file."""
    groups: tuple[Group, ...]
    ledger: Mapping[str, Mapping[str, Any]]
    """By id, what is recorded."""
    accepts: bool
    """Whether a person accepts whatever may be accepted."""
    has_doubles: bool
    """Whether stores and locales have doubles in another case, another padding or another id."""


@st.composite
def states(draw: st.DrawFn) -> State:
    """A triple, most of its names and rows odd, with twins beside them."""
    triple = draw(triples())
    profile = draw(st.sampled_from(Profile))
    spelling = {
        plain: draw(st.sampled_from(odd)) for plain, odd in zip(NAMES.values(), _SPELLINGS, strict=True) if draw(_often)
    }
    files = {id: {**file, "name": _respelt(str(file["name"]), spelling)} for id, file in triple.files.items()}
    ledger = {id: {**entry, "name": _respelt(entry["name"], spelling)} for id, entry in triple.ledger.items()}
    rows = [draw(_group({**row, "name": _respelt(row["name"], spelling)}, profile)) for row in triple.groups]
    names = sorted({str(file["name"]) for file in files.values()} | {row.name for row in rows} | {MODEL})
    twins = [draw(_twin(names, FIRST_ROW + 50 + number)) for number in range(draw(st.integers(0, 3)))]
    model = Group(FIRST_GROUP, AURORA, MODEL, conditions=draw(st.sampled_from(_CONDITIONS[:-1])))
    container = draw(st.sampled_from(["row-with-null", "row-with-null", "no-row", {"like": MODEL}]))
    return State(
        profile=profile,
        settings={**triple.settings, "container_condition": container},
        files=files,
        groups=tuple(_without_doubles([model, *rows, *twins])),
        ledger=ledger,
        accepts=triple.accepts,
        has_doubles=draw(_seldom),
    )


def _respelt(name: str, spelling: Mapping[str, str]) -> str:
    """The odd name for a plain one, in the case and with the end that this one has."""
    for plain, odd in spelling.items():
        if name.lower().startswith(plain.lower()):
            return (odd.lower() if name.islower() else odd) + name[len(plain) :]
    return name


@st.composite
def _group(draw: st.DrawFn, row: Mapping[str, Any], profile: Profile) -> Group:
    counters = [row["counter"], LAST_COUNTER, *([None] if profile is Profile.SEVEN else [])]
    texts = (
        Text(
            LANGUAGES[locale],
            f"{display} " if draw(_seldom) else display,
            draw(st.sampled_from(_SAID)) if draw(_often) else description,
        )
        for locale, (display, description) in row["texts"].items()
    )
    return Group(
        row["mbrgrp_id"],
        DEFAULT if draw(_seldom) else OWNERS[row["store"]],
        row["name"],
        tuple(texts),
        usages=row["usages"],
        has_condition_row=not draw(_seldom),
        conditions=draw(st.sampled_from(_CONDITIONS)) if draw(_seldom) else None,
        elements=draw(st.sampled_from(_ELEMENTS)) if draw(_seldom) else (TOP,),
        members=tuple(Membership(FIRST_USER + place, excluded=place == 0) for place in range(row["members"])),
        shoppers=("P-01",) if draw(_seldom) else (),
        updated_at=draw(st.sampled_from(TIMES)),
        updated_by=draw(st.sampled_from(_EDITORS)),
        allow_export=bool(row["flags"][0]),
        counter=draw(st.sampled_from(counters)),
    )


@st.composite
def _twin(draw: st.DrawFn, names: list[str], row: int) -> Group:
    """A row whose name a person or a database may take for another."""
    name = draw(st.sampled_from(names))
    forms = (
        *(name, f"{name} ", f" {name}", f"{name}\u00a0", name.replace(" ", "  ")),
        *(name.upper(), name.casefold(), name.swapcase()),
        *(unicodedata.normalize(form, name) for form in ("NFD", "NFKC")),
    )
    usages = draw(st.sampled_from([(-1,), (-1,), (-8,), ()]))
    return Group(row, draw(st.sampled_from([*OWNERS.values(), DEFAULT])), draw(st.sampled_from(forms)), usages=usages)


def _without_doubles(groups: Iterable[Group]) -> list[Group]:
    """The first of each owner and name, blanks at its end aside."""
    found: dict[tuple[int, str], Group] = {}
    for group in groups:
        found.setdefault((group.owner_id, group.name.rstrip(" ")), group)
    return list(found.values())


def fill(connection: Connection, tables: MetaData) -> None:
    """Write what every state has."""
    insert_lookups(connection, tables, Role.STAGING)
    insert_users(connection, tables, range(FIRST_USER, FIRST_USER + 5))


def insert_state(connection: Connection, tables: MetaData, state: State) -> None:
    """Write the rows of a state into a database that :func:`fill` has filled."""
    insert_groups(connection, tables, state.groups, count(first_id(ELEMENTS, Role.STAGING)))
    if state.ledger:
        ledger = own_tables()[0]
        connection.execute(insert(ledger), [ledger_row(id, entry) for id, entry in state.ledger.items()])
    if state.has_doubles:
        insert_stores(connection, tables, ((1, DEFAULT, "S", "Aurora "), (2, DEFAULT, "S", "AURORA")))
        doubles = {-98: "de_de", -99: "fr_FR"}
        rows: list[dict[str, object]] = [
            {"language_id": id, "localename": padded(name, 16)} for id, name in doubles.items()
        ]
        insert_rows(connection, tables, "language", rows)
