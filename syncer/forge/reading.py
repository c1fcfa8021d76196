"""What a forge answered, read without trust: JSON of the promised types, or one sentence."""

from __future__ import annotations

import json
from typing import Any, TypeAlias

from syncer.forge.transport import Answer
from syncer.model.errors import NotPermitted

Object: TypeAlias = dict[str, Any]

_LONGEST = 400
"""Characters of a forge's own words that are repeated."""


class Unreadable(NotPermitted):
    """What answers is not the API that it should be."""


def value_of(answer: Answer) -> Any:
    """The JSON of an answer. Raises ``ValueError`` where it is none."""
    try:
        return json.loads(answer.content)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def objects(value: Any) -> list[Object]:
    """A list of objects. Raises ``ValueError`` for anything else."""
    if not isinstance(value, list):
        raise ValueError("not a list")
    return [an_object(one) for one in value]


def an_object(value: Any) -> Object:
    """An object. Raises ``ValueError`` for anything else."""
    if not isinstance(value, dict):
        raise ValueError("not an object")
    return value


def number(value: Any) -> int:
    """A whole number. Raises ``ValueError`` for anything else."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError("not a number")
    return value


def text(value: Any) -> str:
    """A text; none is an empty one. Raises ``ValueError`` for anything else."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ValueError("not a text")
    return value


def address(value: Any) -> str | None:
    """The address of a page, if it is one."""
    return value if isinstance(value, str) and value.startswith(("https://", "http://")) else None


def words_of(answer: Answer, secret: str) -> str:
    """Why the forge refused, in its own words, cut to a sentence's length and without the token."""
    try:
        said = _words(value_of(answer))
    except ValueError:
        said = ""
    said = said.replace(secret, "***")
    return said if len(said) <= _LONGEST else said[:_LONGEST] + " ..."


def _words(value: Any) -> str:
    """GitHub says ``message`` and ``errors``; GitLab ``message``, which may be nested, or ``error``."""
    if not isinstance(value, dict):
        return ""
    errors = value.get("errors")
    details = [one.get("message") for one in errors if isinstance(one, dict)] if isinstance(errors, list) else []
    said = [value.get("message"), value.get("error_description") or value.get("error"), *details]
    return "; ".join(one if isinstance(one, str) else json.dumps(one) for one in said if one)
