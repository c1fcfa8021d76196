"""SIGINT and SIGTERM while rows are written: before COMMIT they roll back, during COMMIT they wait."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from syncer.model.errors import Interrupted

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Interruption:
    """Turns a signal into :class:`Interrupted`, but for moments that must not be cut."""

    def __init__(self) -> None:
        self._is_shielded = False

    @contextmanager
    def shielded(self) -> Iterator[None]:
        """A signal that comes in here changes nothing: what it would stop is already done."""
        before, self._is_shielded = self._is_shielded, True
        try:
            yield
        finally:
            self._is_shielded = before

    def _heard(self, number: int, _frame: FrameType | None) -> None:
        if not self._is_shielded:
            name = signal.Signals(number).name
            raise Interrupted(f"Interrupted by {name}. Everything was rolled back.", "Run the same command again.")


@contextmanager
def interruptible() -> Iterator[Interruption]:
    """Listen for signals; only the main thread of a process can, in others they are left as they are."""
    interruption = Interruption()
    if threading.current_thread() is not threading.main_thread():
        yield interruption
        return
    before = {number: signal.signal(number, interruption._heard) for number in _SIGNALS}
    try:
        yield interruption
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
