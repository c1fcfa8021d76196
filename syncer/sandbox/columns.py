"""How columns of the vendor's tables are declared: lower case, never quoted, keys never numbered by the database."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, ForeignKey, Index, SmallInteger, String, text
from sqlalchemy.sql.elements import quoted_name
from sqlalchemy.types import TypeEngine

KEY_IS_GIVEN: dict[str, Any] = {"sqlite_with_rowid": False}
"""For tables with an INTEGER key. SQLite numbers a missing one by itself; without a row id it refuses, as the
vendor's databases do. Other databases pass over this option."""


def named(name: str) -> quoted_name:
    """A name that every database folds its own way."""
    return quoted_name(name, quote=False)


def key(name: str, kind: TypeEngine[Any] | type[TypeEngine[Any]], *parent: ForeignKey) -> Column[Any]:
    """A column of the primary key."""
    return Column(named(name), kind, *parent, primary_key=True, autoincrement=False, nullable=False)


def needed(
    name: str, kind: TypeEngine[Any] | type[TypeEngine[Any]], *parent: ForeignKey, default: str | None = None
) -> Column[Any]:
    """A column that is NOT NULL; ``default`` is SQL that the server uses where an INSERT is silent."""
    return Column(named(name), kind, *parent, nullable=False, server_default=text(default) if default else None)


def optional(
    name: str, kind: TypeEngine[Any] | type[TypeEngine[Any]], *parent: ForeignKey, default: str | None = None
) -> Column[Any]:
    """A column that may be NULL."""
    return Column(named(name), kind, *parent, nullable=True, server_default=text(default) if default else None)


def counter(*, nullable: bool = False) -> Column[Any]:
    """OPTCOUNTER: in version 7 mostly nullable and without a default, later NOT NULL DEFAULT 0 (reference 3.1)."""
    return optional("optcounter", SmallInteger) if nullable else needed("optcounter", SmallInteger, default="0")


def free_fields(*numbers: int) -> list[Column[Any]]:
    """FIELD1 and so on, which the vendor leaves to its customers."""
    return [optional(f"field{number}", String(254)) for number in numbers]


def cascade(parent: str, name: str | None = None) -> ForeignKey:
    """A foreign key whose rows go when ``table.column`` goes."""
    return ForeignKey(parent, ondelete="CASCADE", name=name)


def unique(name: str, *columns: str) -> Index:
    """A unique index under the vendor's name, which is the same in every version."""
    return Index(name, *map(named, columns), unique=True)


def index(name: str, *columns: str) -> Index:
    """An index that is not unique."""
    return Index(name, *map(named, columns))
