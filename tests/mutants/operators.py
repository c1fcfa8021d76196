"""What may be changed about a piece of code: each change is small, and one that a test should notice."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import TypeVar

N = TypeVar("N", bound=ast.AST)

_COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_OPERATIONS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.BitXor: ast.BitAnd,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
}
_TWINS = {
    "all": "any",
    "any": "all",
    "endswith": "startswith",
    "fullmatch": "match",
    "lower": "upper",
    "lstrip": "rstrip",
    "max": "min",
    "min": "max",
    "partition": "rpartition",
    "removeprefix": "removesuffix",
    "removesuffix": "removeprefix",
    "rpartition": "partition",
    "rstrip": "lstrip",
    "sorted": "list",
    "startswith": "endswith",
    "upper": "lower",
}
_OF_TYPES = ("TypeVar", "ParamSpec", "NewType", "assert_never", "cast")
_IN_A_PATTERN = re.compile(r"(?=(\\[bAZ]|(?:(?<=\()(?!\?)|(?<=\(\?:)|(?<=\|))[^()|\[\]\\]+\||\|[^()|\[\]\\]+(?=\))))")
"""Of a regular expression: an anchor, or one of several alternatives."""


def changes(node: ast.AST) -> Iterator[ast.AST]:
    """What a node may be replaced by, one change each. What it holds is changed where it is visited itself."""
    match node:
        case ast.Constant(value=value):
            yield from (ast.Constant(other) for other in _other_values(value))
        case ast.Compare(left=left, ops=operators, comparators=right):
            for at, operator in enumerate(operators):
                other = _COMPARISONS[type(operator)]()
                yield ast.Compare(left, [*operators[:at], other, *operators[at + 1 :]], right)
        case ast.BoolOp(op=operator, values=values):
            for kept in _without_each(values):
                yield ast.BoolOp(operator, kept) if len(kept) > 1 else kept[0]
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield operand
        case ast.BinOp(left=left, op=operator, right=right_side) if type(operator) in _OPERATIONS:
            yield ast.BinOp(left, _OPERATIONS[type(operator)](), right_side)
        case ast.AugAssign(target=target, op=operator, value=added) if type(operator) in _OPERATIONS:
            yield ast.AugAssign(target, _OPERATIONS[type(operator)](), added)
        case ast.If(test=test) | ast.While(test=test) | ast.IfExp(test=test) if _is_plain(test):
            yield _with(node, test=ast.UnaryOp(ast.Not(), test))
        case ast.comprehension(ifs=tests):
            for at, test in enumerate(tests):
                if _is_plain(test):
                    yield _with(node, ifs=[*tests[:at], ast.UnaryOp(ast.Not(), test), *tests[at + 1 :]])
        case ast.Return(value=value) if value is not None and not isinstance(value, ast.Constant):
            yield ast.Return(ast.Constant(None))
        case ast.Raise() | ast.Continue() | ast.Break() | ast.Expr() | ast.Return(value=None):
            yield ast.Pass()
        case ast.Assign(targets=[ast.Attribute() | ast.Subscript()]):
            yield ast.Pass()
        case ast.Set(elts=[_, _, *_] as elements) | ast.List(elts=elements) | ast.Tuple(elts=elements):
            for kept, left_out in zip(_without_each(elements), elements, strict=True):
                if _is_read(node) and not isinstance(left_out, ast.Constant):
                    yield _with(node, elts=kept)
        case ast.Match(cases=cases) if len(cases) > 1:
            for others, left_out_case in zip(_without_each(cases), cases, strict=True):
                if not _does_nothing(left_out_case):
                    yield _with(node, cases=others)
        case ast.ExceptHandler() if not isinstance(node.body[0], ast.Raise):
            yield _with(node, body=[ast.Raise()])
        case ast.Try(finalbody=[_, *_]):
            yield _with(node, finalbody=[ast.Pass()])
        case ast.Call():
            yield from _of_a_call(node)


def leaves_alone(node: ast.AST) -> bool:
    """Whether a node is for people and type checkers, so that no run of the code tells what it says."""
    match node:
        case ast.Import() | ast.ImportFrom() | ast.Expr(value=ast.Constant()):
            return True
        case ast.If(test=ast.Name(id="TYPE_CHECKING")):
            return True
        case ast.AnnAssign(annotation=ast.Name(id="TypeAlias")):
            return True
        case ast.Expr(value=ast.Call(func=ast.Name(id=name))) | ast.Call(func=ast.Name(id=name)):
            return name in _OF_TYPES
        case ast.Subscript(value=ast.Name(id=name)):
            return name in ("frozenset", "dict", "list", "set", "tuple", "cache")
    return False


def parts(node: ast.AST) -> Iterator[tuple[ast.AST, str, int | None]]:
    """Each node that another one holds, with where it stands: the field, and the place where that is a list."""
    for field, value in ast.iter_fields(node):
        if field in ("annotation", "returns", "decorator_list", "bases", "keywords") and not isinstance(node, ast.Call):
            continue
        if isinstance(value, ast.AST):
            yield value, field, None
        elif isinstance(value, list):
            yield from ((one, field, at) for at, one in enumerate(value) if isinstance(one, ast.AST))


def patterns(call: ast.Call) -> Iterator[ast.Constant]:
    """The texts of the regular expression that a call compiles."""
    if isinstance(call.func, ast.Attribute) and call.func.attr == "compile" and call.args:
        yield from (
            one for one in ast.walk(call.args[0]) if isinstance(one, ast.Constant) and isinstance(one.value, str)
        )


def _other_values(value: object) -> Iterator[bool | int | float | str | bytes]:
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int | float):
        yield value + 1
    elif isinstance(value, str):
        yield f"XX{value}"
    elif isinstance(value, bytes):
        yield b"XX" + value


def other_patterns(constant: ast.Constant) -> Iterator[ast.Constant]:
    """A regular expression without one of its anchors or alternatives."""
    text = str(constant.value)
    for found in _IN_A_PATTERN.finditer(text):
        yield ast.Constant(text[: found.start(1)] + text[found.end(1) :])


def _of_a_call(call: ast.Call) -> Iterator[ast.AST]:
    for kept, left_out in zip(_without_each(call.keywords), call.keywords, strict=True):
        if left_out.arg:
            yield _with(call, keywords=kept)
    match call.func:
        case ast.Name(id=name) if name in _TWINS:
            yield ast.Call(ast.Name(_TWINS[name], ast.Load()), call.args, [] if name == "sorted" else call.keywords)
        case ast.Attribute(value=value, attr="compile") if len(call.args) > 1:
            # Without its flags.
            yield _with(call, args=call.args[:1])
        case ast.Attribute(value=value, attr=name) if name in _TWINS:
            yield _with(call, func=ast.Attribute(value, _TWINS[name], ast.Load()))


def _is_plain(test: ast.expr) -> bool:
    """Whether a condition is not changed elsewhere already, as a comparison or as its parts."""
    return not isinstance(test, ast.Compare | ast.BoolOp | ast.UnaryOp | ast.Constant)


def _is_read(display: ast.AST) -> bool:
    return isinstance(getattr(display, "ctx", None) or ast.Load(), ast.Load)


def _does_nothing(case: ast.match_case) -> bool:
    """Whether a last case says no more than the end of the function does, or is never reached."""
    match case.body:
        case [ast.Return(value=None | ast.Constant(value=None | False)) | ast.Pass()]:
            return isinstance(case.pattern, ast.MatchAs) and case.pattern.pattern is None
    return all(map(leaves_alone, case.body))


def _without_each(values: Sequence[N]) -> Iterator[list[N]]:
    for at in range(len(values)):
        yield list(chain(values[:at], values[at + 1 :]))


def _with(node: ast.AST, **fields: object) -> ast.AST:
    """The node with other fields."""
    return type(node)(**{**dict(ast.iter_fields(node)), **fields})
