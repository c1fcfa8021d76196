"""Rate limits: whether an answer says to wait, and how long.

GitHub: "Rate limits for the REST API" (docs.github.com/rest/using-the-rest-api). Over a limit it answers 403 or 429.
``retry-after`` counts where it is there; else ``x-ratelimit-reset`` where ``x-ratelimit-remaining`` is 0; else at
least a minute. GitLab: "User and IP rate limits" (docs.gitlab.com). Over a limit it answers 429, with
``Retry-After`` and ``RateLimit-Reset``.
"""

from __future__ import annotations

import re

from syncer.forge.reading import words_of
from syncer.forge.transport import Answer

MINUTE = 60.0
_WHOLE = re.compile(r"[0-9]{1,12}")


def wait_of(answer: Answer, now: float) -> float | None:
    """How many seconds to wait before the same is asked again; ``None`` where no limit is the matter."""
    if not _is_limited(answer):
        return None
    headers = answer.headers
    if (seconds := _whole(headers.get("Retry-After"))) is not None:
        return max(seconds, 1.0)
    reset = _whole(headers.get("X-RateLimit-Reset") or headers.get("RateLimit-Reset"))
    if reset is not None and _remaining(answer) == 0:
        return max(reset - now, 0.0) + 1.0
    return MINUTE


def _is_limited(answer: Answer) -> bool:
    if answer.status == 429:
        return True
    if answer.status != 403:
        return False
    # A limit and a missing right are both 403 at GitHub; only a limit has one of these.
    return "Retry-After" in answer.headers or _remaining(answer) == 0 or "rate limit" in words_of(answer, "\0").lower()


def _remaining(answer: Answer) -> float | None:
    return _whole(answer.headers.get("X-RateLimit-Remaining") or answer.headers.get("RateLimit-Remaining"))


def _whole(value: str | None) -> float | None:
    return float(value.strip()) if value is not None and _WHOLE.fullmatch(value.strip()) else None
