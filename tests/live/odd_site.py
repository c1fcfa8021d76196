"""A site that is odd wherever sites differ: other schemas, columns, types and triggers than those of the sandbox."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import CHAR, Column, Engine, MetaData, String, Table, insert
from sqlalchemy.sql.elements import quoted_name

from syncer.engine.setup import setup
from syncer.live.dialects import DIALECTS
from syncer.live.tables import LEDGER_SCHEMA, OWN_TABLES
from syncer.model.environment import Role
from syncer.model.report import SetupReport
from syncer.sandbox.commerce import Profile, commerce_tables
from syncer.sandbox.referrers import add_referrers
from syncer.sandbox.seed import insert_seeds
from tests.lanes.lane import SHOPPERS, Lane
from tests.lanes.store import Store, own_tables
from tests.membership import Watch
from tests.workspace import Workspace, variable

STORE, OURS = "wcsadmin", "ledgers"
NARROW = 100
"""Characters that a display name may have here; the vendor's column takes 254."""

_DECOYS = ("member", "mbrgrp", "mbrgrpusg", "mbrgrpdesc", "keys")
_SOMEBODY_ELSE = {"target_id": "t", "catalog_name": "other", "last_hash": "h"}


@dataclass(frozen=True)
class OddSite:
    """One database: the store's tables in one schema, ours in another, and decoys of both in the login's own."""

    lane: Lane
    url: str
    store: Store
    decoys: Store

    def workspace(self, root: Path, watch: Watch, patch: pytest.MonkeyPatch) -> Workspace:
        """A catalog repository for it. The SQL of its sessions has to name schemas."""
        for folder in ("environments", "catalog"):
            (root / folder).mkdir(parents=True)
        patch.setenv(variable("staging"), self.url)
        patch.setitem(DIALECTS, self.lane.dialect.name, self.lane.dialect)
        workspace = Workspace(root, watch, lambda _: self.store)
        declare(workspace)
        return workspace


def declare(workspace: Workspace, *, schema: str = STORE.upper(), ledger_schema: str | None = OURS.upper()) -> None:
    """Write the environment's file."""
    workspace.environment(schema=schema, ledger_schema=ledger_schema)


def odd_site(lane: Lane, root: Path) -> tuple[OddSite, SetupReport]:
    """Make it; our own tables are made by the product, past the decoys."""
    url, engine = lane.new_database()
    decoys = Store(url, engine, _made_decoys(engine), is_set_up=True)
    tables = _tables()
    placed = engine.execution_options(
        schema_translate_map={None: quoted_name(STORE, quote=False), LEDGER_SCHEMA: quoted_name(OURS, quote=False)}
    )
    with placed.begin() as connection:
        for schema in (STORE, OURS):
            connection.exec_driver_sql(f"CREATE SCHEMA {schema}")
        tables.create_all(connection, checkfirst=False)
        insert_seeds(connection, tables, Role.STAGING, Profile.SEVEN, SHOPPERS)
        for statement in _oddities(lane.name):
            connection.exec_driver_sql(statement)
    for table in OWN_TABLES:
        table.to_metadata(tables)
    site = OddSite(lane, url, Store(url, placed, tables, is_set_up=False), decoys)
    with pytest.MonkeyPatch.context() as patch:
        workspace = site.workspace(root, Watch(), patch)
        made = setup(workspace.root, "staging")
    for one in (site.store, site.decoys):
        one.remember()
    return site, made


def _tables() -> MetaData:
    """Those of version 7, without export flags and with counters that may be NULL; no table that points at segments."""
    tables = commerce_tables(Profile.SEVEN)
    add_referrers(pointing := MetaData(), nullable_counter=True)
    for name in pointing.tables:
        tables.remove(tables.tables[name])
    tables.tables["keys"].c.tablename.type = CHAR(18)
    tables.tables["mbrgrpdesc"].c.displayname.type = String(NARROW)
    return tables


def _made_decoys(engine: Engine) -> MetaData:
    """Empty tables of the store, and a ledger of another catalog and version."""
    every, decoys = commerce_tables(Profile.NINE), MetaData()
    for name in _DECOYS:
        columns = (Column(one.name, one.type, primary_key=one.primary_key) for one in every.tables[name].columns)
        Table(every.tables[name].name, decoys, *columns)
    *_, head = ours = own_tables()
    numbers = dict.fromkeys(("head_id", "last_run", "last_seq"), 1)
    with engine.begin() as connection:
        decoys.create_all(connection, checkfirst=False)
        for table in ours:
            table.create(connection, checkfirst=False)
        connection.execute(insert(head), [{**numbers, **_SOMEBODY_ELSE, "format_version": 99}])
    return decoys


def _oddities(lane: str) -> Iterator[str]:
    """What no table of ours knows: Db2's generated column, the vendor's triggers, a time with its zone."""
    group = f"ALTER TABLE {STORE}.mbrgrp"
    stored = " STORED" if lane == "postgresql" else ""
    yield f"{group} ADD COLUMN up_mbrgrpname VARCHAR(254) GENERATED ALWAYS AS (UPPER(mbrgrpname)){stored}"
    if lane == "postgresql":
        yield f"{group} ALTER COLUMN lastupdate TYPE TIMESTAMP WITH TIME ZONE"
        yield _NEXT_ON_POSTGRESQL
    if lane == "oracle":  # a trigger of H2 is a program in Java
        return
    for table, keys in (
        ("mbrgrp", ("mbrgrp_id",)),
        ("mbrgrpdesc", ("mbrgrp_id", "language_id")),
        ("keys", ("keys_id",)),
    ):
        yield _perf_on_postgresql(table) if lane == "postgresql" else _perf_on_derby(table, keys)


# The vendor's triggers count an update that does not count itself; NULL and 32767 become 1 (reference 3.1).

_NEXT = "CASE WHEN {old} < 32767 THEN {old} + 1 ELSE 1 END"
_NEXT_ON_POSTGRESQL = (
    f"CREATE FUNCTION {STORE}.perf_next() RETURNS trigger LANGUAGE plpgsql AS $$"
    f" BEGIN NEW.optcounter = {_NEXT.format(old='OLD.optcounter')}; RETURN NEW; END $$"
)


def _perf_on_postgresql(table: str) -> str:
    return (
        f"CREATE TRIGGER perf_{table} BEFORE UPDATE ON {STORE}.{table} FOR EACH ROW"
        " WHEN (NEW.optcounter IS NULL OR NEW.optcounter IS NOT DISTINCT FROM OLD.optcounter)"
        f" EXECUTE FUNCTION {STORE}.perf_next()"
    )


def _perf_on_derby(table: str, keys: tuple[str, ...]) -> str:
    """It runs after the update: Derby lets no trigger change the row that it is about to write."""
    same_row = " AND ".join(f"{key} = n.{key}" for key in keys)
    return (
        f"CREATE TRIGGER {STORE}.perf_{table} AFTER UPDATE ON {STORE}.{table} REFERENCING OLD AS o NEW AS n"
        " FOR EACH ROW WHEN (n.optcounter IS NULL OR n.optcounter = o.optcounter)"
        f" UPDATE {STORE}.{table} SET optcounter = {_NEXT.format(old='o.optcounter')} WHERE {same_row}"
    )
