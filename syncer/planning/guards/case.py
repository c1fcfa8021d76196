"""What a guard may look at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from syncer.model.change import Change
from syncer.model.environment import Environment
from syncer.model.plan import Refusal
from syncer.model.snapshot import LedgerEntry, LiveSegment, Site
from syncer.planning.subjects import Subject


@dataclass(frozen=True)
class Case:
    """Everything that a guard may look at."""

    environment: Environment
    site: Site
    subjects: tuple[Subject, ...]
    unsettled: tuple[Subject, ...]
    """Those that are not the same on all three sides, and those that are left out."""
    changes: tuple[Change, ...]
    catalog_size: int
    """How many segments the whole catalog has, whatever their stores."""

    @cached_property
    def orphans(self) -> tuple[LedgerEntry, ...]:
        """What is recorded and live, and has no file."""
        return tuple(one.recorded for one in self.unsettled if one.recorded and one.live and one.desired is None)

    @cached_property
    def recorded(self) -> Mapping[str, int]:
        """How many segments are recorded in each store."""
        return Counter(one.recorded.id.store for one in self.subjects if one.recorded)


Guard: TypeAlias = Callable[[Case], Iterator[Refusal]]


def quoted(live: LiveSegment) -> str:
    """A row by its name and id."""
    return f"{live.name!r} ({live.mbrgrp_id})"
