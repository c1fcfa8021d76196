"""What a mutant is called: its file, its function, and the text around its change. No name moves with the lines."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from itertools import takewhile

_AROUND = 40
"""Characters that are told on each side of a change."""


@dataclass(frozen=True, slots=True)
class Name:
    """What a mutant is called."""

    file: str
    function: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.file}: {self.function}\n    - {self.before}\n    + {self.after}"


def line_of(node: ast.AST) -> str:
    """A statement in one line; of one that holds others, its head."""
    lines = [line.strip() for line in ast.unparse(ast.fix_missing_locations(node)).splitlines()]
    match node:
        case ast.Match():
            return "; ".join(line for line in lines if re.match(r"(match|case) ", line))
        case ast.Try():
            return "; ".join(lines)
        case ast.If() | ast.For() | ast.While() | ast.With() | ast.FunctionDef() | ast.ClassDef() | ast.match_case():
            return next(line for line in lines if not line.startswith("@"))
    return " ".join(lines)


def close_up(before: str, after: str) -> tuple[str, str]:
    """Both texts near to where they differ."""
    start = _shared(before, after)
    tail = _shared(before[start:][::-1], after[start:][::-1])
    return _cut(before, start, len(before) - tail), _cut(after, start, len(after) - tail)


def _shared(one: str, other: str) -> int:
    """How many characters both begin with."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _cut(text: str, start: int, end: int) -> str:
    first, last = max(0, start - _AROUND), min(len(text), end + _AROUND)
    return f"{'…' if first else ''}{text[first:last].strip()}{'…' if last < len(text) else ''}"
