"""Files that a command made."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Written:
    """What ``init`` or ``new`` wrote, as paths from the root of the catalog repository."""

    files: tuple[str, ...]
