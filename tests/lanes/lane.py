"""A lane: one engine that the same tests run on, with databases that are made once and put back after each test."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from typing import Any, ClassVar

import pytest
from sqlalchemy import Connection, Engine, MetaData, event
from sqlalchemy.engine import make_url

from syncer.live.connect import connect
from syncer.live.dialects import DIALECTS
from syncer.live.dialects.dialect import Dialect, Opening
from syncer.live.dialects.rights import Guarded
from syncer.live.gate import MEMBERSHIP, Access
from syncer.live.setup import complete, create_missing
from syncer.model.environment import DatabaseUrl, Environment, Role
from syncer.sandbox.commerce import Profile, commerce_tables
from tests.lanes.store import Store

Fill = Callable[[Connection, MetaData], None]
"""Writes the rows of a new database."""

SHOPPERS = 25
"""Fewer than a sandbox has: every lane writes them once, and some read slowly."""

_VARIABLE = "LANE_URL"


class Lane(ABC):
    """One engine. ``dialect`` is what the product uses there."""

    name: ClassVar[str]
    login: ClassVar[str]
    """As whom the product comes in. The administrator is somebody else."""
    has_guard: ClassVar[bool] = True
    """Whether the engine itself refuses this login every write of members, also by a cascade."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = compiling_once(dialect)
        self._stores: dict[tuple[object, ...], Store] = {}

    @abstractmethod
    def new_database(self) -> tuple[str, Engine]:
        """A new, empty database: its URL for the product, and an engine of its administrator."""

    def store(self, profile: Profile, *key: object, fill: Fill, is_set_up: bool = True) -> Store:
        """The database of this key, made when it is first asked for; put back to how it was made ever after."""
        wanted = (profile, is_set_up, *key)
        if wanted in self._stores:
            self._stores[wanted].restore()
        else:
            self._stores[wanted] = self._made(profile, fill, is_set_up)
        return self._stores[wanted]

    def _made(self, profile: Profile, fill: Fill, is_set_up: bool) -> Store:
        url, engine = self.new_database()
        tables = commerce_tables(profile)
        with engine.begin() as connection:
            tables.create_all(connection, checkfirst=False)
        with engine.begin() as connection:
            fill(connection, tables)
        if is_set_up:
            self._set_up(url)
        if self.has_guard:
            self.guard(engine)
        store = Store(url, engine, tables, is_set_up)
        store.remember()
        return store

    def _set_up(self, url: str) -> None:
        environment = Environment(
            "lane", DatabaseUrl(_VARIABLE), Role.STAGING, catalog="main", stores={}, default_language="en_US"
        )
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv(_VARIABLE, url)
            patch.setitem(DIALECTS, self.dialect.name, self.dialect)
            with connect(environment, Access.SETUP) as database, database.writing() as session, session.begin():
                create_missing(session, frozenset())
                complete(session, environment)

    def guard(self, engine: Engine, *, prefix: str = "") -> None:
        """Make the triggers that ``syncer grants --guard`` prints, in the schema of the prefix."""
        assert self.dialect.rights is not None
        guarded = Guarded(sorted(MEMBERSHIP), prefix, self.dialect.fold(self.login))
        with engine.begin() as connection:
            for statement in self.dialect.rights.guard(guarded):
                connection.exec_driver_sql(statement.removesuffix(";"))

    def watched(self, opened: Callable[[Store], None]) -> Dialect:
        """The dialect, telling which databases the product opens."""
        stores = {make_url(store.url): store for store in self._stores.values()}

        def opening(what: Opening) -> Engine:
            if what.url in stores:
                opened(stores[what.url])
            return self.dialect.open(what)

        return replace(self.dialect, open=opening)

    def close(self) -> None:
        """Let go of every connection."""
        for store in self._stores.values():
            store.engine.dispose()


def in_schema(schema: str, engine: Engine) -> Engine:
    """The engine of an administrator whose tables are in the schema of somebody else."""

    @event.listens_for(engine, "connect")
    def choose(connection: Any, _record: object) -> None:
        with closing(connection.cursor()) as cursor:
            cursor.execute(f"SET SCHEMA {schema}")
        connection.commit()

    return engine


def compiling_once(dialect: Dialect) -> Dialect:
    """The dialect, with engines that share what they compiled: to do it anew for each takes a third of the time."""
    shared: list[Engine] = []

    def opened(opening: Opening) -> Engine:
        engine = dialect.open(opening)
        first = (shared or [engine])[0]
        shared[:] = [first]
        engine.dialect = engine.pool._dialect = first.dialect
        engine._compiled_cache = first._compiled_cache
        return engine

    return replace(dialect, open=opened)
