"""psycopg's connection, which gives up on a server that has stopped answering.

The server's own limits end nothing where its process stands still, or where what is between us has lost the session.
"""

from __future__ import annotations

from collections.abc import Generator
from time import monotonic
from typing import Any

from psycopg import Connection, OperationalError
from psycopg.waiting import Ready

from syncer.model.environment import Timeouts

GRACE = 5
"""Seconds that the server's answer may take beside what its own limits allow."""


class Silent(OperationalError):
    """The server did not answer. What it was asked for, a COMMIT too, may still happen."""


class ImpatientConnection(Connection[Any]):
    """A connection that is closed where the server is silent for longer than its limits let it be."""

    seconds: float | None = None
    """The longest silence; ``None`` for any."""

    def allow(self, timeouts: Timeouts) -> None:
        """Wait no longer than the server's own limits need to end what it does."""
        self.seconds = timeouts.statement + timeouts.lock + GRACE

    def wait(self, gen: Generator[Any, Any, Any], *args: Any, **settings: Any) -> Any:
        """Wait for an answer, as psycopg does for whatever it says. Raises ``Silent``."""
        if self.seconds is None:
            return super().wait(gen, *args, **settings)
        try:
            return super().wait(_heard(gen, self.seconds), *args, **settings)
        except Silent:
            self.close()
            raise


def _heard(gen: Generator[Any, Any, Any], seconds: float) -> Generator[Any, Any, Any]:
    """The same steps. psycopg comes back several times a second, also where nothing was heard."""
    end = monotonic() + seconds
    try:
        step = next(gen)
        while True:
            ready = yield step
            if ready & Ready.R:
                end = monotonic() + seconds
            elif monotonic() > end:
                raise Silent("the server does not answer")
            step = gen.send(ready)
    except StopIteration as done:
        return done.value
