"""Ranges of ids and how staging and production share them (reference, sections 6.1 and 7.4)."""

from __future__ import annotations

from typing import NamedTuple

from syncer.model.environment import Role


class Range(NamedTuple):
    """Ids from ``lower`` to ``upper``, both included."""

    lower: int
    upper: int

    def of(self, role: Role) -> Range:
        """Production keeps the lowest third, staging has the rest."""
        third = (self.upper - self.lower) // 3 + self.lower
        return Range(self.lower, third) if role is Role.PRODUCTION else Range(third + 1, self.upper)


# Organisations, member groups and users are all rows of MEMBER: their ranges exclude each other.
ORGANISATIONS = Range(7000000000000001000, 7999999999999999999)
GROUPS = Range(8000000000000010000, 8999999999999999999)
USERS = Range(1000, 2147483648)
ELEMENTS = Range(10000, 2147483648)

RESERVED = 10_000
"""How far COUNTER stands above the lower bound: seeds use some of it, the rest is a block that a server holds."""


def first_id(ids: Range, role: Role) -> int:
    """The lowest id that seeds may use."""
    return ids.of(role).lower + 1
