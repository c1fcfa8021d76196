"""Every file of the catalog and the environments, as it is and as it would be in its canonical layout."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain
from pathlib import Path

from syncer.desired.environments import KIND as ENVIRONMENT
from syncer.desired.environments import check_environments
from syncer.desired.files import CatalogFile, EnvironmentFile, read_catalog, read_environments
from syncer.desired.load_catalog import check_catalog
from syncer.desired.parse import KIND as SEGMENT
from syncer.desired.paths import wanted_in
from syncer.desired.reading.document import Document
from syncer.desired.reading.load import load
from syncer.desired.schemas import SUFFIX
from syncer.desired.work_tree import WorkTree
from syncer.desired.writing.format import formatted
from syncer.model.formatted import Formatted, FormattedFile
from syncer.model.problem import Problem, errors_of, in_order


def format_files(root: Path, paths: Sequence[Path] = ()) -> Formatted:
    """How every valid file would be laid out, or those of ``paths``; files with errors of their own are left alone.

    Raises ``UsageError`` for a path that is not there.
    """
    is_wanted = wanted_in(root, paths)
    tree = WorkTree(root)
    problems = _errors(tree, root, is_wanted)
    unusable = {problem.source.file for problem in problems}
    unchanged = 0
    changed: list[FormattedFile] = []
    left: list[str] = []
    for found in chain(read_catalog(tree), read_environments(tree)):
        if isinstance(found, Problem) or not is_wanted(found.file) or found.file in unusable:
            continue
        after = _formatted(found, root)
        if after is None:
            left.append(found.file)
        elif after.encode() != found.data:
            changed.append(FormattedFile(found.file, found.data.decode(), after))
        else:
            unchanged += 1
    return Formatted(unchanged, tuple(changed), problems, tuple(left))


def mode_line(root: Path, kind: str) -> str:
    """The first line of a file of this kind, which names its schema to editors; empty where there is no schema."""
    name = f"schemas/{kind}{SUFFIX}"
    up = "../.." if kind == SEGMENT else ".."
    return f"# yaml-language-server: $schema={up}/{name}" if (root / name).is_file() else ""


def _errors(tree: WorkTree, root: Path, is_wanted: Callable[[str], bool]) -> tuple[Problem, ...]:
    """What is wrong with single files. Rules across files have no say in a layout."""
    environments = check_environments(tree, root)
    found = (*check_catalog(tree, environments, rules=()).problems, *environments.problems)
    return in_order([problem for problem in errors_of(found) if is_wanted(problem.source.file)])


def _formatted(found: CatalogFile | EnvironmentFile, root: Path) -> str | None:
    document = load(found.file, found.data)
    if not isinstance(document, Document):  # it was changed since it was checked
        return None
    kind = SEGMENT if isinstance(found, CatalogFile) else ENVIRONMENT
    return formatted(document, kind, mode_line(root, kind))
