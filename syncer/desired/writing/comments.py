"""What people wrote beside the values of a file: each comment by the key or item that it belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

KeyPath: TypeAlias = "tuple[str | int, ...]"
Rows: TypeAlias = "tuple[str, ...]"


class Comments(NamedTuple):
    """Comments, each with its ``#``. Among rows, ``""`` is an empty line."""

    mode: str = ""
    """The line that names the schema to editors."""
    head: Rows = ()
    """What stands at the top, with an empty line before the first key."""
    above: Mapping[KeyPath, Rows] = MappingProxyType({})
    behind: Mapping[KeyPath, str] = MappingProxyType({})
    end: Mapping[KeyPath, Rows] = MappingProxyType({})
    """After the last entry of a collection; ``()`` is the file."""

    def are_inside(self, path: KeyPath) -> bool:
        """Whether any stands between the entries of a collection."""
        beside = (*self.behind, *(one for one, rows in self.above.items() if any(rows)))
        return path in self.end or any(one[:-1] == path for one in beside)

    def texts(self) -> list[str]:
        """Every comment, sorted."""
        rows = [self.mode, *self.head, *self.behind.values()]
        for several in (*self.above.values(), *self.end.values()):
            rows += several
        return sorted(filter(None, rows))


NO_COMMENTS = Comments()
