"""Which test reaches which lines of the product, and how long it takes."""

from __future__ import annotations

import ast
import hashlib
import pickle
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, cached_property
from pathlib import Path
from typing import NamedTuple

from coverage import Coverage

from tests.mutants.mutant import Mutant

PRODUCT = "syncer"
_NEAR = 5
"""So much longer may a test take that is called after the file, to run as early as another."""


class Reached(NamedTuple):
    """What one test reached, and its seconds."""

    seconds: float
    lines: Mapping[str, tuple[int, ...]]


class Recorder:
    """Notes the lines that run, test by test."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._coverage = Coverage(data_file=None, config_file=False, include=[f"{root / PRODUCT}/*"])

    def start(self) -> None:
        """From now on, lines are noted."""
        self._coverage.start()

    def begin(self, test: str) -> None:
        """The lines that run from now on are of this test."""
        self._coverage.switch_context(test)

    def stop(self) -> dict[str, dict[str, tuple[int, ...]]]:
        """What ran: for each test, the lines of each file. Before the first test, it is the test without a name."""
        self._coverage.stop()
        data = self._coverage.get_data()
        found: defaultdict[str, defaultdict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        for path in data.measured_files():
            file = Path(path).relative_to(self._root).as_posix()
            for line, tests in data.contexts_by_lineno(path).items():
                for test in tests:
                    found[test][file].append(line)
        return {test: {file: tuple(sorted(lines)) for file, lines in files.items()} for test, files in found.items()}


class Reach:
    """What every test reached."""

    def __init__(self, root: Path, tests: Mapping[str, Reached], early: Mapping[str, tuple[int, ...]]) -> None:
        self.tests = tests
        self._root = root
        self._early = {file: frozenset(lines) for file, lines in early.items()}

    @cached_property
    def _tests_at(self) -> Mapping[tuple[str, int], list[str]]:
        found = defaultdict(list)
        for test, (_, files) in self.tests.items():
            for file, lines in files.items():
                for line in lines:
                    found[file, line].append(test)
        return found

    def ran_early(self, mutant: Mutant) -> bool:
        """Whether a mutant's lines ran before any test did, so that their effect may be kept."""
        return not self._early.get(mutant.name.file, frozenset()).isdisjoint(mutant.lines)

    def tests_for(self, mutant: Mutant, seconds: float, first: Iterable[str] = ()) -> tuple[list[str], float]:
        """The tests that reach a mutant, near and quick ones first, of each distance for at most so many seconds."""
        stem, before = Path(mutant.name.file).stem, frozenset(first)
        chosen: dict[str, float] = {}

        def nearness(test: str) -> tuple[bool, float, str]:
            is_near = stem in Path(_file_of(test)).name
            return test not in before, self.tests[test].seconds / (_NEAR if is_near else 1), test

        for group in self._groups(mutant):
            left = seconds
            for test in sorted(group - chosen.keys(), key=nearness):
                left -= self.tests[test].seconds
                if chosen and left < 0:
                    break
                chosen[test] = self.tests[test].seconds
        return list(chosen), sum(chosen.values())

    def _groups(self, mutant: Mutant) -> Iterator[set[str]]:
        """Tests by their distance: those that reach a mutant; for what acts on import, those that use what it makes."""
        file = mutant.name.file
        if mutant.function:
            yield self._tests_of((file, line) for line in mutant.lines)
            return
        seen = set[tuple[str, str]]()
        made = {(file, name) for name in _names_at(self._root, file, mutant.lines)}
        while made := made - seen:
            seen |= made
            names = {name for _, name in made}
            yield {test for test in self.tests if not names.isdisjoint(self._words(_file_of(test)))}
            uses = [
                use for where, name in sorted(made) for use in self._uses.get(name, ()) if _is_seen(name, where, use)
            ]
            yield self._tests_of((use.file, line) for use in uses if use.function for line in use.lines)
            made = {(use.file, name) for use in uses if not use.function for name in use.makes}

    def _tests_of(self, places: Iterable[tuple[str, int]]) -> set[str]:
        return {test for place in places for test in self._tests_at.get(place, ())}

    @cache  # noqa: B019 (there is one, for as long as the process lives)
    def _words(self, file: str) -> frozenset[str]:
        """The words of a file of tests."""
        return frozenset(re.findall(r"\w+", (self._root / file).read_text(encoding="utf-8")))

    @cached_property
    def _uses(self) -> Mapping[str, list[Use]]:
        found = defaultdict(list)
        for path in sorted((self._root / PRODUCT).rglob("*.py")):
            for use in uses_in(path, path.relative_to(self._root).as_posix()):
                for name in use.names:
                    found[name].append(use)
        return found


def _file_of(test: str) -> str:
    return test.partition("::")[0]


def _is_seen(name: str, where: str, use: Use) -> bool:
    """Whether a use can be of a name that was made in a file: what is private stays there."""
    return use.file == where or not name.startswith("_")


class Use(NamedTuple):
    """A statement at the top of a file or in a function: the names it mentions, and those that it makes."""

    file: str
    lines: range
    function: bool
    names: frozenset[str]
    makes: frozenset[str]


def uses_in(path: Path, file: str) -> Iterator[Use]:
    """Where a file mentions names: functions as a whole, and other statements at its top."""
    for statement in ast.parse(path.read_text(encoding="utf-8")).body:
        inner = statement.body if isinstance(statement, ast.ClassDef) else [statement]
        for one in inner:
            if isinstance(one, ast.Import | ast.ImportFrom):
                continue
            is_function = isinstance(one, ast.FunctionDef)
            lines = range(
                one.body[0].lineno if isinstance(one, ast.FunctionDef) else one.lineno, (one.end_lineno or 0) + 1
            )
            yield Use(file, lines, is_function, _mentioned(one), _made(statement))


def _names_at(root: Path, file: str, lines: range) -> frozenset[str]:
    """What the statement at the top of a file makes that holds these lines."""
    for statement in ast.parse((root / file).read_text(encoding="utf-8")).body:
        if statement.lineno <= lines.start <= (statement.end_lineno or 0):
            return _made(statement)
    return frozenset()


def _made(statement: ast.stmt) -> frozenset[str]:
    match statement:
        case ast.ClassDef(name=name) | ast.FunctionDef(name=name):
            return frozenset({name})
        case ast.Assign(targets=targets):
            places: list[ast.AST] = [*targets]
        case ast.AnnAssign(target=target):
            places = [target]
        case _:
            places = [statement]
    within = (one for place in places for one in ast.walk(place))
    return frozenset(one.id for one in within if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store))


def _mentioned(statement: ast.stmt) -> frozenset[str]:
    return frozenset(
        one.id if isinstance(one, ast.Name) else one.attr
        for one in ast.walk(statement)
        if isinstance(one, ast.Name | ast.Attribute) and isinstance(one.ctx, ast.Load)
    )


def digest_of(paths: Iterable[Path]) -> str:
    """A hash over files: their names and their bytes."""
    found = hashlib.sha256()
    for path in sorted(paths):
        found.update(f"{path}\n".encode())
        found.update(path.read_bytes())
    return found.hexdigest()


class Kept(NamedTuple):
    """What was noted before: for which product, and for which state of each file of tests."""

    product: str
    stamps: Mapping[str, str]
    tests: Mapping[str, Reached]


def load(path: Path, product: str) -> Kept:
    """What was noted before, while the product has not changed since."""
    if path.exists():
        kept: Kept = pickle.loads(path.read_bytes())
        if kept.product == product:
            return kept
    return Kept(product, {}, {})


def save(path: Path, kept: Kept) -> None:
    """Keep what was noted for the next time."""
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(pickle.dumps(kept))
