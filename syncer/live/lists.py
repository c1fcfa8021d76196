"""IN lists that every engine takes."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, false, or_

_T = TypeVar("_T")

IN_LIST = 500
"""How many values one IN list may hold: Oracle stops at 1,000."""


def chunks(values: Collection[_T]) -> Iterator[list[_T]]:
    """The values in lists that an IN may hold."""
    ordered = list(values)
    for start in range(0, len(ordered), IN_LIST):
        yield ordered[start : start + IN_LIST]


def among(column: ColumnElement[Any], values: Collection[Any]) -> ColumnElement[bool]:
    """Whether a column has one of these values."""
    return or_(false(), *(column.in_(chunk) for chunk in chunks(values)))
