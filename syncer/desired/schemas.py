"""The JSON Schemas that are shipped: at the top of a checkout, inside the package once installed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from syncer.model.errors import UsageError

SUFFIX = ".schema.json"
"""How the name of every schema file ends."""


def kinds() -> tuple[str, ...]:
    """What there are schemas for, sorted."""
    return tuple(sorted(path.name.removesuffix(SUFFIX) for path in _folder().glob(f"*{SUFFIX}")))


def schema_text(kind: str) -> str:
    """The schema of one kind of file, as JSON. Raises ``UsageError`` for a kind that there is none of."""
    if kind not in kinds():
        raise UsageError(f"there is no schema of this kind: {kind}", f"Choose one of: {', '.join(kinds())}.")
    return (_folder() / f"{kind}{SUFFIX}").read_text(encoding="utf-8")


def schema_of(kind: str) -> dict[str, Any]:
    """The schema without what it says to editors alone.

    A pattern with a message of its own repeats, for people who type, what the rules about texts and keys say in
    more words; asking it of every file would cost as much as all other questions together.
    """
    schema: dict[str, Any] = _for_us(json.loads(schema_text(kind)))
    return schema


def _for_us(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_for_us(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    dropped = {"pattern"} if "patternErrorMessage" in schema else set()
    if "patternErrorMessage" in schema.get("propertyNames", ()):
        dropped.add("propertyNames")
    return {key: _for_us(value) for key, value in schema.items() if key not in dropped}


def _folder() -> Path:
    package = Path(__file__).parent.parent
    inside = package / "schemas"
    return inside if inside.is_dir() else package.parent / "schemas"
