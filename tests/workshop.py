"""A small store with its catalog in a folder of its own, made in milliseconds: what promises and stories are tried on.

Everything that is done *by us* goes through the engine; what others do to the same database goes through ``sql``.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, MetaData, create_engine

import syncer.live.dialects.sqlite
from syncer.cli.files import write_whole
from syncer.engine.apply import apply
from syncer.engine.plan import plan
from syncer.engine.setup import setup
from syncer.live.dialects import DIALECTS
from syncer.model.environment import Role
from syncer.model.plan import SavedPlan
from syncer.model.report import Report
from syncer.render.to_json import plan_json
from syncer.sandbox.build import write_database
from syncer.sandbox.commerce import Profile
from syncer.sandbox.group import TOP, Element, Group, Membership, Text, insert_groups
from syncer.sandbox.lookups import AURORA, BOREALIS, LANGUAGES, PRICE_GROUP, insert_lookups, insert_users
from syncer.sandbox.ranges import ELEMENTS, GROUPS, USERS, first_id
from tests.lanes.store import Store
from tests.membership import Place, Watch
from tests.sqlite_file import SqliteFile

if TYPE_CHECKING:
    import pytest

    from tests.lanes.lane import Lane

ENVIRONMENT = "staging"
_VARIABLE = "STAGING_URL"
IN_MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
"""A folder for databases that are made by the thousand."""

FIRST_USER = first_id(USERS, Role.STAGING)
FIRST_GROUP = first_id(GROUPS, Role.STAGING)
REGISTERED, REPEAT = 8000000000000000551, 8000000000000000552
INSIDERS, INSIDERS_BOREALIS, PRICES, CLICKED, VIP, VIP_TWIN = range(FIRST_GROUP, FIRST_GROUP + 6)
_CLICKED = ("marketingPopulates", "=", "T")
_ENGLISH, _FRENCH = LANGUAGES["en_US"], LANGUAGES["fr_FR"]


@dataclass(frozen=True)
class Workshop:
    """A folder with a catalog, one environment and its database."""

    root: Path
    elsewhere: Store | None = None
    """Its database where that is no file of SQLite."""
    lets_begin: bool = True
    """Whether every plan accepts ``first-write``, which is refused where a database is no sandbox."""

    @property
    def database(self) -> Path:
        """The file of SQLite."""
        return self.root / ".sandbox" / "staging.db"

    @property
    def place(self) -> Place:
        """Where its rows are, for the watch on members."""
        return self.elsewhere or self.database

    @property
    def store(self) -> Store | SqliteFile:
        """Its database as others see it: the Marketing tool, a loader, the store's servers."""
        return self.elsewhere or SqliteFile(self.database)

    def declare(self, **settings: object) -> None:
        """Write the environment's file; ``settings`` replace or add lines."""
        values: dict[str, object] = {
            **({"url_env": _VARIABLE} if self.elsewhere else {"sandbox": ".sandbox/staging.db"}),
            "role": "staging",
            "catalog": "main",
            "stores": {"aurora": "Aurora", "borealis": "Borealis"},
            "default_language": "en_US",
            "empty_segment_means": "nobody",
            "container_condition": "row-with-null",
            **settings,
        }
        file = self.root / "environments" / f"{ENVIRONMENT}.yaml"
        file.parent.mkdir(exist_ok=True)
        file.write_text("".join(f"{key}: {json.dumps(value)}\n" for key, value in values.items()))

    def write(self, id: str, name: str, description: str | None = "Filled nightly.", **fields: object) -> None:
        """Write one file of the catalog."""
        file = self.file(id)
        file.parent.mkdir(parents=True, exist_ok=True)
        values = {"name": name, "description": description, **fields}
        lines = (f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in values.items())
        file.write_text("".join(lines), encoding="utf-8")

    def remove(self, id: str) -> None:
        """Let one file of the catalog disappear."""
        self.file(id).unlink()

    def file(self, id: str) -> Path:
        return self.root / "catalog" / f"{id}.yaml"

    def plan(self, *accept: str, hold: tuple[str, ...] = ()) -> SavedPlan:
        return plan(self.root, ENVIRONMENT, accept=self._accepted(accept), hold=hold)

    def apply(self, *accept: str, saved: SavedPlan | None = None, hold: tuple[str, ...] = ()) -> Report:
        accepted = () if saved else self._accepted(accept)
        return apply(self.root, ENVIRONMENT, saved, accept=accepted, hold=hold)

    def _accepted(self, accept: tuple[str, ...]) -> tuple[str, ...]:
        return (*accept, "first-write") if self.elsewhere and self.lets_begin else accept

    def save_plan(self, *accept: str) -> Path:
        """Write a plan file, as ``plan --out`` does."""
        file = self.root / "plan.json"
        write_whole(file, plan_json(self.plan(*accept)))
        return file

    def sql(self, statement: str, *parameters: object) -> list[tuple[Any, ...]]:
        """What somebody else does to the database."""
        return self.store.execute(statement, *parameters)

    def row_of(self, name: str) -> int:
        """The MBRGRP_ID of the group of this name in store aurora."""
        query = "SELECT mbrgrp_id FROM mbrgrp WHERE owner_id = ? AND mbrgrpname = ?"
        return int(self.sql(query, AURORA, name)[0][0])


_made: dict[bool, bytes] = {}


def workshop(root: Path, *, is_set_up: bool = True) -> Workshop:
    """A new one, with an empty catalog. The first of a process makes the database, the others copy it."""
    made = Workshop(root)
    (root / "catalog").mkdir(parents=True)
    made.declare()
    if is_set_up in _made:
        made.database.parent.mkdir()
        made.database.write_bytes(_made[is_set_up])
        return made
    write_database(made.database, _fill, Profile.NINE, reset=False, triggers=False)
    if is_set_up:
        setup(root, ENVIRONMENT)
    _made[is_set_up] = made.database.read_bytes()
    return made


def workshop_on(lane: Lane, root: Path, watch: Watch, patch: pytest.MonkeyPatch) -> Workshop:
    """One on another engine, set up, with an empty catalog; the engine's database is put back for the next."""
    store = lane.store(Profile.NINE, "workshop", fill=_fill)
    made = Workshop(root, store)
    (root / "catalog").mkdir(parents=True)
    made.declare()
    patch.setenv(_VARIABLE, store.url)
    patch.setitem(DIALECTS, lane.dialect.name, lane.watched(watch.opened))
    return made


def compile_once() -> None:
    """Let all engines of this process share what they compiled: doing it anew for each takes a third of the time."""
    first = create_engine("sqlite://")
    first.connect().close()

    def sharing(*arguments: Any, **keywords: Any) -> Engine:
        engine = create_engine(*arguments, **keywords)
        engine.dialect = engine.pool._dialect = first.dialect
        engine._compiled_cache = first._compiled_cache
        return engine

    vars(syncer.live.dialects.sqlite)["create_engine"] = sharing


def _fill(connection: Connection, tables: MetaData) -> None:
    insert_lookups(connection, tables, Role.STAGING)
    insert_users(connection, tables, range(FIRST_USER, FIRST_USER + 40))
    insert_groups(connection, tables, _groups(), count(first_id(ELEMENTS, Role.STAGING)))


def _groups() -> Iterator[Group]:
    """The starters, one name under two owners, a price group, a segment with conditions, and case twins."""
    yield _segment(REGISTERED, "Registered Customers", 8, texts=(Text(_FRENCH, "Clients enregistrés", None),))
    yield _segment(REPEAT, "Repeat Customers", 3)
    yield _segment(INSIDERS, "Loyalty Insiders", 5)
    yield _segment(INSIDERS_BOREALIS, "Loyalty Insiders", 5, owner=BOREALIS)
    yield Group(PRICES, AURORA, "Trade Prices", usages=(PRICE_GROUP,), has_condition_row=False, elements=(), oid=None)
    rule = (
        '<profile><simpleCondition><variable name="marketingPopulates"/><operator name="="/>'
        '<value data="T"/></simpleCondition></profile>'
    )
    elements = (TOP, Element(_CLICKED[0], "simpleCondition", TOP.name, *_CLICKED))
    yield Group(CLICKED, AURORA, "Clicked Campaign", _texts("Clicked Campaign"), conditions=rule, elements=elements)
    yield _segment(VIP, "VIP Shoppers", 2)
    yield _segment(VIP_TWIN, "VIP shoppers", 2)


def _segment(mbrgrp_id: int, name: str, members: int, owner: int = AURORA, texts: tuple[Text, ...] = ()) -> Group:
    first = FIRST_USER + mbrgrp_id % 20
    return Group(
        mbrgrp_id,
        owner,
        name,
        texts=(*_texts(name), *texts),
        members=tuple(Membership(first + number, excluded=number == 1) for number in range(members)),
        shoppers=(f"P{mbrgrp_id % 100:02}",),
        updated_by="wcsadmin",
    )


def _texts(name: str) -> tuple[Text, ...]:
    return (Text(_ENGLISH, name, f"Made by hand: {name.strip()}."),)
