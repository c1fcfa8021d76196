"""How a command ends: the exit codes, frozen, and which one counts where several hold."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum

from syncer.model.errors import (
    Busy,
    Failed,
    Interrupted,
    Invalid,
    NotPermitted,
    OutcomeUnknown,
    Refused,
    Stale,
    SyncerError,
    UsageError,
)
from syncer.model.verdict import Verdict


class Exit(IntEnum):
    """Every exit code that there is."""

    DONE = 0
    FAILED = 1
    DIFFERENT = 2
    INVALID = 3
    NOT_PERMITTED = 4
    BUSY = 5
    REFUSED = 6
    STALE = 7
    UNKNOWN = 8
    USAGE = 64
    INTERRUPTED = 130


PRECEDENCE = (
    Exit.UNKNOWN,
    Exit.FAILED,
    Exit.NOT_PERMITTED,
    Exit.INVALID,
    Exit.STALE,
    Exit.REFUSED,
    Exit.BUSY,
    Exit.DIFFERENT,
    Exit.DONE,
)

_OF_ERROR: Mapping[type[SyncerError], Exit] = {
    UsageError: Exit.USAGE,
    Invalid: Exit.INVALID,
    NotPermitted: Exit.NOT_PERMITTED,
    Busy: Exit.BUSY,
    Refused: Exit.REFUSED,
    Stale: Exit.STALE,
    OutcomeUnknown: Exit.UNKNOWN,
    Interrupted: Exit.INTERRUPTED,
    Failed: Exit.FAILED,
}

_OF_VERDICT: Mapping[Verdict, Exit] = {
    Verdict.CLEAN: Exit.DONE,
    Verdict.DIFFERENT: Exit.DIFFERENT,
    Verdict.REFUSED: Exit.REFUSED,
    Verdict.INVALID: Exit.INVALID,
}


def exit_of_verdict(verdict: Verdict, *, detailed: bool = False) -> Exit:
    """How a command ends that has a result; ``detailed`` tells changes from none."""
    if verdict is Verdict.CHANGES:
        return Exit.DIFFERENT if detailed else Exit.DONE
    return _OF_VERDICT[verdict]


def exit_of(error: SyncerError) -> Exit:
    """How a command ends that was stopped by this error."""
    return next((_OF_ERROR[kind] for kind in type(error).__mro__ if kind in _OF_ERROR), Exit.FAILED)
