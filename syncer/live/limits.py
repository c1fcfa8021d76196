"""How long a statement may run, and all of one transaction, as the environment's ``timeouts`` say."""

from __future__ import annotations

from time import monotonic
from typing import Any

from sqlalchemy import Engine, event

from syncer.model.environment import Environment
from syncer.model.errors import Busy

STEPS = 10_000
"""After so many steps of its machine SQLite asks whether to go on: some milliseconds."""


class _Patience:
    """Ends statements that take too long. Times are in seconds of a clock that nobody sets."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self.begin()

    def begin(self) -> None:
        """A connection was opened. Time in which a person reads a plan does not count."""
        self._end = self._end_of_statement = monotonic() + self._environment.timeouts.overall

    def begin_statement(self) -> None:
        """Raises ``Busy`` where the time for all of it is over."""
        now = monotonic()
        if now > self._end:
            limit = self._environment.timeouts.overall
            raise Busy(f"{self._environment.name} took more than {limit} s. Nothing was written.", "Run it again.")
        self._end_of_statement = min(now + self._environment.timeouts.statement, self._end)

    def is_over(self) -> bool:
        """Whether the statement that runs now must end."""
        return monotonic() > self._end_of_statement


def limit(engine: Engine, environment: Environment) -> None:
    """Set the limits on every connection that the engine will open."""
    patience = _Patience(environment)

    @event.listens_for(engine, "before_cursor_execute")
    def begin(*_: object) -> None:
        patience.begin_statement()

    @event.listens_for(engine, "connect")
    def watch(connection: Any, _record: object) -> None:
        patience.begin()
        if engine.dialect.name == "sqlite":  # the others end a statement by themselves
            connection.set_progress_handler(patience.is_over, STEPS)
