"""A JSON Schema as one fast question: has this value the shape, yes or no.

It knows the keywords that our schemas use, and refuses to be built from others. It costs a few microseconds a file and
nothing at start-up; why a value does not have the shape is explained elsewhere, for files that fail.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias

Check: TypeAlias = Callable[[Any], bool]
Schema: TypeAlias = Mapping[str, Any]

_ANNOTATIONS = frozenset({"$schema", "title", "description", "default", "definitions"})
_BY_TYPE = {
    "string": frozenset({"minLength", "maxLength", "pattern"}),
    "integer": frozenset({"minimum", "maximum"}),
    "boolean": frozenset[str](),
    "null": frozenset[str](),
    "array": frozenset({"items", "maxItems", "uniqueItems"}),
    "object": frozenset(
        {"properties", "patternProperties", "additionalProperties", "required", "minProperties", "dependencies"}
    ),
}
_FREE = frozenset({"type", "enum", "anyOf", "oneOf"})
_WITHOUT_END = 1 << 62


def compile_shape(schema: Schema, root: Schema | None = None) -> Check:
    """The question that a schema asks. Raises ``ValueError`` for a keyword that is not known here."""
    root = schema if root is None else root
    if "$ref" in schema:
        return compile_shape(root["definitions"][schema["$ref"].removeprefix("#/definitions/")], root)
    declared = schema.get("type", [])
    types: list[str] = [declared] if isinstance(declared, str) else declared
    known = _ANNOTATIONS.union(_FREE, *(_BY_TYPE[name] for name in types))
    if unknown := schema.keys() - known:
        raise ValueError(f"keywords that are not known here: {sorted(unknown)}")
    checks = [_any([_MAKERS[name](schema, root) for name in types])] if types else []
    if "enum" in schema:
        checks.append(_enum(schema["enum"]))
    if "anyOf" in schema:
        checks.append(_any([compile_shape(one, root) for one in schema["anyOf"]]))
    if "oneOf" in schema:
        checks.append(_exactly_one(schema["oneOf"]))
    return checks[0] if len(checks) == 1 else lambda value: all(check(value) for check in checks)


def _any(checks: list[Check]) -> Check:
    return checks[0] if len(checks) == 1 else lambda value: any(check(value) for check in checks)


def _exactly_one(branches: Iterable[Schema]) -> Check:
    """Branches may only require keys: that is all that our schemas need of ``oneOf``."""
    if any(branch.keys() != {"required"} for branch in branches):
        raise ValueError("a branch of oneOf holds something else than `required`")
    wanted = [frozenset(branch["required"]) for branch in branches]
    return lambda value: sum(keys <= value.keys() for keys in wanted) == 1


def _enum(values: Iterable[str]) -> Check:
    allowed = frozenset(values)
    return lambda value: type(value) is str and value in allowed


def _string(schema: Schema, _: Schema) -> Check:
    least, most = schema.get("minLength", 0), schema.get("maxLength", _WITHOUT_END)
    if "pattern" not in schema:
        return lambda value: type(value) is str and least <= len(value) <= most
    search = re.compile(schema["pattern"]).search
    return lambda value: type(value) is str and least <= len(value) <= most and search(value) is not None


def _integer(schema: Schema, _: Schema) -> Check:
    least, most = schema.get("minimum", -_WITHOUT_END), schema.get("maximum", _WITHOUT_END)

    def check(value: Any) -> bool:
        whole = type(value) is int or (type(value) is float and value.is_integer())
        return whole and least <= value <= most

    return check


def _boolean(_: Schema, __: Schema) -> Check:
    return lambda value: type(value) is bool


def _null(_: Schema, __: Schema) -> Check:
    return lambda value: value is None


def _array(schema: Schema, root: Schema) -> Check:
    item = compile_shape(schema["items"], root)
    most = schema.get("maxItems", _WITHOUT_END)
    unique = schema.get("uniqueItems", False)

    def check(value: Any) -> bool:
        return (
            type(value) is list
            and len(value) <= most
            and all(map(item, value))
            and (not unique or len(set(value)) == len(value))
        )

    return check


def _object(schema: Schema, root: Schema) -> Check:
    if schema.get("additionalProperties", True) is not False:
        raise ValueError("an object must close itself with `additionalProperties: false`")
    properties = {key: compile_shape(one, root) for key, one in schema.get("properties", {}).items()}
    patterns = [
        (re.compile(pattern).search, compile_shape(one, root))
        for pattern, one in schema.get("patternProperties", {}).items()
    ]
    required = frozenset(schema.get("required", ()))
    least = schema.get("minProperties", 0)
    dependencies = [(key, frozenset(needed)) for key, needed in schema.get("dependencies", {}).items()]

    def check(value: Any) -> bool:
        if type(value) is not dict or not required <= value.keys() or len(value) < least:
            return False
        for key, item in value.items():
            known = properties.get(key)
            if known is None:
                known = next((one for search, one in patterns if search(key)), None)
            if known is None or not known(item):
                return False
        return all(key not in value or needed <= value.keys() for key, needed in dependencies)

    return check


_MAKERS: Mapping[str, Callable[[Schema, Schema], Check]] = {
    "string": _string,
    "integer": _integer,
    "boolean": _boolean,
    "null": _null,
    "array": _array,
    "object": _object,
}
