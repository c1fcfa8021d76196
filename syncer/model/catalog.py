"""All segments that the files ask for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from syncer.model.canonical import digest
from syncer.model.segment import Segment


@dataclass(frozen=True)
class Catalog:
    """The desired side, sorted by id."""

    segments: tuple[Segment, ...]

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the values of every segment: not over layout, comments or file names."""
        in_order = sorted(self.segments, key=lambda one: one.id)
        return digest([[*one.id, one.name, one.lifecycle, one.protected, one.content] for one in in_order])
