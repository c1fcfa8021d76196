"""What the variables of a CI job say: where the forge is, and the token, which stands nowhere else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeAlias
from urllib.parse import urlsplit

from syncer.model.errors import NotPermitted

Variables: TypeAlias = Mapping[str, str]

_TOKEN = re.compile(r"[!-~]+")
_ADDRESS = re.compile(r"[!-~]+")


def token(variables: Variables, names: tuple[str, ...], needs: str) -> str:
    """The first of these that is set. Raises ``NotPermitted`` where none is; no message ever shows a token."""
    for name in names:
        value = variables.get(name, "").strip()
        if value and not _TOKEN.fullmatch(value):
            raise NotPermitted(
                f"What {name} holds is not a token: a token is one word of ASCII letters, digits and signs.",
                f"Set {name} anew, to a token with {needs}.",
            )
        if value:
            return value
    raise NotPermitted(
        f"There is no token: {' or '.join(names)} is not set or empty.",
        f"Set {names[0]} to a token with {needs}; it is taken from nowhere else.",
    )


def base(variables: Variables, name: str) -> str:
    """The root of an API, without a slash at its end.

    Raises ``NotPermitted`` where the variable is not set or holds no http or https address; what it holds may be a
    secret and is not shown.
    """
    value = required(variables, name, "the address of the forge's API")
    try:
        parts = urlsplit(value)
        fits = bool(parts.hostname) and (parts.port is None or parts.port > 0)
        (parts.hostname or "").encode("idna")
    except ValueError:
        fits = False
    if not (fits and _ADDRESS.fullmatch(value) and parts.scheme in ("http", "https")) or "@" in parts.netloc:
        raise NotPermitted(
            f"What {name} holds is not the address of an API.",
            "It begins with https:// or http:// and holds no user name or password.",
        )
    return value.split("?")[0].split("#")[0].rstrip("/")


def required(variables: Variables, name: str, meaning: str) -> str:
    """What a variable holds. Raises ``NotPermitted`` where it is not set or empty."""
    value = variables.get(name, "").strip()
    if not value:
        raise NotPermitted(
            f"The variable {name}, which holds {meaning}, is not set or empty.",
            f"A CI job has it; elsewhere set {name}.",
        )
    return value


def matching(variables: Variables, name: str, meaning: str, form: str) -> str:
    """What a variable holds, if it has this form from end to end. Raises ``NotPermitted`` where it has not."""
    value = required(variables, name, meaning)
    if not re.fullmatch(form, value, re.ASCII):
        raise NotPermitted(f"What {name} holds is not {meaning}.", f"Set {name} anew.")
    return value


def positive(value: object) -> int | None:
    """A number of a pull request, from JSON or a variable; ``None`` where it is none."""
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,18}", value):
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None
