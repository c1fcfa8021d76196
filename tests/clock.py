"""A clock that stands still, for what is judged by the time."""

from __future__ import annotations

from datetime import datetime, tzinfo

import pytest

from syncer.engine import facts


class Clock:
    """Stands for ``datetime`` where the engine asks what time it is."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self, zone: tzinfo) -> datetime:
        return self.moment.astimezone(zone)


def stand_still(patch: pytest.MonkeyPatch, moment: datetime) -> Clock:
    """From here on it is this moment, until the clock is put to another."""
    clock = Clock(moment)
    patch.setattr(facts, "datetime", clock)
    return clock
