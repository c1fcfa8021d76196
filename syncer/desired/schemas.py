"""The JSON Schemas that are shipped: at the top of a checkout, inside the package once installed."""

from __future__ import annotations

from pathlib import Path

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


def _folder() -> Path:
    package = Path(__file__).parent.parent
    inside = package / "schemas"
    return inside if inside.is_dir() else package.parent / "schemas"
