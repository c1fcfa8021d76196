"""The real command as its own process: on pipes, or in a terminal of a given width."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
from collections.abc import Mapping
from pathlib import Path

from tests.canaries import look

CHECKOUT = Path(__file__).parents[2]
COMMAND = (sys.executable, "-m", "syncer")


def clean(**variables: str) -> dict[str, str]:
    """An environment in which nothing decides how output looks."""
    decides = ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "SYNCER_", "LC_", "LANG", "PYTHON")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(decides)}
    return {**kept, "PYTHONPATH": str(CHECKOUT), "PYTHONUTF8": "1", "TERM": "xterm-256color", **variables}


def syncer(*arguments: str | Path, folder: Path = CHECKOUT, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the command on pipes."""
    return subprocess.run(
        [*COMMAND, *map(str, arguments)],
        cwd=folder,
        env=clean(**variables),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="surrogateescape",
        timeout=60,
    )


def in_terminal(
    *arguments: str | Path,
    columns: int = 80,
    typed: str = "",
    folder: Path = CHECKOUT,
    variables: Mapping[str, str] | None = None,
) -> tuple[int, str]:
    """Run the command in a terminal; its exit code and what stands on the screen.

    ``typed`` is typed once the command asks something.
    """
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    process = subprocess.Popen(
        [*COMMAND, *map(str, arguments)],
        cwd=folder,
        env=clean(**(variables or {})),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
        preexec_fn=_take_terminal,
    )
    os.close(theirs)
    screen = b""
    for _ in range(120):
        while select.select([ours], [], [], 0.5)[0]:
            try:
                screen += os.read(ours, 65_536)
            except OSError:  # the last process has closed the terminal
                os.close(ours)
                look("output", screen)
                return process.wait(timeout=60), screen.decode().replace("\r\n", "\n")
        # Typed while nothing moves: a key that comes before the command listens can be lost.
        if screen.endswith(b"]: "):
            os.write(ours, typed.encode())
    process.kill()
    process.wait()
    raise TimeoutError(screen.decode())


def _take_terminal() -> None:
    """Make the terminal the one whose Ctrl-C reaches the process."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
