"""One value as YAML that means the same to our reader and to other readers of YAML 1.1 and 1.2."""

from __future__ import annotations

import math
import re

from syncer.desired.reading.scalars import Scalar

WIDTH = 100
"""Columns of a line. Only a text that cannot be wrapped there makes a longer one."""

# What some reader takes for something else than a text, in any case of letters: YAML 1.1 has `no`, `y` and `=`.
_WORDS = frozenset(
    ("", "~", "null", "true", "false", "yes", "no", "on", "off", "y", "n", "=", "<<", ".inf", "+.inf", ".nan")
)
_INDICATORS = frozenset("-?:,[]{}#&*!|>'\"%@`")
# Numbers of any base, 1:30 (which is 90 in YAML 1.1), 1_000, days and times. Better one pair of quotes too many.
_LIKE_A_NUMBER = re.compile(r"[+.]*[0-9][0-9a-fA-FxXoOtTzZ_:.,+ -]*")
# A hyphen at the end is a text by the specification (7.3.3), and a mistake to a reader of YAML 1.2.
_NOT_IN_FLOW = re.compile(r"[,\[\]{}:?#]| -\Z")
_BREAK = re.compile(r"(?<! ) (?! )")


def scalar_lines(value: Scalar, column: int, indent: int) -> list[str]:
    """A value as lines: the first from ``column`` on, behind its key; the others without their ``indent``.

    A text must not hold a character that the reader refuses.
    """
    if not isinstance(value, str):
        return [_word(value)]
    if "\n" in value:
        return _paragraphs(value, indent)
    line = text_on_a_line(value)
    if column + len(line) > WIDTH and value == value.strip():
        rows = _wrapped(value, WIDTH - indent)
        if len(rows) > 1 or len(value) <= WIDTH - indent:
            return [">-", *rows]
    return [line]


def text_on_a_line(text: str, *, in_flow: bool = False) -> str:
    """A text on one line: plain where nobody can mistake it, else in quotes; only a line break is escaped."""
    if "\n" in text:
        escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        return f'"{escaped}"'
    if _is_plain(text) and not (in_flow and _NOT_IN_FLOW.search(text)):
        return text
    if '"' in text or "\\" in text:
        return "'" + text.replace("'", "''") + "'"
    return f'"{text}"'


def _is_plain(text: str) -> bool:
    return (
        text.casefold() not in _WORDS
        and text[0] not in _INDICATORS
        and text == text.strip()
        and ": " not in text
        and " #" not in text
        and text[-1] != ":"
        and _LIKE_A_NUMBER.fullmatch(text) is None
    )


def _word(value: float | None) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if not math.isfinite(value):
        return ".nan" if math.isnan(value) else (".inf" if value > 0 else "-.inf")
    mantissa, e, exponent = repr(value).partition("e")
    # Without a point, YAML 1.1 takes 1e+16 for a text.
    return f"{mantissa}{'' if '.' in mantissa else '.0'}{e}{exponent}"


def _paragraphs(text: str, indent: int) -> list[str]:
    """A text of several lines: as they are, or wrapped where some are long; escaped where a blank ends one."""
    lines = text.split("\n")
    if text != text.strip() or any(line.endswith(" ") for line in lines):
        return [text_on_a_line(text)]
    is_wide = max(map(len, lines)) > WIDTH - indent
    # A folded text keeps the breaks around lines that begin with a blank: those cannot be wrapped.
    if is_wide and not any(line.startswith(" ") for line in lines):
        rows = _wrapped(lines[0], WIDTH - indent)
        for line in lines[1:]:
            rows += ["", *_wrapped(line, WIDTH - indent)]
        return [">-", *rows]
    return ["|-", *lines]


def _wrapped(text: str, width: int) -> list[str]:
    """A text broken at single blanks, which is where YAML puts a blank back."""
    rows: list[str] = []
    for word in _BREAK.split(text) if text else ():
        if rows and len(rows[-1]) + 1 + len(word) <= width:
            rows[-1] += f" {word}"
        else:
            rows.append(word)
    return rows
