"""Children that do a piece of work and die on the way, forked by a process that itself never connects to a server."""

from __future__ import annotations

import gc
import os
import signal
import tempfile
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NoReturn, TypeAlias

from syncer.live.dialects import DIALECTS
from tests.faults.crash.points import Points, watch
from tests.faults.fork_server import fork_server
from tests.workshop import IN_MEMORY, compile_once, workshop

Work: TypeAlias = Callable[[], object]
"""What a child does. It is sent there, so it can be pickled."""

LONGEST = 120
"""Seconds after which a child that is still there is killed."""

_END = "at the end"
_NEVER = -1


class Mortals:
    """Lets children work on one engine, one at a time."""

    def __init__(self, orders: Connection) -> None:
        self._orders = orders

    def points(self, work: Work) -> list[str]:
        """Do it without a crash: the points on the way."""
        labels: list[str] = self._ask(work, None)
        code = self._orders.recv()
        assert code == 0, f"the child ended with {code}"
        return labels

    def die(self, work: Work, point: int) -> int:
        """Do it in a child that ends at one point. Its exit code, or the number of its signal below 0."""
        code: int = self._ask(work, point)
        return code

    def live(self, work: Work) -> int:
        """Do it in a child that ends by itself. Its exit code, or the number of its signal below 0."""
        return self.die(work, _NEVER)

    def _ask(self, work: Work, point: int | None) -> Any:
        self._orders.send((work, dict(os.environ), point))
        return self._orders.recv()


@contextmanager
def mortals(engine: str) -> Iterator[Mortals]:
    """Begin the process that forks them, before this one connects to anything or starts a thread."""
    with fork_server(partial(_serve, engine=engine)) as orders:
        yield Mortals(orders)


def _serve(orders: Connection, engine: str) -> NoReturn:
    try:
        _warm_up(engine)
        while True:
            work, variables, point = orders.recv()
            child = os.fork()
            if child == 0:
                os.environ.update(variables)
                _live(orders, engine, work, point)
            orders.send(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    except EOFError:
        os._exit(0)
    finally:
        os._exit(1)


def _warm_up(engine: str) -> None:
    """Import what the work needs, by doing some of it in a file; children share what is there."""
    DIALECTS[engine].grammar()
    compile_once()
    with tempfile.TemporaryDirectory(prefix="crash-", dir=IN_MEMORY) as folder:
        made = workshop(Path(folder) / "w")
        made.write("aurora/gold", "Gold members")
        made.apply(saved=made.plan())
    gc.collect()
    gc.freeze()


def _live(orders: Connection, engine: str, work: Work, point: int | None) -> NoReturn:
    code = 1
    try:
        signal.alarm(LONGEST)
        points = Points(point)
        watch(points, engine)
        work()
        points.reach(_END)
        if point is None:
            orders.send(points.labels)
        code = 0
    except BaseException:  # whatever it is: the child ends here
        traceback.print_exc()
    finally:
        os._exit(code)
