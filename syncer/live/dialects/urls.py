"""What a URL says after its question mark, and how that is refused."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy.engine import URL

from syncer.model.errors import NotPermitted


def require_known(url: URL, variable: str | None, known: Collection[str]) -> None:
    """Raises ``NotPermitted`` for a name that is none of ``known``, or that is said twice."""
    # What is said twice is a tuple.
    odd = [name for name, value in url.query.items() if name not in known or not isinstance(value, str)]
    if odd:
        raise unknown(variable, odd, known)


def unknown(variable: str | None, names: Collection[str], known: Collection[str]) -> NotPermitted:
    """The refusal of these names. One that is no word may be a secret in the wrong place, and is not shown."""
    shown = ", ".join(sorted(name for name in names if name.isidentifier())) or "something"
    return NotPermitted(
        f"The URL in {variable} says {shown} after its question mark, which is not known here or is said twice.",
        f"It may say {', '.join(sorted(known))}, each once.",
    )
