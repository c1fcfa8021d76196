"""The catalog at one commit against another, or against the files. Needs git, and no database."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from syncer.desired.commit import Commit, open_commit
from syncer.desired.environments import CheckedEnvironments
from syncer.desired.files import Tree
from syncer.desired.git import commit_of, merge_base_of, require_repository, require_whole
from syncer.desired.load_catalog import CheckedCatalog, check_all, check_catalog
from syncer.desired.lookalikes import skeleton
from syncer.desired.work_tree import WorkTree
from syncer.desired.workspace import CATALOG, ENVIRONMENTS
from syncer.engine.plan import require_acceptable
from syncer.model.errors import NotPermitted
from syncer.model.problem import errors_of
from syncer.model.review import Review
from syncer.planning.review import Side, compare

ACCEPTABLE = ("rename",)
"""Codes of which at least some refusals of a review may be accepted by a person."""


def review(
    root: Path, base: str, head: str | None = None, *, accept: Collection[str] = (), reason: str | None = None
) -> Review:
    """What changed since the commit that ``base`` has in common with ``head``, or with what is checked out.

    Without ``head`` the files of the work tree are compared. Raises ``NotPermitted`` where git cannot tell, and
    ``UsageError`` for what names no commit.
    """
    require_acceptable(accept, ACCEPTABLE)
    require_repository(root)
    tip = commit_of(root, "HEAD" if head is None else head)
    parted = merge_base_of(root, commit_of(root, base), tip)
    new = check_all(_files(root) if head is None else _whole(open_commit(root, tip)), root)
    old = check_catalog(open_commit(root, parted), _NO_ENVIRONMENTS, rules=())
    compared = compare(_side(old), _side(new), skeleton)
    accepted = {one.key for one in compared.refusals if one.acceptable and one.code in accept}
    return Review(
        base=parted,
        head=None if head is None else tip,
        files=len(new.files),
        segments=len(new.catalog.segments),
        problems=new.problems,
        changes=compared.changes,
        refusals=compared.refusals,
        acceptances=tuple(sorted(accepted)),
        reason=reason if accepted else None,
        unread=tuple(sorted(_unread(old))),
    )


_NO_ENVIRONMENTS = CheckedEnvironments((), (), ())


def _files(root: Path) -> Tree:
    """The work tree. Raises ``NotPermitted`` where files are left out of it, which would count as removed."""
    require_whole(root, CATALOG, ENVIRONMENTS)
    return WorkTree(root)


def _whole(commit: Commit) -> Tree:
    """The commit. Raises ``NotPermitted`` where it holds no catalog repository."""
    for folder in (CATALOG, ENVIRONMENTS):
        if not commit.has(folder):
            raise NotPermitted(f"{commit.id[:12]} has no {folder}/ here", "Look whether this is the right commit.")
    return commit


def _side(checked: CheckedCatalog) -> Side:
    return Side.of(checked.catalog.segments, checked.outlines, _unread(checked))


def _unread(checked: CheckedCatalog) -> set[str]:
    return {problem.source.file for problem in errors_of(checked.problems)}
