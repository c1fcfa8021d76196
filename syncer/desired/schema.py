"""Whether a document has the shape that its schema asks for, and if not, why, in own words."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from typing import Any, NamedTuple

from syncer.desired.reading.document import Document
from syncer.desired.schemas import schema_of
from syncer.model.problem import Problem


class Mismatch(NamedTuple):
    """One keyword of the schema that a value does not fit, as the jsonschema library found it."""

    keyword: str
    wanted: Any
    """What stands at the keyword."""
    value: Any
    path: list[str | int]
    schema: Mapping[str, Any]
    """The part of the schema that holds the keyword."""
    inside: tuple[Mismatch, ...]
    """Why each branch of an ``anyOf`` does not fit."""


def explain_shape(document: Document, kind: str) -> Iterator[Problem]:
    """Every reason why a document does not have the shape; too long texts are left to the rules about bytes."""
    for error in _validator(kind).iter_errors(document.value):
        yield from _explain(document, _mismatch(error))


@cache
def _validator(kind: str) -> Any:
    from jsonschema import Draft7Validator

    # `$` is the very end to editors and to the fast question; to Python it is also before a line break there.
    return Draft7Validator(json.loads(json.dumps(schema_of(kind)).replace('$"', '\\\\Z"')))


def _mismatch(error: Any) -> Mismatch:
    inside = tuple(map(_mismatch, error.context or ()))
    path = [*error.absolute_path]
    return Mismatch(str(error.validator), error.validator_value, error.instance, path, error.schema, inside)


def _explain(document: Document, error: Mismatch) -> Iterator[Problem]:
    if explain := _EXPLAIN.get(error.keyword):
        yield from explain(document, error)


_OWN_KEYS = {
    "conditions": (
        "conditions-not-here",
        "segments here have no conditions: they are containers that an external process fills",
        "Remove it, and make segments with conditions in the Marketing tool.",
    ),
    "members": (
        "members-not-here",
        "who belongs to a segment never stands here: an external process puts its members in",
        "Remove it; `populatedBy` can say which process that is.",
    ),
}
_OWN_KEYS |= {"condition": _OWN_KEYS["conditions"], "member": _OWN_KEYS["members"], "users": _OWN_KEYS["members"]}

_FORMS = {
    "reviewBy": "a day like 2027-03-31",
    "catalog": "a-z, 0-9 and single hyphens",
    "url_env": "the name of a variable, like STAGING_DATABASE_URL",
    "read_url_env": "the name of a variable, like STAGING_READ_ONLY_URL",
    "default_language": "a locale like en_US",
    "schema": "an SQL identifier like WCSADMIN",
    "ledger_schema": "an SQL identifier like SYNCER",
    "owner_id": "a whole number in quotes",
    "from": "a moment like 2026-11-24T00:00+01:00, or a day and a time like fri 16:00",
    "until": "a moment like 2026-11-24T00:00+01:00, or a day and a time like fri 16:00",
    "timezone": "the name of a time zone, like Europe/Paris",
}
_KEY_FORMS = {
    "translations": "a locale like fr_FR",
    "stores": "a folder of catalog/: a-z, 0-9 and single hyphens",
    "freezes": "at most 64 characters that say why",
}

_TYPES = {
    "string": "a text",
    "null": "null",
    "boolean": "true or false",
    "integer": "a whole number",
    "array": "a list",
    "object": "`key: value` lines",
}


def _unknown_keys(document: Document, error: Mismatch) -> Iterator[Problem]:
    import re

    known = error.schema.get("properties", {})
    patterns = error.schema.get("patternProperties", {})
    path = error.path
    for key in error.value:
        if key in known or any(re.search(pattern, key) for pattern in patterns):
            continue
        code, message, remedy = _unknown_key(key, known, path)
        yield document.problem(code, message, remedy, [*path, key], of_key=True)


def _unknown_key(key: str, known: Mapping[str, object], path: list[str | int]) -> tuple[str, str, str]:
    if not path and "description" in known and key in _OWN_KEYS:
        return _OWN_KEYS[key]
    if not known:
        form = _KEY_FORMS.get(str(path[-1]), "another form")
        return "bad-value", f"`{key}` does not have the form of this key: {form}", "Correct it."
    like = {_bare(name): name for name in known}
    match = get_close_matches(_bare(key), like, n=1)
    if match:
        return "unknown-key", f"there is no key `{key}`", f"Did you mean `{like[match[0]]}`?"
    return "unknown-key", f"there is no key `{key}`", f"Remove it; the keys are {', '.join(known)}."


def _bare(key: str) -> str:
    return key.lower().replace("_", "").replace("-", "")


def _missing_keys(document: Document, error: Mismatch) -> Iterator[Problem]:
    path = error.path
    for key in error.wanted:
        if key not in error.value:
            yield document.problem("missing-key", f"`{key}` is missing", f"Add a line `{key}: ...`.", path, of_key=True)


def _wrong_type(document: Document, error: Mismatch) -> Iterator[Problem]:
    wanted = error.wanted
    names = [wanted] if isinstance(wanted, str) else wanted
    words = " or ".join(_TYPES[name] for name in names)
    yield _other_type(document, error, words, wants_text="string" in names)


def _other_type(document: Document, error: Mismatch, words: str, *, wants_text: bool) -> Problem:
    path = error.path
    value = error.value
    quote = wants_text and isinstance(value, bool | int | float)
    remedy = "If it is meant as text, put it in quotes." if quote else f"Write {words}."
    return document.problem("wrong-type", f"{_called(path)} is {words}, and here stands {_kind(value)}", remedy, path)


def _kind(value: object) -> str:
    match value:
        case None:
            return "nothing"
        case bool():
            return "true" if value else "false"
        case int() | float():
            return "a number"
        case str():
            return "a text"
        case list():
            return "a list"
        case _:
            return "`key: value` lines"


def _called(path: list[str | int]) -> str:
    """How a person calls the value of a path: by its nearest key."""
    *_, key = ["the file", *(part for part in path if isinstance(part, str))]
    return f"`{key}`" if path else key


def _not_one_of(document: Document, error: Mismatch) -> Iterator[Problem]:
    path, allowed = error.path, error.wanted
    value = error.value
    match = get_close_matches(value.lower(), allowed, n=1) if isinstance(value, str) else []
    remedy = f"Did you mean `{match[0]}`?" if match else "Choose one of them."
    yield document.problem("bad-value", f"{_called(path)} is one of: {', '.join(allowed)}", remedy, path)


def _wrong_form(document: Document, error: Mismatch) -> Iterator[Problem]:
    path = error.path
    form = _FORMS.get(str(path[-1]), "another form")
    yield document.problem("bad-value", f"{_called(path)} must be {form}", "Correct it.", path)


def _empty_text(document: Document, error: Mismatch) -> Iterator[Problem]:
    path = error.path
    yield document.problem("empty-text", f"{_called(path)} is empty", "Write something, or remove the line.", path)


def _empty_mapping(document: Document, error: Mismatch) -> Iterator[Problem]:
    path = error.path
    yield document.problem("missing-key", f"{_called(path)} holds nothing", "Fill it, or remove it.", path, of_key=True)


def _out_of_range(document: Document, error: Mismatch) -> Iterator[Problem]:
    path, limit = error.path, error.wanted
    side = "at least" if error.keyword == "minimum" else "at most"
    yield document.problem("out-of-range", f"{_called(path)} is {side} {limit:,}", "Choose another number.", path)


def _too_many_items(document: Document, error: Mismatch) -> Iterator[Problem]:
    path, limit = error.path, error.wanted
    yield document.problem("out-of-range", f"{_called(path)} has at most {limit} entries", "Remove some.", path)


def _repeated_items(document: Document, error: Mismatch) -> Iterator[Problem]:
    path = error.path
    yield document.problem("bad-value", f"{_called(path)} names something twice", "Name it once.", path)


def _no_alternative(document: Document, error: Mismatch) -> Iterator[Problem]:
    """An ``anyOf``: what a mapping lacks is said in detail, and of everything else what it may be."""
    inside = [one for one in error.inside if len(one.path) > len(error.path) or one.keyword in _ABOUT_KEYS]
    if isinstance(error.value, dict) and inside:
        for one in inside:
            yield from _explain(document, one)
        return
    if error.value == "":
        yield from _empty_text(document, error)
        return
    path = error.path
    words = (
        'a STOREENT.IDENTIFIER or {owner_id: "..."}' if path[0] == "stores" else "row-with-null, no-row or {like: NAME}"
    )
    yield _other_type(document, error, words, wants_text=True)


_ABOUT_KEYS = frozenset({"required", "additionalProperties"})


def _one_target(document: Document, error: Mismatch) -> Iterator[Problem]:
    both = {"url_env", "sandbox"} <= error.value.keys()
    yield document.problem(
        "one-target",
        "both `url_env` and `sandbox` stand here" if both else "neither `url_env` nor `sandbox` stands here",
        "Name exactly one: the variable that holds the URL, or the file of a sandbox.",
        ["sandbox"],
        of_key=True,
    )


def _depends(document: Document, error: Mismatch) -> Iterator[Problem]:
    for key, needed in error.wanted.items():
        if key in error.value and any(one not in error.value for one in needed):
            yield document.problem(
                "missing-key", f"`{key}` needs `{needed[0]}` beside it", f"Add `{needed[0]}: ...`.", [key], of_key=True
            )


_EXPLAIN: Mapping[str, Callable[[Document, Mismatch], Iterator[Problem]]] = {
    "additionalProperties": _unknown_keys,
    "required": _missing_keys,
    "type": _wrong_type,
    "enum": _not_one_of,
    "pattern": _wrong_form,
    "minLength": _empty_text,
    "minProperties": _empty_mapping,
    "minimum": _out_of_range,
    "maximum": _out_of_range,
    "maxItems": _too_many_items,
    "uniqueItems": _repeated_items,
    "anyOf": _no_alternative,
    "oneOf": _one_target,
    "dependencies": _depends,
}
