"""Secrets have no place in a file. Where one stands all the same, nothing of its line is shown again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TypeAlias

from syncer.desired.reading.document import Document, Plain
from syncer.model.problem import Problem

_SECRET_VALUE = re.compile(r"://|\bjdbc:|\b(?:password|passwd|pwd)\s*[=:]", re.IGNORECASE)
_SECRET_KEY = re.compile(r"pass|pwd|secret|token|credential|user|login|url|dsn|host|connection", re.IGNORECASE)
_NAMES_OF_VARIABLES = frozenset({"url_env", "read_url_env"})

TextPath: TypeAlias = tuple[str | int, ...]


def refuse_secrets(document: Document) -> Iterator[Problem]:
    """Every place that seems to hold an address, a login or a password, without repeating what stands there."""
    for path, value in _walk(document.value):
        key = path[-1]
        # Stores can be called anything, `users` for example.
        may_name_secret = key not in _NAMES_OF_VARIABLES and path[:-1] != ("stores",)
        if isinstance(key, str) and (_is_secret(key) or (may_name_secret and _SECRET_KEY.search(key))):
            yield _refusal(document, path, of_key=True)
        elif isinstance(value, str) and _is_secret(value):
            yield _refusal(document, path, of_key=False)


def hide_secrets(problem: Problem) -> Problem:
    """The problem without what may be a secret in its line or its words."""
    line = problem.line_text
    if line and (_is_secret(line) or _SECRET_KEY.search(line)):
        problem = replace(problem, line_text=None)
    if _is_secret(problem.message):
        problem = replace(problem, message="something is wrong in this line, which is not shown: it may hold a secret")
    return problem


def _is_secret(text: str) -> bool:
    return _SECRET_VALUE.search(text) is not None


def _walk(value: Plain, path: TextPath = ()) -> Iterator[tuple[TextPath, Plain]]:
    """Every key and item with its path, the outer before the inner."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield (*path, key), inner
            yield from _walk(inner, (*path, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield (*path, number), inner
            yield from _walk(inner, (*path, number))


def _refusal(document: Document, path: TextPath, *, of_key: bool) -> Problem:
    return document.problem(
        "secret-in-file",
        "this looks like an address, a login or a password, which must not stand in a file",
        "Put the URL into a variable of the environment and name it: `url_env: NAME`. Change a password that was here.",
        path,
        of_key=of_key,
    )
