"""Sessions that stop before every statement, COMMIT and ROLLBACK, and go on one at a time when they are told to."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from time import monotonic
from typing import Any

import psycopg
from psycopg.pq import TransactionStatus
from sqlalchemy import Engine, event

from syncer.live.dialects.dialect import Opening

PATIENCE = 0.005
"""Seconds after which the server is asked whether a session waits for a lock."""
LONGEST = 20
"""Seconds after which sessions that do not go on count as stuck."""

_SELF = threading.local()

_WAITING = "SELECT DISTINCT pid FROM pg_locks WHERE NOT granted AND waitstart < clock_timestamp() - interval '5 ms'"
"""By then the server has looked for a ring of waiting sessions, see ``Conductor``."""


class Player(threading.Thread):
    """One session of one schedule."""

    def __init__(self, name: str, act: Callable[[], object]) -> None:
        super().__init__(name=name, daemon=True)
        self.steps = 0
        """How many times it was told to go on."""
        self.pid = 0
        """The server's process that serves it now."""
        self.label = "begins"
        """What comes next."""
        self.is_over = False
        self.waits = False
        """Whether it was seen waiting for a lock, in a transaction that nobody has ended since."""
        self.outcome: object = None
        """What it came to; an exception where it raised one."""
        self._act = act
        self._stands = threading.Event()
        self._may_go = threading.Semaphore(0)
        self._is_free = False

    def run(self) -> None:
        _SELF.player = self
        self.stop_before("begin")
        try:
            self.outcome = self._act()
        except BaseException as error:  # whatever it is: it is judged
            self.outcome = error
        self.is_over = True
        self._stands.set()

    def stop_before(self, label: str) -> None:
        """Wait for our turn."""
        self.label = label
        if not self._is_free:
            self._stands.set()
            self._may_go.acquire()

    def go(self) -> None:
        """Let it go on to the next gate."""
        self.steps += 1
        self._stands.clear()
        self._may_go.release()

    def stands(self, seconds: float) -> bool:
        """Whether it is at a gate or over, by then."""
        return self._stands.wait(seconds)

    @property
    def has_given_up(self) -> bool:
        """Whether its transaction came to nothing: an error ends it on the server before the ROLLBACK."""
        return self.is_over or self.label == "ROLLBACK"

    def set_free(self) -> None:
        """From here on no gate holds it."""
        self._is_free = True
        self._may_go.release()


def gate(label: str) -> None:
    """Stop here, in a session that is played; anywhere else nothing happens."""
    if player := getattr(_SELF, "player", None):
        player.stop_before(label)


def served_by(connection: psycopg.Connection[Any]) -> None:
    """Say which connection the session that is played has now."""
    if player := getattr(_SELF, "player", None):
        player.pid = connection.info.backend_pid


def send_away(connection: psycopg.Connection[Any]) -> None:
    """End every other session of the server."""
    connection.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
    )


class Stuck(Exception):
    """Sessions stood still that had every chance to go on."""


class Conductor:
    """Lets sessions of one PostgreSQL go on, one at a time.

    Where the server's ``deadlock_timeout`` is 1 ms, a ring of waiting sessions is always broken in the same place: in
    the session that closed it.
    """

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection

    def play(self, players: Sequence[Player], choose: Callable[[list[Player]], Player]) -> list[str]:
        """Play to the end of all, and say what went on in which order. Raises ``Stuck``."""
        told: list[str] = []
        for player in players:
            player.start()
        while ready := self._settled(players):
            chosen = choose(ready)
            told.append(f"{chosen.name}: {chosen.label}")
            if chosen.label == "COMMIT":
                _look_again(players)
            chosen.go()
        for player in players:
            player.join()
        return told

    def _settled(self, players: Sequence[Player]) -> list[Player]:
        """Who stands at a gate, once everybody else is over or waits for a lock."""
        deadline = monotonic() + LONGEST
        while monotonic() < deadline:
            moving = [player for player in players if not player.stands(0 if player.waits else PATIENCE)]
            if any(player.has_given_up for player in players if player not in moving):
                _look_again(moving)
            if unknown := [player for player in moving if not player.waits]:
                waiting = self._waiting()
                for player in unknown:
                    player.waits = player.pid in waiting
            if all(player.waits for player in moving):
                ready = [player for player in players if player not in moving and not player.is_over]
                if ready or not moving:
                    return ready
                _look_again(moving)
        where = ", ".join(f"{player.name} at {player.label}" for player in players if not player.is_over)
        self._end(players)
        raise Stuck(where)

    def _waiting(self) -> frozenset[int]:
        return frozenset(pid for (pid,) in self._connection.execute(_WAITING))

    def _end(self, players: Sequence[Player]) -> None:
        for player in players:
            player.set_free()
        send_away(self._connection)
        for player in players:
            player.join(LONGEST)


def _look_again(players: Sequence[Player]) -> None:
    """Who was seen waiting may be let go: by the end of a transaction, or by the server, which breaks a ring."""
    for player in players:
        player.waits = False


def gated(open_engine: Callable[[Opening], Engine]) -> Callable[[Opening], Engine]:
    """The product's engines of PostgreSQL, each statement behind a gate.

    All of them share what they compiled: doing it anew for each takes half of the time.
    """
    first: list[Engine] = []

    def opening(what: Opening) -> Engine:
        engine = open_engine(what)
        if first:
            engine.dialect = engine.pool._dialect = first[0].dialect
            engine._compiled_cache = first[0]._compiled_cache
        else:
            first.append(engine)
            _gate_ends(engine.dialect)

        @event.listens_for(engine, "connect")
        def connected(connection: Any, _record: object) -> None:
            served_by(connection)

        @event.listens_for(engine, "before_cursor_execute")
        def speaking(_c: object, _cursor: object, statement: str, _p: object, _context: object, _many: bool) -> None:
            gate(" ".join(statement.split())[:70])

        return engine

    return opening


def _gate_ends(dialect: Any) -> None:
    """Gates before COMMIT and ROLLBACK, where there is something to end."""
    for name, end in (("COMMIT", dialect.do_commit), ("ROLLBACK", dialect.do_rollback)):

        def ending(connection: Any, name: str = name, end: Callable[[Any], None] = end) -> None:
            driver: psycopg.Connection[Any] = getattr(connection, "dbapi_connection", connection)
            if driver.info.transaction_status != TransactionStatus.IDLE:
                gate(name)
            end(connection)

        setattr(dialect, f"do_{name.lower()}", ending)
