"""The file of a new segment."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from syncer.desired.environments import check_environments
from syncer.desired.file_problems import SUFFIX, is_slug
from syncer.desired.formatting import mode_line
from syncer.desired.parse import KIND, problems_of
from syncer.desired.reading.document import Document
from syncer.desired.reading.load import load
from syncer.desired.rules import Case, refuse_unknown_stores
from syncer.desired.work_tree import WorkTree
from syncer.desired.workspace import CATALOG
from syncer.desired.writing.comments import Comments
from syncer.desired.writing.emit import emit
from syncer.model.errors import Invalid, UsageError
from syncer.model.problem import Problem
from syncer.model.segment import SegmentId

_DESCRIPTION = "To be written: who belongs to this segment, and which process fills it."


class NewFile(NamedTuple):
    """A file to be written."""

    file: str
    text: str


def new(root: Path, id: str, name: str | None = None, description: str | None = None) -> NewFile:
    """The file of a segment with this name, or one made from its id.

    Raises ``UsageError`` for an id that cannot be one or is taken, and ``Invalid`` where the file would have problems.
    """
    segment = _parsed(id)
    file = f"{CATALOG}/{segment.store}/{segment.slug}{SUFFIX}"
    if os.path.lexists(root / file):
        raise UsageError(f"{file} is there already, and is never overwritten", "Edit it, or choose another id.")
    if (root / CATALOG / segment.store).is_symlink():
        raise UsageError(f"{CATALOG}/{segment.store} is a symbolic link, and not read", "Put the folder itself there.")
    name = segment.slug.replace("-", " ").capitalize() if name is None else name
    text = emit(
        {"name": name, "description": _DESCRIPTION if description is None else description},
        Comments(mode=mode_line(root, KIND)),
    )
    if problems := (*_unknown_store(root, segment.store), *_problems(file, text)):
        raise Invalid(problems)
    return NewFile(file, text)


def _parsed(id: str) -> SegmentId:
    try:
        segment = SegmentId.parse(id)
    except ValueError:
        raise UsageError(f"{id!r} is not of the form STORE/ID", "Write it like aurora/win-back-90-days.") from None
    for slug in segment:
        if not is_slug(slug):
            raise UsageError(
                f"{slug!r} is not a-z, 0-9 and single hyphens between, at most 64 characters",
                "The name of the segment may hold anything else: --name.",
            )
    return segment


def _unknown_store(root: Path, store: str) -> tuple[Problem, ...]:
    environments = check_environments(WorkTree(root), root)
    return tuple(refuse_unknown_stores(Case((), (store,), environments.environments, environments.are_complete, {})))


def _problems(file: str, text: str) -> tuple[Problem, ...]:
    # What a terminal hands over need not be UTF-8; then neither is this, and that is told.
    document = load(file, text.encode("utf-8", "surrogateescape"))
    return problems_of(document) if isinstance(document, Document) else document
