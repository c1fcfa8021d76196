"""What the sample databases hold: look-ups, made-up shoppers, and member groups with their members."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import count

from sqlalchemy import Connection, MetaData

from syncer.model.environment import Role
from syncer.model.snapshot import CUSTOMER_SEGMENT
from syncer.sandbox.commerce import Profile
from syncer.sandbox.group import Group, Membership, insert_groups
from syncer.sandbox.lookups import BOREALIS, insert_lookups, insert_users
from syncer.sandbox.ranges import ELEMENTS, USERS, first_id
from syncer.sandbox.seed_groups import seed_groups

SHOPPERS = 2000
"""How many made-up users there are."""

_NULL_COUNTERS = frozenset({"Legacy Mail Order", "VIP Shoppers", "Preferred Partners"})


def insert_seeds(
    connection: Connection, tables: MetaData, role: Role, profile: Profile, shoppers: int = SHOPPERS
) -> None:
    """Fill empty tables. The same role, profile and number of shoppers give the same rows."""
    insert_lookups(connection, tables, role)
    users = range(first_id(USERS, role), first_id(USERS, role) + shoppers)
    insert_users(connection, tables, users)
    groups = _with_members(seed_groups(role), users)
    if profile is Profile.SEVEN:
        groups = _as_in_seven(groups)
    insert_groups(connection, tables, groups, count(first_id(ELEMENTS, role)))


def _with_members(groups: Iterator[Group], users: range) -> Iterator[Group]:
    """Segments filled as an external process would, each from another part of the users; every fourth is empty."""
    for number, group in enumerate(groups):
        if CUSTOMER_SEGMENT not in group.usages or number % 4 == 1:
            yield group
            continue
        some = range(min(60 + number * 11, len(users)))
        chosen = (users[(number * 97 + step * 13) % len(users)] for step in some)
        members = (
            Membership(user, excluded=place % 20 == 19, customer_id=f"C{user}" if place % 3 == 0 else None)
            for place, user in enumerate(chosen)
        )
        shoppers = tuple(f"{number:04}-{step:06}" for step in range(number % 5 * 9))
        yield replace(group, members=(*members, Membership(BOREALIS, excluded=True)), shoppers=shoppers)


def _as_in_seven(groups: Iterator[Group]) -> Iterator[Group]:
    """Some rows whose counter nobody has ever set."""
    for group in groups:
        yield replace(group, counter=None) if group.name in _NULL_COUNTERS else group
