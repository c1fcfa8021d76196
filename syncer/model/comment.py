"""What became of the comments on a pull request."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Posting(StrEnum):
    """What was done about one comment."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    """It says the same already."""
    SILENT = "silent"
    """There is nothing to say, and no earlier comment that says otherwise."""


@dataclass(frozen=True, slots=True)
class Posted:
    """The comment about one environment."""

    environment: str
    done: Posting
    url: str | None = None
    """Its page; ``None`` where there is no comment, or the forge does not say."""


@dataclass(frozen=True, slots=True)
class CommentReport:
    """How ``comment`` ended."""

    forge: str
    number: int
    """Of the pull request or merge request."""
    comments: tuple[Posted, ...]
