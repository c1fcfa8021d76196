"""What a segment is, as its file says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple, TypeAlias

Value: TypeAlias = str | bool | None
"""What one field holds. An empty text is ``None``, on every side."""

Content: TypeAlias = Mapping[str, Value]
"""The fields that may change after a segment was made, by path (``description``,
``translations.fr_FR.displayName``, ``allowExport``). A path that is missing is not managed."""

DESCRIPTION = "description"
DISPLAY_NAME = "displayName"
ALLOW_EXPORT = "allowExport"
EXPORT_ALL = "exportAll"
EXPORT_FLAGS = (ALLOW_EXPORT, EXPORT_ALL)


# A catalog of any size has few languages.
@lru_cache(maxsize=1000)
def text_path(locale: str | None, name: str) -> str:
    """The path of a text: of the default language where ``locale`` is ``None``."""
    return name if locale is None else f"translations.{locale}.{name}"


def locale_of(path: str) -> str | None:
    """The locale that a path belongs to; ``None`` for the default language and for flags."""
    return path.split(".", 2)[1] if path.startswith("translations.") else None


def locales(content: Content) -> tuple[str, ...]:
    """The locales that a content mentions beside the default language, sorted."""
    return _locales(tuple(content))


# A catalog of any size has few combinations of fields.
@lru_cache(maxsize=1000)
def _locales(paths: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted({locale for path in paths if (locale := locale_of(path))}))


class SegmentId(NamedTuple):
    """``<store>/<slug>``: how a segment is known to us, and where its file lies."""

    store: str
    slug: str

    def __str__(self) -> str:
        return f"{self.store}/{self.slug}"

    @classmethod
    def parse(cls, text: str) -> SegmentId:
        """Read ``store/slug``. Raises ``ValueError`` where there is not exactly one slash."""
        store, slug = text.split("/")
        return cls(store, slug)


@dataclass(frozen=True, slots=True)
class Location:
    """A place in a file. Lines and columns count from 1, columns in characters."""

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Lifecycle(StrEnum):
    """What its file asks for a segment."""

    ACTIVE = "active"
    RETIRED = "retired"
    RELEASED = "released"


@dataclass(frozen=True, slots=True)
class Segment:
    """One file of the catalog, made regular."""

    id: SegmentId
    name: str
    content: Content
    lifecycle: Lifecycle = Lifecycle.ACTIVE
    protected: bool = False
    source: Location = field(default=Location(""), compare=False)
    """Where the name stands: the line that a refused rename is about."""
