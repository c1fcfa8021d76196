"""What all commands are given: where they work, and where they may write."""

from __future__ import annotations

import shlex
import sys
from dataclasses import dataclass
from pathlib import Path

from syncer.cli.console import Console
from syncer.model.shown import Line, line, shown


@dataclass(frozen=True)
class Session:
    """One call of the command."""

    folder: Path
    """Where the command works as if it had been started there."""
    out: Console
    err: Console
    quiet: bool = False
    verbose: bool = False
    program: str = "syncer"
    """How to call us again for the same folder."""

    @property
    def root(self) -> Path:
        """Where the catalog repository begins. Raises ``NotPermitted`` where there is none."""
        from syncer.desired.workspace import find_root

        return find_root(self.folder)

    def path(self, given: str) -> Path:
        """A path as it was meant: from the folder we work in."""
        return self.folder / given

    def talk(self, *lines: Line) -> None:
        """Say what is not a result."""
        if not self.quiet:
            self.err.print(*lines)

    def next(self, *arguments: str, why: str = "") -> None:
        """Name the command that comes next."""
        command = f"{self.program} {shlex.join(arguments)}"
        self.talk(line(shown("Next: ", "note"), command, shown(f"   {why}" if why else "", "faint")))


def open_session(
    directory: str | None = None, *, quiet: bool = False, verbose: bool = False, colour: bool = True
) -> Session:
    """The session of this process, on its own standard streams."""
    return Session(
        folder=Path(directory or "."),
        out=Console(sys.stdout, colour=colour, name="standard output"),
        err=Console(sys.stderr, colour=colour),
        quiet=quiet,
        verbose=verbose,
        program="syncer" if directory is None else shlex.join(("syncer", "-C", directory)),
    )
