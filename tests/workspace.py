"""A catalog repository with both sample databases, to do anything with."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from syncer.desired.environments import load_environment
from syncer.engine.apply import apply
from syncer.engine.drift import drift
from syncer.engine.plan import plan
from syncer.model.environment import Environment
from syncer.model.plan import SavedPlan
from syncer.model.report import DriftReport, Report
from tests.membership import Watch

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


@dataclass(frozen=True)
class Workspace:
    """One repository: ``catalog/``, ``environments/`` and ``.sandbox/``."""

    root: Path
    watch: Watch

    def segment(self, id: str = GOLD, name: str = NAME, **fields: object) -> None:
        """Write the file of a segment; without further fields it has a description."""
        path = self.root / "catalog" / f"{id}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_yaml({"name": name, **(fields or {"description": TEXT})}), encoding="utf-8")

    def remove(self, id: str = GOLD) -> None:
        """Delete the file of a segment."""
        (self.root / "catalog" / f"{id}.yaml").unlink()

    def environment(self, name: str = "staging", **settings: object) -> None:
        """Write the file of an environment; a setting of ``None`` is left out."""
        places: dict[str, object] = {} if "url_env" in settings else {"sandbox": f".sandbox/{name}.db"}
        role = "production" if name == "production" else "staging"
        all_settings = {**places, "role": role, **SETTINGS, **settings}
        text = _yaml({key: value for key, value in all_settings.items() if value is not None})
        (self.root / "environments" / f"{name}.yaml").write_text(text, encoding="utf-8")

    def settings(self, name: str = "staging") -> Environment:
        """An environment as the product reads it."""
        return load_environment(self.root, name)

    def database(self, name: str = "staging") -> Path:
        """The file of a sample database."""
        return self.root / ".sandbox" / f"{name}.db"

    def plan(self, name: str = "staging", *, accept: Sequence[str] = (), hold: Sequence[str] = ()) -> SavedPlan:
        return plan(self.root, name, accept=accept, hold=hold)

    def apply(self, to: str | SavedPlan = "staging", **terms: Any) -> Report:
        """Apply a saved plan, or one that is made now."""
        if isinstance(to, str):
            return apply(self.root, to, None, **terms)
        return apply(self.root, to.environment, to, **terms)

    def drift(self, name: str = "staging") -> DriftReport:
        return drift(self.root, name)

    @contextmanager
    def connection(self, name: str = "staging") -> Iterator[sqlite3.Connection]:
        """Somebody else's connection, with foreign keys on; transactions are in their own words."""
        with closing(sqlite3.connect(self.database(name), timeout=5, isolation_level=None)) as connection:
            connection.execute("PRAGMA foreign_keys = ON")
            yield connection

    def rows(self, query: str, *values: object, name: str = "staging") -> list[tuple[Any, ...]]:
        """What a query finds."""
        with self.connection(name) as connection:
            return connection.execute(query, values).fetchall()

    def value(self, query: str, *values: object, name: str = "staging") -> Any:
        """The one value that a query finds."""
        ((found,),) = self.rows(query, *values, name=name)
        return found

    def edit(self, statement: str, *values: object, name: str = "staging") -> None:
        """Somebody else changes rows."""
        with self.connection(name) as connection:
            assert connection.execute(statement, values).rowcount > 0, f"nothing to change: {statement}"

    def fill(self, segment_name: str, *, exclude: bool = False, name: str = "staging") -> None:
        """The process that fills segments puts one member into each segment of this name."""
        with self.watch.loader(self.database(name)), self.connection(name) as connection:
            connection.execute(
                "INSERT INTO mbrgrpmbr (member_id, mbrgrp_id, exclude)"
                " SELECT (SELECT min(member_id) FROM member WHERE type = 'U  '), mbrgrp_id, ? FROM mbrgrp"
                " WHERE mbrgrpname = ?",
                ("1" if exclude else "0", segment_name),
            )

    def store_rows(self, name: str = "staging") -> str:
        """Everything in the database but our own tables and KEYS, as text."""
        with self.connection(name) as connection:
            return "\n".join(line for line in connection.iterdump() if not _is_ours(line))


def _is_ours(line: str) -> bool:
    return "xsync" in line or 'INSERT INTO "keys"' in line


def _yaml(value: Mapping[str, object]) -> str:
    text: str = yaml.safe_dump(dict(value), allow_unicode=True, sort_keys=False, width=10_000)
    return text
