"""Generated stores of any size, for tests and benchmarks. The same shape and seed give the same rows."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from pathlib import Path

from sqlalchemy import Connection, Engine, MetaData, select

from syncer.model.environment import Role
from syncer.sandbox.build import write_database
from syncer.sandbox.commerce import commerce_tables
from syncer.sandbox.generated_groups import generated_groups
from syncer.sandbox.group import insert_groups
from syncer.sandbox.invent import StoreShape
from syncer.sandbox.lookups import insert_lookups, insert_organisation, insert_stores, insert_users

_FIRST_OWNER = 7000000000000000201
_FIRST_STORE = 11001


def build_store(
    path: Path, shape: StoreShape, seed: int, *, role: Role, reset: bool = False, triggers: bool = False
) -> tuple[int, int]:
    """Make a SQLite file that holds a generated store, and count its segments and the rows of their members.

    Raises what ``build_sandbox`` raises.
    """

    def fill(connection: Connection, tables: MetaData) -> None:
        insert_lookups(connection, tables, role)
        insert_store(connection, tables, shape, seed)

    return write_database(path, fill, shape.profile, reset, triggers)


def generate_store(engine: Engine, shape: StoreShape, seed: int) -> None:
    """Add a generated store to a database that has the look-ups, in one transaction; once per database."""
    with engine.begin() as connection:
        insert_store(connection, commerce_tables(shape.profile), shape, seed)


def insert_store(connection: Connection, tables: MetaData, shape: StoreShape, seed: int) -> None:
    """Write organisations, stores, shoppers and groups, with ids of KEYS, which moves on."""
    owners = {store: _FIRST_OWNER + number for number, store in enumerate(shape.stores)}
    for store, owner in owners.items():
        insert_organisation(connection, tables, owner, f"Organisation of {store}")
    insert_stores(
        connection,
        tables,
        tuple((_FIRST_STORE + number, owner, "S", store) for number, (store, owner) in enumerate(owners.items())),
    )
    shoppers = max(1000, shape.members)
    first = _reserve(connection, tables, "users", shoppers)
    users = range(first, first + shoppers)
    insert_users(connection, tables, users)
    ids = count(_reserve(connection, tables, "mbrgrp", shape.groups))
    element_ids = count(_reserve(connection, tables, "mgpcondele", shape.groups * 2))
    groups = (replace(group, mbrgrp_id=next(ids)) for group in generated_groups(shape, owners, users, seed))
    insert_groups(connection, tables, groups, element_ids)


def _reserve(connection: Connection, tables: MetaData, table: str, number: int) -> int:
    """The first of as many ids, taken from KEYS as an honest loader does (reference 6.2)."""
    keys = tables.tables["keys"]
    row = keys.c.tablename == table
    connection.execute(keys.update().where(row).values(counter=keys.c.counter + number + 1))
    return int(connection.execute(select(keys.c.counter).where(row)).scalar_one()) - number
