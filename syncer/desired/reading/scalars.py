"""What a plain scalar means by the core rules of YAML 1.2, which editors follow too."""

from __future__ import annotations

import re
from typing import TypeAlias

Scalar: TypeAlias = str | int | float | bool | None

WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
"""The plain scalars that are a word of YAML; ``no`` and ``off`` are not among them."""

NUMERIC = frozenset("0123456789+-.")
"""A plain scalar is looked at as a number only where it begins with one of these."""

LONGEST_NUMBER = 40
"""Characters. A longer one is refused: it is meant as text, or it is an attack."""

_INTEGER = re.compile(r"[-+]?[0-9]+")
_OCTAL = re.compile(r"0o[0-7]+")
_HEXADECIMAL = re.compile(r"0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")


def number(text: str) -> Scalar:
    """The number that a plain scalar is, or the text itself. Raises ``OverflowError`` where it is too long."""
    if len(text) > LONGEST_NUMBER:
        if any(form.fullmatch(text) for form in (_INTEGER, _OCTAL, _HEXADECIMAL, _FLOAT)):
            raise OverflowError
        return text
    if _INTEGER.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    if _OCTAL.fullmatch(text):
        return int(text[2:], 8)
    if _HEXADECIMAL.fullmatch(text):
        return int(text[2:], 16)
    if _NOT_FINITE.fullmatch(text):
        return float(text.replace(".", "", 1))
    return text
