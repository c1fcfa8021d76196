"""A JSON Schema as one fast question: has this value the shape, yes or no.

Why a value does not have the shape is explained elsewhere, for the files that fail.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from typing import Any, TypeAlias

from syncer.desired.schemas import schema_text

Check: TypeAlias = Callable[[Any], bool]


@cache
def validator_of(kind: str) -> Callable[[Any], object]:
    """A function that raises ``fastjsonschema.JsonSchemaValueException`` for what has not the shape of a kind."""
    from fastjsonschema import compile

    validate: Callable[[Any], object] = compile(json.loads(schema_text(kind)), use_default=False)
    return validate


@cache
def shape_of(kind: str) -> Check:
    """The question whether a value has the shape of one kind of file. Asking it costs a few microseconds."""
    from fastjsonschema import JsonSchemaValueException

    validate = validator_of(kind)

    def has_shape(value: Any) -> bool:
        try:
            validate(value)
        except JsonSchemaValueException:
            return False
        return True

    return has_shape
