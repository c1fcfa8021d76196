"""What a code means, for people who meet it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Explanation:
    """One code: what it says, why it matters, what to do, and what it looks like."""

    summary: str
    why: str
    fix: str
    example: str
