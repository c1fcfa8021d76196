"""One text form of a value, so that equal values are equal bytes and have one digest."""

from __future__ import annotations

import hashlib
import json


def canonical(value: object) -> str:
    """JSON in ASCII, keys sorted, no blanks: the same value is always the same text."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)


def digest(value: object) -> str:
    """SHA-256 of the canonical form, 64 hexadecimal digits."""
    return hashlib.sha256(canonical(value).encode("ascii")).hexdigest()
