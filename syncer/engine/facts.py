"""Who runs this, when, and on which revision of the catalog. The only place that asks."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

from syncer import __version__
from syncer.model.plan import Context
from syncer.model.shown import visible

_ACTORS = ("SYNCER_ACTOR", "GITHUB_ACTOR", "GITLAB_USER_LOGIN", "BUILD_REQUESTEDFOR")


def now() -> datetime:
    """The moment in which it is asked, to the second, in UTC."""
    return datetime.now(UTC).replace(microsecond=0)


def context(root: Path, reason: str | None = None) -> Context:
    """What is shown around a plan that is made now."""
    return Context(
        made_at=now().isoformat(),
        tool_version=__version__,
        actor=actor(),
        revision=revision(root),
        reason=reason,
    )


def actor() -> str:
    """Who, as claimed by the variables of CI or by the login. It is written into rows: all of it can be seen."""
    claimed = (os.environ.get(name, "").strip() for name in _ACTORS)
    return visible(next((name for name in claimed if name), None) or _login())


def _login() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError):  # A container may run under a number that has no name.
        return f"uid {os.getuid()}"


def revision(root: Path) -> str | None:
    """The git revision of the catalog; ``+`` behind it where the work tree differs; ``None`` without git."""
    from syncer.desired.git import revision_of

    return revision_of(root)
