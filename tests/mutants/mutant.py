"""Mutants: a file of the product with one small change, and a name for it that stays."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import CodeType

from tests.mutants.operators import changes, leaves_alone, other_patterns, parts, patterns

_AROUND = 40
"""Characters that are shown on each side of a change."""


@dataclass(frozen=True, slots=True)
class Name:
    """What a mutant is called: nothing in it moves when lines do."""

    file: str
    function: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.file}: {self.function}\n    - {self.before}\n    + {self.after}"


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change of one file, not yet made."""

    name: Name
    lines: range
    function: tuple[str, int] | None = field(compare=False)
    """The outermost function that holds it: its qualified name and the line of its code; else it acts on import."""
    node: ast.AST = field(compare=False)
    place: tuple[ast.AST, str, int | None] = field(compare=False)
    tree: ast.Module = field(compare=False)

    @property
    def module(self) -> str:
        """The module's name for an import."""
        return self.name.file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    def compiled(self, path: str) -> CodeType:
        """The code of the changed module. The tree stays changed: this is for a process that plays one mutant."""
        _put(self.place, self.node)
        return compile(ast.fix_missing_locations(self.tree), path, "exec", dont_inherit=True)


@dataclass(frozen=True, slots=True)
class _Within:
    """Where a walk through a file is."""

    names: tuple[str, ...] = ()
    function: tuple[str, int] | None = None
    statement: ast.AST | None = None


def mutants_of(file: str, root: Path = Path()) -> Iterator[Mutant]:
    """Every mutant of a file, in the order of its lines."""
    tree = ast.parse((root / file).read_text(encoding="utf-8"))
    seen = Counter[Name]()
    for mutant in _walk(file, tree, tree, _Within()):
        seen[mutant.name] += 1
        times = seen[mutant.name]
        yield mutant if times == 1 else _again(mutant, times)


def _again(mutant: Mutant, times: int) -> Mutant:
    """The same change, made elsewhere in the function."""
    return replace(mutant, name=replace(mutant.name, after=f"{mutant.name.after}  # place {times}"))


def _walk(file: str, tree: ast.Module, node: ast.AST, within: _Within) -> Iterator[Mutant]:
    for part, where, at in parts(node):
        if leaves_alone(part) or (isinstance(node, ast.JoinedStr) and part is None):
            continue
        inside = _entered(within, part, where)
        place = (node, where, at)
        for other in changes(part):
            yield _mutant(file, tree, inside, place, part, ast.copy_location(other, part))
        yield from _walk(file, tree, part, inside)
        if isinstance(part, ast.Call):
            for text in patterns(part):
                parent = _place_of(part, text)
                for pattern in other_patterns(text):
                    yield _mutant(file, tree, inside, parent, text, ast.copy_location(pattern, text))


def _place_of(root: ast.AST, wanted: ast.AST) -> tuple[ast.AST, str, int | None]:
    return next((node, field, at) for node in ast.walk(root) for part, field, at in parts(node) if part is wanted)


def _entered(within: _Within, part: ast.AST, where: str) -> _Within:
    match part:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            line = (
                min(part.lineno, *(one.lineno for one in part.decorator_list)) if part.decorator_list else part.lineno
            )
            names = (*within.names, name)
            return _Within((*names, "<locals>"), within.function or (".".join(names), line), part)
        case ast.ClassDef(name=name):
            return _Within((*within.names, name), within.function, part)
        case ast.arguments() if within.function and within.function[0] == ".".join(within.names[:-1]):
            # What an argument is by default is decided when the function is made.
            return _Within(within.names, None, within.statement)
        case ast.stmt() | ast.match_case() | ast.ExceptHandler():
            return _Within(within.names, within.function, part)
    return within


def _mutant(
    file: str, tree: ast.Module, within: _Within, place: tuple[ast.AST, str, int | None], old: ast.AST, new: ast.AST
) -> Mutant:
    statement = within.statement or old
    if old is statement and isinstance(new, ast.stmt):
        before, after = _text(old), _text(new)
    else:
        before = _text(statement)
        _put(place, new)
        after = _text(statement if old is not statement else new)
        _put(place, old)
    function = ".".join(name for name in within.names if name != "<locals>") or "(module)"
    return Mutant(Name(file, function, *_close_up(before, after)), _lines(statement), within.function, new, place, tree)


def _put(place: tuple[ast.AST, str, int | None], node: ast.AST) -> None:
    parent, field, at = place
    if at is None:
        setattr(parent, field, node)
    else:
        getattr(parent, field)[at] = node


def _lines(statement: ast.AST) -> range:
    """The lines of a statement, without those of the statements that it holds."""
    body = getattr(statement, "body", None) or getattr(statement, "cases", None)
    first = getattr(statement, "lineno", 1)
    if isinstance(statement, ast.match_case):
        first = statement.pattern.lineno
    if isinstance(body, list):
        return range(first, max(first, _first_line(body[0]) - 1) + 1)
    return range(first, (getattr(statement, "end_lineno", None) or first) + 1)


def _first_line(node: ast.AST) -> int:
    return node.pattern.lineno if isinstance(node, ast.match_case) else getattr(node, "lineno", 1)


def _text(node: ast.AST) -> str:
    """A statement in one line; of one that holds others, its head."""
    text = ast.unparse(ast.fix_missing_locations(node))
    match node:
        case ast.Match():
            return "; ".join(line.strip() for line in text.splitlines() if re.match(r" *(match|case) ", line))
        case ast.Try():
            return "; ".join(line.strip() for line in text.splitlines())
        case ast.If() | ast.For() | ast.While() | ast.With() | ast.FunctionDef() | ast.ClassDef() | ast.match_case():
            lines = [line for line in text.splitlines() if not line.lstrip().startswith("@")]
            return lines[0].strip()
    return " ".join(line.strip() for line in text.splitlines())


def _close_up(before: str, after: str) -> tuple[str, str]:
    """Both texts near to where they differ."""
    start = next(
        (at for at, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), min(len(before), len(after))
    )
    tail = next(
        (
            at
            for at, (a, b) in enumerate(zip(before[: start - 1 : -1], after[: start - 1 : -1], strict=False))
            if a != b
        ),
        min(len(before), len(after)) - start,
    )
    return _cut(before, start, tail), _cut(after, start, tail)


def _cut(text: str, start: int, tail: int) -> str:
    end = len(text) - tail
    first, last = max(0, start - _AROUND), min(len(text), end + _AROUND)
    return ("…" if first else "") + text[first:last].strip() + ("…" if last < len(text) else "")
