"""A process that forks others on demand, begun before anything connects to a server or starts a thread."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import NoReturn


@contextmanager
def fork_server(serve: Callable[[Connection], NoReturn]) -> Iterator[Connection]:
    """Fork a process that serves orders until nobody is at the other end; it is waited for. Yields the way to it."""
    ours, theirs = Pipe()
    child = os.fork()
    if child == 0:
        ours.close()
        serve(theirs)
    theirs.close()
    try:
        yield ours
    finally:
        ours.close()
        os.waitpid(child, 0)
