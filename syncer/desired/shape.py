"""A JSON Schema as one fast question: has this value the shape, yes or no.

Why a value does not have the shape is explained elsewhere, for the files that fail.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, TypeAlias

from syncer.desired.schemas import schema_of

Check: TypeAlias = Callable[[Any], bool]


@cache
def validator_of(kind: str, *, explains: bool = True) -> Callable[[Any], object]:
    """A function that raises ``fastjsonschema.JsonSchemaValueException`` for what has not the shape of a kind.

    One whose exceptions explain takes twice as long to be made.
    """
    from fastjsonschema import compile

    validate: Callable[[Any], object] = compile(schema_of(kind), use_default=False, detailed_exceptions=explains)
    return validate


@cache
def shape_of(kind: str) -> Check:
    """The question whether a value has the shape of one kind of file. Asking it costs a few microseconds."""
    from fastjsonschema import JsonSchemaValueException

    validate = validator_of(kind, explains=False)

    def has_shape(value: Any) -> bool:
        try:
            validate(value)
        except JsonSchemaValueException:
            return False
        return True

    return has_shape
