"""Text on its way to people. Names and texts come from files and databases, and are not trusted.

Only a :class:`Shown` reaches a sink, and a ``Shown`` holds no character that does not print.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

# Printable to Python, invisible to people: fillers, the combining grapheme joiner, the blank of Braille, and
# variation selectors, which can carry a hidden text.
_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0") | {
    chr(code) for code in (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))
}


OBEYED = ("##[", "##vso[")
"""What begins a command to the CI servers of GitHub and Azure, wherever in a line of a log it stands."""


def visible(text: str) -> str:
    """The text with each non-printing character as its escape: a newline becomes ``\\n``.

    What a CI server would obey if it stood in its log is escaped too.
    """
    if "##" in text:
        for command in OBEYED:
            text = text.replace(command, f"#\\x23{command[2:]}")
    if text.isprintable() and (text.isascii() or _INVISIBLE.isdisjoint(text)):
        return text
    return "".join(char if char.isprintable() and char not in _INVISIBLE else _escape(char) for char in text)


def _escape(char: str) -> str:
    if char in _SHORT:
        return _SHORT[char]
    code = ord(char)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


class Span(NamedTuple):
    """A run of visible text in one style."""

    text: str
    style: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A piece of one line that any sink may print. Made by :func:`shown`, joined by ``+``."""

    spans: tuple[Span, ...] = ()

    def __add__(self, other: Shown) -> Shown:
        return Shown(self.spans + other.spans)

    @property
    def plain(self) -> str:
        """The text without its styles."""
        return "".join(span.text for span in self.spans)


def shown(text: object, style: str = "") -> Shown:
    """Text as people may see it. ``style`` is one of the words that the console knows."""
    return Shown((Span(visible(str(text)), style),))


def joined(separator: str, parts: Iterable[Shown]) -> Shown:
    """Pieces with the same text between them."""
    result = Shown()
    for number, part in enumerate(parts):
        result = result + (shown(separator) + part if number else part)
    return result


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page; what does not fit is wrapped and indented as far."""

    text: Shown = Shown()
    indent: int = 0


def line(*parts: Shown | str, indent: int = 0) -> Line:
    """A line of pieces; a ``str`` is shown plainly."""
    text = Shown()
    for part in parts:
        text = text + (shown(part) if isinstance(part, str) else part)
    return Line(_disobeyed(text) if text.plain.lstrip().startswith("::") else text, indent)


def _disobeyed(text: Shown) -> Shown:
    """GitHub's runner takes a line that begins with two colons for a command."""
    return shown(text.plain.replace("::", ":\\x3a", 1))
