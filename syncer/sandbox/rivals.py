"""What everybody but us does to a store, each in a transaction that the caller begins and ends.

For scratch schemas, where it is played; here stand the statements that nobody may say to a store of others.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

from sqlalchemy import Connection, MetaData, Table, delete, select, update

from syncer.model.environment import Role
from syncer.sandbox.group import Group, Row, insert_groups, insert_rows
from syncer.sandbox.lookups import AURORA, insert_lookups, insert_users
from syncer.sandbox.ranges import ELEMENTS, GROUPS, USERS, first_id

LOADED = range(first_id(USERS, Role.STAGING), first_id(USERS, Role.STAGING) + 5)
"""The users that there are."""

STANDING = range(first_id(GROUPS, Role.STAGING), first_id(GROUPS, Role.STAGING) + 6)
"""Groups that somebody made before, without a member. Nothing of ours is about them."""

_PREFETCH = 20
"""How many ids a server takes at once: the default of PREFETCHSIZE."""


def fill(connection: Connection, tables: MetaData) -> None:
    """What a small store holds: look-ups, stores, some users and groups."""
    insert_lookups(connection, tables, Role.STAGING)
    insert_users(connection, tables, LOADED)
    groups = (Group(id, AURORA, f"Standing {place}") for place, id in enumerate(STANDING))
    insert_groups(connection, tables, groups, count(first_id(ELEMENTS, Role.STAGING)))


def load_member(connection: Connection, tables: MetaData, member: int, mbrgrp_id: int) -> None:
    """The process that fills segments puts somebody in."""
    row: Row = {"member_id": member, "mbrgrp_id": mbrgrp_id, "exclude": "0", "optcounter": 0}
    insert_rows(connection, tables, "mbrgrpmbr", [row])


def edit_text(connection: Connection, tables: MetaData, mbrgrp_id: int, description: str, counter: int | None) -> None:
    """Somebody saves a description in the Marketing tool; without a counter it is a program that keeps none."""
    texts = tables.tables["mbrgrpdesc"]
    values: Row = {"description": description, **({} if counter is None else {"optcounter": counter})}
    connection.execute(update(texts).where(texts.c.mbrgrp_id == mbrgrp_id).values(values))


def make_group(connection: Connection, tables: MetaData, mbrgrp_id: int, name: str) -> None:
    """Somebody makes a segment in the Marketing tool."""
    insert_groups(connection, tables, [Group(mbrgrp_id, AURORA, name, elements=())], count())


def touch(connection: Connection, tables: MetaData, mbrgrp_id: int) -> None:
    """Somebody reads and saves a group and its member row."""
    for table, column, value in (("mbrgrp", "field1", "seen"), ("member", "state", 1)):
        of: Table = tables.tables[table]
        key = of.c[f"{table}_id"]
        connection.execute(select(key).where(key == mbrgrp_id)).all()
        connection.execute(update(of).where(key == mbrgrp_id).values({column: value}))


def take_ids(connection: Connection, tables: MetaData) -> range:
    """A server of the store takes a block of ids of groups (reference 6.1)."""
    keys = tables.tables["keys"]
    ours = keys.c.tablename == "mbrgrp"
    connection.execute(update(keys).where(ours).values(counter=keys.c.counter + _PREFETCH))
    end = int(connection.execute(select(keys.c.counter).where(ours)).scalar_one())
    # COUNTER is the next id to some and the last one to others (reference 6.1): a server may use either of both ends.
    return range(end - _PREFETCH, end + 1)


def delete_group(connection: Connection, tables: MetaData, mbrgrp_id: int) -> None:
    """A row of MEMBER goes, and by cascade all that hangs on it."""
    members = tables.tables["member"]
    connection.execute(delete(members).where(members.c.member_id == mbrgrp_id))


def rows(connection: Connection, tables: MetaData, table: str) -> Iterator[dict[str, Any]]:
    """Every row of a table; without the blanks at the end of texts, which only some engines give back."""
    for row in connection.execute(select(tables.tables[table])).mappings():
        yield {str(name): value.rstrip() if isinstance(value, str) else value for name, value in row.items()}
