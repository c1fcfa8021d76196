"""The canonical order of keys: that of the schema; keys that people choose, by code point."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from syncer.desired.reading.document import Plain
from syncer.desired.schemas import schema_text


def in_order(value: Mapping[str, Plain], kind: str) -> dict[str, Plain]:
    """The same values with their keys in canonical order, at every level."""
    return _ordered(value, _schema(kind))


@cache
def _schema(kind: str) -> Mapping[str, Any]:
    schema: Mapping[str, Any] = json.loads(schema_text(kind))
    return schema


def _ordered(value: Mapping[str, Plain], schema: Mapping[str, Any]) -> dict[str, Plain]:
    known = [*schema.get("properties", {})]
    keys = sorted(value, key=lambda key: (known.index(key), "") if key in known else (len(known), key))
    return {key: _below(value[key], schema, key) for key in keys}


def _below(value: Plain, schema: Mapping[str, Any], key: str) -> Plain:
    if not isinstance(value, dict):
        return value
    patterns = (part for pattern, part in schema.get("patternProperties", {}).items() if re.search(pattern, key))
    return _ordered(value, schema.get("properties", {}).get(key) or next(patterns, {}))
