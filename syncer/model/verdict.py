"""How a look at files or databases ended, in one word: pages, reports and the exit code all follow from it."""

from __future__ import annotations

from enum import StrEnum


class Verdict(StrEnum):
    """The worst that is true of a result."""

    CLEAN = "clean"
    """Valid, in sync, nothing to do."""
    CHANGES = "changes"
    """Something would be done, and nothing speaks against it."""
    DIFFERENT = "different"
    """Live is not what was recorded, or not what the catalog says."""
    REFUSED = "refused"
    """A guard says no, and nobody accepted that."""
    INVALID = "invalid"
    """A file has an error."""
