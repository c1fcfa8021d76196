"""Everything in order: files are read, checked one by one and together, and become the catalog."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from syncer.desired.environments import CheckedEnvironments, check_environments
from syncer.desired.files import Tree, read_catalog
from syncer.desired.parse import outline, parse, problems_of
from syncer.desired.paths import wanted_in
from syncer.desired.reading.document import Document
from syncer.desired.reading.load import load
from syncer.desired.rules import REFUSALS, RULES, Case, Rule
from syncer.desired.work_tree import WorkTree
from syncer.model.catalog import Catalog
from syncer.model.errors import Invalid
from syncer.model.problem import Checked, Problem, in_order
from syncer.model.segment import Location, Segment

MOST_PROBLEMS = 50
"""How many problems of one file are listed."""


@dataclass(frozen=True)
class CheckedCatalog:
    """The segments of all files without problems, and every problem of the others."""

    catalog: Catalog
    problems: tuple[Problem, ...]
    files: tuple[str, ...]
    outlines: tuple[Segment, ...] = ()
    """What can be told of files with problems that have a name."""


def load_catalog(root: Path) -> Catalog:
    """What the files of the catalog ask for, sorted by id. Raises ``Invalid`` where one of them has an error."""
    tree = WorkTree(root)
    checked = check_catalog(tree, check_environments(tree, root), REFUSALS)
    if errors := Checked(len(checked.files), checked.problems).errors:
        raise Invalid(errors)
    return checked.catalog


def check(root: Path, paths: Sequence[Path] = ()) -> Checked:
    """Every problem of every file, environments too; with ``paths`` only those of these files and folders.

    Rules across files see everything all the same. Raises ``UsageError`` for a path that is not there.
    """
    is_wanted = wanted_in(root, paths)
    checked = check_all(WorkTree(root), root)
    return Checked(
        files=sum(map(is_wanted, checked.files)),
        problems=tuple(problem for problem in checked.problems if is_wanted(problem.source.file)),
    )


def check_all(tree: Tree, root: Path) -> CheckedCatalog:
    """The catalog of a tree, with every problem of every file, environments too."""
    environments = check_environments(tree, root)
    checked = check_catalog(tree, environments)
    problems = _shortened([*checked.problems, *environments.problems])
    return replace(checked, problems=tuple(problems), files=(*checked.files, *environments.files))


def check_catalog(tree: Tree, environments: CheckedEnvironments, rules: Sequence[Rule] = RULES) -> CheckedCatalog:
    """The catalog and all its problems, from one reading of every file."""
    with _collector_paused():
        segments: list[Segment] = []
        outlines: list[Segment] = []
        problems: list[Problem] = []
        data: dict[str, bytes] = {}
        stores: dict[str, None] = {}
        for found in read_catalog(tree):
            if isinstance(found, Problem):
                problems.append(found)
                continue
            stores[found.id.store] = None
            data[found.file] = found.data
            document = load(found.file, found.data)
            if not isinstance(document, Document):
                problems.extend(document)
            elif wrong := problems_of(document):
                problems.extend(wrong)
                outlines += filter(None, [outline(found.id, document)])
            else:
                segments.append(parse(found.id, document))
        everything = sorted([*segments, *outlines], key=_id) if outlines else segments
        case = Case(everything, tuple(stores), environments.environments, environments.are_complete, data)
        for rule in rules:
            problems.extend(rule(case))
        # Files come in the order of code points, and `-` sorts before `.`: the order of ids is another.
        segments.sort(key=_id)
        return CheckedCatalog(Catalog(tuple(segments)), in_order(problems), tuple(data), tuple(outlines))


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Many small values are made and kept: looking for cycles among them over and over costs a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _id(segment: Segment) -> tuple[str, str]:
    return segment.id


def _shortened(problems: list[Problem]) -> Iterator[Problem]:
    """Problems in order, of each file the first fifty."""
    for file, group in groupby(in_order(problems), key=lambda problem: problem.source.file):
        found = list(group)
        yield from found[:MOST_PROBLEMS]
        if len(found) > MOST_PROBLEMS:
            message = f"this file has more than {MOST_PROBLEMS} problems; the others are not listed"
            yield Problem("many-problems", message, "Correct these first.", Location(file))
