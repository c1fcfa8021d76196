"""SIGINT and SIGTERM while rows are written: before COMMIT they roll back, during COMMIT they wait for its answer."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from syncer.model.errors import Interrupted, OutcomeUnknown, SyncerError

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Interruption:
    """Turns a signal into :class:`Interrupted`, but for moments that must not be cut."""

    def __init__(self) -> None:
        self._is_shielded = False
        self._is_over = False
        self._heard: signal.Signals | None = None

    @contextmanager
    def shielded(self) -> Iterator[None]:
        """A signal that comes in here waits for :meth:`obey`."""
        before, self._is_shielded = self._is_shielded, True
        try:
            yield
        finally:
            self._is_shielded = before

    def finish(self) -> None:
        """From here on a signal changes nothing: what it would stop is committed."""
        self._is_over = True

    def obey(self) -> None:
        """Raise :class:`Interrupted` where a signal has come, and everything was rolled back.

        A library may have swallowed what :meth:`hear` raised: SQLAlchemy does while it puts a connection back.
        """
        if self._heard and not self._is_over:
            raise Interrupted(f"Interrupted by {self._heard.name}. Everything was rolled back.", "Run it again.")

    def hear(self, number: int, _frame: FrameType | None) -> None:
        """Handle a signal."""
        self._heard = signal.Signals(number)
        if not self._is_shielded:
            self.obey()


@contextmanager
def interruptible() -> Iterator[Interruption]:
    """Listen for signals; only the main thread of a process can, in others they are left as they are."""
    interruption = Interruption()
    if threading.current_thread() is not threading.main_thread():
        yield interruption
        return
    before = {number: signal.signal(number, interruption.hear) for number in _SIGNALS}
    try:
        yield interruption
    except (Interrupted, OutcomeUnknown):
        raise
    except SyncerError:
        # Where a driver calls us back it swallows our exception and reports one of its own.
        interruption.obey()
        raise
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
