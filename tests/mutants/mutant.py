"""Mutants: a file of the product with one small change."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import CodeType
from typing import NamedTuple

from tests.mutants.naming import Name, close_up, line_of
from tests.mutants.operators import changes, leaves_alone, other_patterns, parts, patterns


class Place(NamedTuple):
    """Where a node stands in a tree."""

    parent: ast.AST
    field: str
    at: int | None
    """In the list that the field is."""

    def put(self, node: ast.AST) -> None:
        """Let another node stand there."""
        if self.at is None:
            setattr(self.parent, self.field, node)
        else:
            getattr(self.parent, self.field)[self.at] = node


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change of one file, not yet made."""

    name: Name
    lines: range
    """Of its statement, without those of the statements that it holds."""
    function: tuple[str, int] | None = field(compare=False)
    """The outermost function that holds it: its qualified name and the line of its code; else it acts on import."""
    node: ast.AST = field(compare=False)
    place: Place = field(compare=False)
    tree: ast.Module = field(compare=False)

    @property
    def module(self) -> str:
        """The module's name for an import."""
        return self.name.file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    def compiled(self, path: str) -> CodeType:
        """The code of the changed module. The tree stays changed: this is for a process that plays one mutant."""
        self.place.put(self.node)
        return compile(ast.fix_missing_locations(self.tree), path, "exec", dont_inherit=True)


@dataclass(frozen=True, slots=True)
class _Within:
    """Where a walk through a file is."""

    file: str
    tree: ast.Module
    names: tuple[str, ...] = ()
    function: tuple[str, int] | None = None
    statement: ast.AST | None = None


def mutants_of(file: str, root: Path = Path()) -> Iterator[Mutant]:
    """Every mutant of a file, in the order of its lines."""
    tree = ast.parse((root / file).read_text(encoding="utf-8"))
    seen = Counter[Name]()
    for mutant in _walk(tree, _Within(file, tree)):
        seen[mutant.name] += 1
        times = seen[mutant.name]
        if times > 1:
            # The same change, made elsewhere in the function.
            mutant = replace(mutant, name=replace(mutant.name, after=f"{mutant.name.after}  # place {times}"))
        yield mutant


def _walk(node: ast.AST, within: _Within) -> Iterator[Mutant]:
    for part, field_name, at in parts(node):
        if leaves_alone(part):
            continue
        inside, place = _entered(within, part), Place(node, field_name, at)
        yield from (_mutant(inside, place, part, other) for other in changes(part))
        yield from _walk(part, inside)
        if isinstance(part, ast.Call):
            for text in patterns(part):
                yield from (_mutant(inside, _place_of(part, text), text, other) for other in other_patterns(text))


def _place_of(root: ast.AST, wanted: ast.AST) -> Place:
    return next(Place(node, name, at) for node in ast.walk(root) for part, name, at in parts(node) if part is wanted)


def _entered(within: _Within, part: ast.AST) -> _Within:
    match part:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            names = (*within.names, name)
            line = min(one.lineno for one in (part, *part.decorator_list))
            function = within.function or (".".join(names), line)
            return replace(within, names=(*names, "<locals>"), function=function, statement=part)
        case ast.ClassDef(name=name):
            return replace(within, names=(*within.names, name), statement=part)
        case ast.arguments() if within.function and within.function[0] == ".".join(within.names[:-1]):
            # What an argument is by default is decided when the function is made.
            return replace(within, function=None)
        case ast.stmt() | ast.match_case() | ast.ExceptHandler():
            return replace(within, statement=part)
    return within


def _mutant(within: _Within, place: Place, old: ast.AST, new: ast.AST) -> Mutant:
    ast.copy_location(new, old)
    statement = within.statement or old
    before = line_of(statement)
    place.put(new)
    after = line_of(new if statement is old else statement)
    place.put(old)
    function = ".".join(name for name in within.names if name != "<locals>") or "(module)"
    name = Name(within.file, function, *close_up(before, after))
    return Mutant(name, _lines(statement), within.function, new, place, within.tree)


def _lines(statement: ast.AST) -> range:
    first = _first_line(statement)
    for part in ("body", "cases"):
        if held := getattr(statement, part, None):
            return range(first, max(first + 1, _first_line(held[0])))
    return range(first, (getattr(statement, "end_lineno", None) or first) + 1)


def _first_line(node: ast.AST) -> int:
    return node.pattern.lineno if isinstance(node, ast.match_case) else getattr(node, "lineno", 1)
