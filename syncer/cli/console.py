"""The only sink for text. It takes lines, and lets through nothing that does not print.

A stream that is no terminal gets plain lines: never wrapped, one logical line is one line. A terminal
gets colour, and lines wrapped at its width.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from syncer.model.errors import NotPermitted
from syncer.model.shown import Line, Shown, Span, visible

if TYPE_CHECKING:
    from rich.console import Console as RichConsole

_STYLES = {
    "heading": "bold",
    "added": "green",
    "changed": "yellow",
    "removed": "red",
    "danger": "bold red",
    "note": "cyan",
    "faint": "dim",
}
_PAGE = 1_000
"""Above this number of lines a terminal gets them plain too: colour and wrapping would take seconds."""
_PLAIN_WIDTH = 100
_NARROWEST = 20


class Console:
    """One stream. ``colour`` false means none, whatever the variables say.

    Where a stream with a ``name`` cannot be written that is told; of one without, nobody can be told.
    """

    def __init__(self, stream: TextIO, *, colour: bool = True, name: str | None = None) -> None:
        self._stream = stream
        self._name = name
        self.is_terminal = stream.isatty()
        self._colour = colour and not os.environ.get("NO_COLOR") and (self.is_terminal or _forced())
        self._busy = False

    @property
    def width(self) -> int:
        """Columns of the terminal; something usual where there is none."""
        return max(self._rich().width, _NARROWEST) if self.is_terminal else _PLAIN_WIDTH

    def print(self, *lines: Line) -> None:
        """Write lines."""
        self._clear()
        decorated = (self.is_terminal or self._colour) and len(lines) <= _PAGE
        with self._quietly():
            if decorated:
                self._print_decorated(lines)
            else:
                self._write(f"{' ' * line.indent}{line.text.plain}".rstrip() for line in lines)

    def document(self, text: str) -> None:
        """Write a text of ours that other programs read: JSON, SQL, a script."""
        self._clear()
        with self._quietly():
            self._write(text.removesuffix("\n").split("\n"))

    @contextmanager
    def busy(self) -> Iterator[Callable[[str], None]]:
        """While this lasts, a terminal shows the phase that is told, on one line."""
        try:
            yield self._phase
        finally:
            self._clear()

    def _phase(self, phase: str) -> None:
        if self.is_terminal:
            self._clear()
            self._busy = True
            with self._quietly():
                self._stream.write(self._safe(phase)[: self.width - 4] + " ...")
                self._stream.flush()

    def _clear(self) -> None:
        if self._busy:
            self._busy = False
            with self._quietly():
                self._stream.write("\r\x1b[2K")

    def _write(self, rows: Iterable[str]) -> None:
        self._stream.write("".join(f"{self._safe(row)}\n" for row in rows))
        self._stream.flush()

    def _print_decorated(self, lines: Sequence[Line]) -> None:
        from rich.text import Text

        rich = self._rich()
        width = rich.width if self.is_terminal else sys.maxsize
        for line in lines:
            text = Text()
            for span in self._safe_spans(line.text):
                text.append(span.text, _STYLES.get(span.style, ""))
            for row in text.wrap(rich, max(width - line.indent, _NARROWEST)):
                row.rstrip()
                # A CI server whose job has a terminal would take what only the width put here for a command.
                if row.plain.lstrip().startswith("::"):
                    row.plain = row.plain.replace("::", ":\\x3a", 1)
                rich.print(Text(" " * line.indent).append_text(row), soft_wrap=True)

    def _safe_spans(self, text: Shown) -> Iterator[Span]:
        return (Span(self._safe(span.text), span.style) for span in text.spans)

    def _safe(self, text: str) -> str:
        """The last barrier: nothing unprintable, and nothing that the stream cannot encode."""
        text = visible(text)
        if text.isascii():
            return text
        encoding = self._stream.encoding or "ascii"
        return text.encode(encoding, "backslashreplace").decode(encoding)

    def _rich(self) -> RichConsole:
        from rich.console import Console as RichConsole

        return RichConsole(
            file=self._stream,
            force_terminal=self._colour,
            no_color=not self._colour,
            highlight=False,
            markup=False,
            emoji=False,
        )

    @contextmanager
    def _quietly(self) -> Iterator[None]:
        """A reader that went away is no fault: what is left to say is dropped, the exit code stands.

        Raises ``NotPermitted`` where what a stream leads to cannot be written, such as a full disk.
        """
        try:
            yield
        except OSError as error:
            os.dup2(os.open(os.devnull, os.O_WRONLY), self._stream.fileno())
            if self._name and not isinstance(error, BrokenPipeError):
                raise NotPermitted(
                    f"{self._name} cannot be written: {error.strerror}",
                    "Let it lead to another place, then run the same command again.",
                ) from None


def _forced() -> bool:
    return bool(os.environ.get("FORCE_COLOR"))
