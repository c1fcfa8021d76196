"""The labelled histories: small catalogs at a base and at a head, and what a person would say of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeAlias

import yaml

from syncer.model.catalog import Catalog
from syncer.model.review import ReviewVerb
from syncer.model.segment import (
    DESCRIPTION,
    DISPLAY_NAME,
    EXPORT_FLAGS,
    Lifecycle,
    Location,
    Segment,
    SegmentId,
    Value,
    text_path,
)

By: TypeAlias = Literal["id", "look", "intent"]

FOLDER = Path(__file__).parent / "histories"


class Rename(NamedTuple):
    """What a person would call a rename."""

    before: SegmentId
    """The id at the base."""
    after: SegmentId
    """The id at the head."""
    by: By
    """How it shows: the id stayed; one file went and another like it came; or in nothing that stands in the files."""


@dataclass(frozen=True)
class History:
    """A catalog at a base and at a head, with its labels."""

    name: str
    about: str
    is_held_out: bool
    """Looked at only to measure, never to tune."""
    base: Catalog
    head: Catalog
    renames: frozenset[Rename]
    changes: Mapping[SegmentId, ReviewVerb]
    """The verb of each change; segments renamed by id are not among them."""

    def renamed(self, by: By) -> set[tuple[SegmentId, SegmentId]]:
        """The pairs (id at the base, id at the head) that are renames and show like that."""
        return {(rename.before, rename.after) for rename in self.renames if rename.by == by}


@cache
def histories() -> list[History]:
    """All histories, sorted by the path of their files."""
    return [_history(path) for path in sorted(FOLDER.rglob("*.yaml"))]


def _history(path: Path) -> History:
    written = yaml.safe_load(path.read_text(encoding="utf-8"))
    both = written.get("both", {})  # the backdrop: what neither side changes
    return History(
        path.stem,
        written["about"],
        path.parent.name == "held-out",
        _catalog(both | written["base"]),
        _catalog(both | written["head"]),
        frozenset(
            Rename(SegmentId.parse(one["from"]), SegmentId.parse(one["to"]), one["by"]) for one in written["renames"]
        ),
        {SegmentId.parse(id): ReviewVerb(verb) for id, verb in written["changes"].items()},
    )


def _catalog(written: Mapping[str, Mapping[str, Any]]) -> Catalog:
    return Catalog(tuple(_segment(SegmentId.parse(id), keys) for id, keys in sorted(written.items())))


def _segment(id: SegmentId, keys: Mapping[str, Any]) -> Segment:
    return Segment(
        id,
        keys["name"],
        _content(keys),
        Lifecycle(keys.get("lifecycle", "active")),
        keys.get("protected", False),
        Location(f"catalog/{id}.yaml"),
    )


def _content(keys: Mapping[str, Any]) -> dict[str, Value]:
    texts = {
        text_path(locale, name): part[name] or None
        for locale, part in [(None, keys), *keys.get("translations", {}).items()]
        for name in (DESCRIPTION, DISPLAY_NAME)
        if name in part
    }
    return texts | {flag: keys[flag] for flag in EXPORT_FLAGS if flag in keys}
