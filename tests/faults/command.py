"""The real command in a forked process, as if just started."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, NoReturn, TypeAlias

Trap: TypeAlias = Callable[[], None]
"""What is set up in the process before the command begins. It is sent there, so it can be pickled."""

_UNTOLD = 120
"""The exit code of the interpreter where what was printed did not get to its place."""


class Ended(NamedTuple):
    """How a command ended: its exit code, or the number of its signal below 0; what it printed."""

    code: int
    out: str
    err: str


def nothing() -> None:
    """No trap."""


def become(folder: Path, arguments: tuple[str, ...], outputs: tuple[Path, Path], trap: Trap = nothing) -> NoReturn:
    """Be the command in that folder: read nothing, and print into two files."""
    from syncer.cli.main import main

    code = 1
    try:
        os.chdir(folder)
        for handle, name in enumerate((Path(os.devnull), *outputs)):
            os.dup2(os.open(name, os.O_RDWR | os.O_CREAT), handle)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        trap()
        sys.argv = ["syncer", *arguments]
        main()
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 1
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(_flushed(code))


def _flushed(code: int) -> int:
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        return _UNTOLD
    return code
