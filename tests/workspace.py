"""A catalog repository with both sample databases, to do anything with."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from syncer.desired.environments import load_environment
from syncer.engine.apply import apply
from syncer.engine.drift import drift
from syncer.engine.plan import plan
from syncer.model.environment import Environment
from syncer.model.plan import SavedPlan
from syncer.model.report import DriftReport, Report
from tests.lanes.store import Store
from tests.membership import Place, Watch
from tests.rows import Dump, dump

GOLD = "aurora/gold"
NAME = "Gold members"
TEXT = "Tier gold."

SETTINGS: Mapping[str, object] = {
    "catalog": "main",
    "stores": {"aurora": "Aurora", "borealis": "Borealis"},
    "default_language": "en_US",
    "empty_segment_means": "nobody",
    "container_condition": "row-with-null",
}


Say: TypeAlias = Callable[..., list[tuple[Any, ...]]]


@dataclass(frozen=True)
class Workspace:
    """One repository: ``catalog/``, ``environments/`` and ``.sandbox/``."""

    root: Path
    watch: Watch
    store_of: Callable[[str], Store] | None = None
    """Finds an environment's database on other engines; on SQLite it is a file."""

    def segment(self, id: str = GOLD, name: str = NAME, **fields: object) -> None:
        """Write the file of a segment; without further fields it has a description."""
        path = self.root / "catalog" / f"{id}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_yaml({"name": name, **(fields or {"description": TEXT})}), encoding="utf-8")

    def remove(self, id: str = GOLD) -> None:
        """Delete the file of a segment."""
        (self.root / "catalog" / f"{id}.yaml").unlink()

    def environment(self, name: str = "staging", *, at: str | None = None, **settings: object) -> None:
        """Write the file of an environment; a setting of ``None`` is left out. ``at`` names another one's database."""
        where = at or name
        if at:
            self.place(at)
        place = {"url_env": variable(where)} if self.store_of else {"sandbox": f".sandbox/{where}.db"}
        places: dict[str, object] = {} if "url_env" in settings else dict(place)
        role = "production" if name == "production" else "staging"
        all_settings = {**places, "role": role, **SETTINGS, **settings}
        text = _yaml({key: value for key, value in all_settings.items() if value is not None})
        (self.root / "environments" / f"{name}.yaml").write_text(text, encoding="utf-8")

    def settings(self, name: str = "staging") -> Environment:
        """An environment as the product reads it."""
        self.place(name)
        return load_environment(self.root, name)

    def database(self, name: str = "staging") -> Path:
        """The file of a sample database."""
        return self.root / ".sandbox" / f"{name}.db"

    def plan(self, name: str = "staging", *, accept: Sequence[str] = (), hold: Sequence[str] = ()) -> SavedPlan:
        self.place(name)
        return plan(self.root, name, accept=self._accepted(accept), hold=hold)

    def _accepted(self, accept: Sequence[str]) -> Sequence[str]:
        """A file of SQLite is a sandbox; every other database is real, and takes one create first."""
        return (*accept, "first-write") if self.store_of else accept

    def apply(self, to: str | SavedPlan = "staging", **terms: Any) -> Report:
        """Apply a saved plan, or one that is made now."""
        self.place(to if isinstance(to, str) else to.environment)
        if isinstance(to, str):
            return apply(self.root, to, None, **{**terms, "accept": self._accepted(terms.get("accept", ()))})
        return apply(self.root, to.environment, to, **terms)

    def drift(self, name: str = "staging") -> DriftReport:
        self.place(name)
        return drift(self.root, name)

    @contextmanager
    def connection(self, name: str = "staging") -> Iterator[sqlite3.Connection]:
        """Somebody else's connection, with foreign keys on; transactions are in their own words."""
        with closing(sqlite3.connect(self.database(name), timeout=5, isolation_level=None)) as connection:
            connection.execute("PRAGMA foreign_keys = ON")
            yield connection

    @contextmanager
    def session(self, name: str = "staging") -> Iterator[Say]:
        """Somebody else's transaction: statements with ``?`` for values, and the rows that they find."""
        if self.store_of:
            with self.store_of(name).session() as say:
                yield say
            return
        with self.connection(name) as connection:
            connection.execute("BEGIN")
            yield lambda sql, *values: _found(connection.execute(sql, values))
            connection.execute("COMMIT")

    def rows(self, query: str, *values: object, name: str = "staging") -> list[tuple[Any, ...]]:
        """What a query finds."""
        with self.session(name) as say:
            return say(query, *values)

    def value(self, query: str, *values: object, name: str = "staging") -> Any:
        """The one value that a query finds."""
        ((found,),) = self.rows(query, *values, name=name)
        return found

    def edit(self, statement: str, *values: object, name: str = "staging") -> None:
        """Somebody else changes rows."""
        assert self.value(statement, *values, name=name) > 0, f"nothing to change: {statement}"

    def fill(self, segment_name: str, *, exclude: bool = False, name: str = "staging") -> None:
        """The process that fills segments puts one member into each segment of this name."""
        with self.watch.loader(self.place(name)):
            self.edit(
                "INSERT INTO mbrgrpmbr (member_id, mbrgrp_id, exclude)"
                " SELECT (SELECT min(member_id) FROM member WHERE type = 'U  '), mbrgrp_id, CAST(? AS CHAR(1))"
                " FROM mbrgrp WHERE mbrgrpname = ?",
                "1" if exclude else "0",
                segment_name,
                name=name,
            )

    def now(self, name: str = "staging") -> datetime:
        """The time by the database's clock, without a zone."""
        return moment(self.value("SELECT CURRENT_TIMESTAMP FROM mbrgrptype WHERE mbrgrptype_id = -1", name=name))

    def place(self, name: str = "staging") -> Place:
        """Where an environment's rows are; on other engines the database is there once this was asked."""
        return self.store_of(name) if self.store_of else self.database(name)

    def dump(self, name: str = "staging") -> Dump:
        """Every row of every table, each table in the order of its values."""
        return self.store_of(name).dump() if self.store_of else dump(self.database(name))

    def state(self, name: str = "staging") -> object:
        """Everything that the database holds: on SQLite each byte of its file, elsewhere each row."""
        return self.dump(name) if self.store_of else self.database(name).read_bytes()

    def store_rows(self, name: str = "staging") -> object:
        """Every row of the vendor's tables but KEYS."""
        found = self.dump(name).items()
        return {table: rows for table, rows in found if table != "keys" and not table.startswith("xsync")}


def variable(name: str) -> str:
    """The variable that holds the URL of an environment, on other engines than SQLite."""
    return f"{name.upper()}_URL"


def moment(text: str) -> datetime:
    """A time as a database wrote it; its zone, where it has one, is left out."""
    return datetime.fromisoformat(text).replace(tzinfo=None)


def _found(cursor: sqlite3.Cursor) -> list[tuple[Any, ...]]:
    return cursor.fetchall() if cursor.description else [(cursor.rowcount,)]


def _yaml(value: Mapping[str, object]) -> str:
    text: str = yaml.safe_dump(dict(value), allow_unicode=True, sort_keys=False, width=10_000)
    return text
