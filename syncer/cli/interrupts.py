"""SIGINT and SIGTERM while nothing is written: the command ends, leaves no file behind, and says so."""

from __future__ import annotations

import signal
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class _Ear:
    """What this process has heard."""

    def __init__(self) -> None:
        self.has_heard = False
        self.is_deaf = False

    def hear(self, _number: int, _frame: FrameType | None) -> None:
        """Handle a signal."""
        if not self.is_deaf:
            self.has_heard = True
            raise KeyboardInterrupt


_ear = _Ear()


def listen() -> None:
    """From here on both signals end the command as an interrupt does. One that the caller ignores is ignored."""
    for number in _SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _ear.hear)


def hear_no_more() -> None:
    """From here on a signal changes nothing: what is left to do is to say what was done."""
    _ear.is_deaf = True


def was_interrupted() -> bool:
    """Whether a signal has come. Where a driver calls us back it swallows the interrupt, and fails in another way."""
    return _ear.has_heard
