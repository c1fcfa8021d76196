"""The fast shape and the jsonschema library give the same verdict on our schemas."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from syncer.desired.parse import problems_of
from syncer.desired.reading.document import Document
from syncer.desired.reading.load import load
from syncer.desired.schema import _validator
from syncer.desired.schemas import schema_text
from syncer.desired.shape import shape_of
from tests.covered import not_covered

KINDS = ("segment", "environment")
SCHEMAS = {kind: json.loads(schema_text(kind)) for kind in KINDS}
SHAPES = {kind: shape_of(kind) for kind in KINDS}
EDITORS_VIEW = Draft7Validator(json.loads(schema_text("segment").replace('$"', '\\\\Z"')))
VALIDATORS = {kind: _validator(kind) for kind in KINDS}

WORDS = (
    "Gold", "active", "retired", "released", "staging", "production", "apply", "nobody", "no-row", "row-with-null",
    "2027-03-31", "2027-13-31", "7000000000000000101", "fr_FR", "fr-FR", "A_B", "a-b", "", "x" * 254, "x" * 255,
    "x" * 4001, "a/b.db", "en_US\n",
)  # fmt: skip
LEAVES = st.one_of(
    st.sampled_from(WORDS),
    st.text(max_size=4),
    st.none(),
    st.booleans(),
    st.integers(-2, 100),
    st.sampled_from([1.0, 1.5, float("inf"), 10**20]),
)
KEYS = st.one_of(st.sampled_from(["fr_FR", "de_DE", "fr-FR", "a", "a-b", "A"]), st.text(max_size=3))


def keys_of(schema: Any) -> set[str]:
    """Every key that a schema names anywhere."""
    found: set[str] = set()
    if isinstance(schema, dict):
        found |= schema.get("properties", {}).keys()
        for inner in schema.values():
            found |= keys_of(inner)
    return found


def values(kind: str) -> st.SearchStrategy[Any]:
    """Mappings that use the keys of a schema, rightly and wrongly."""
    keys = st.one_of(st.sampled_from(sorted(keys_of(SCHEMAS[kind]))), KEYS)
    inner = st.recursive(
        LEAVES, lambda deeper: st.lists(deeper, max_size=3) | st.dictionaries(keys, deeper, max_size=4), max_leaves=8
    )
    return st.dictionaries(keys, inner, max_size=8)


GOOD: dict[str, dict[str, Any]] = {
    "segment": {
        "name": "Gold",
        "description": None,
        "translations": {"fr_FR": {"displayName": "Or", "description": "x"}, "pt_BR_x": {"description": ""}},
        "allowExport": True,
        "exportAll": False,
        "lifecycle": "retired",
        "protected": True,
        "owner": "a",
        "populatedBy": "b",
        "labels": ["a", "b"],
        "reviewBy": "2027-03-31",
    },
    "environment": {
        "url_env": "STAGING_URL",
        "read_url_env": "READ_URL",
        "role": "staging",
        "catalog": "aurora-retail",
        "mode": "create-only",
        "stores": {"aurora": "Aurora", "b-2": {"owner_id": "7000000000000000101"}},
        "default_language": "en_US",
        "empty_segment_means": "nobody",
        "propagation": "stagingprop",
        "container_condition": {"like": "Made there"},
        "keys_row": "MBRGRP",
        "schema": "WCSADMIN",
        "ledger_schema": "SYNCER",
        "limits": {"changes": 50, "share": 30, "newly_managed": 0, "plan_age": 1, "stores": {"aurora": {"changes": 0}}},
        "freezes": {"Weekend": {"from": "fri 16:00", "until": "mon 06:00", "timezone": "Europe/Paris"}},
        "conformance": "conformance-oracle.json",
        "timeouts": {"connect": 1, "lock": 2.0, "statement": 3, "overall": 86400},
    },
}


@st.composite
def edited(draw: st.DrawFn, kind: str) -> Any:
    """A good value with one to three edits: a key gone, a value replaced, a key added."""
    value = json.loads(json.dumps(GOOD[kind]))
    for _ in range(draw(st.integers(0, 3))):
        place = value
        while True:
            inner = [one for one in place.values() if isinstance(one, dict) and one]
            if not inner or draw(st.booleans()):
                break
            place = draw(st.sampled_from(inner))
        key = draw(st.one_of(st.sampled_from(sorted(place)), KEYS) if place else KEYS)
        if draw(st.booleans()):
            place.pop(key, None)
        else:
            place[key] = draw(
                st.one_of(LEAVES, st.lists(LEAVES, max_size=2), st.dictionaries(KEYS, LEAVES, max_size=2))
            )
    return value


@not_covered
@pytest.mark.parametrize("kind", KINDS)
def test_the_verdicts_are_the_same(kind: str) -> None:
    verdicts: list[bool] = []

    @settings(max_examples=400, deadline=None, database=None)
    @given(st.one_of(edited(kind), values(kind)))
    def compare(value: Any) -> None:
        verdict = SHAPES[kind](value)
        assert verdict == VALIDATORS[kind].is_valid(value)
        verdicts.append(verdict)

    compare()
    assert {True, False} == set(verdicts), "a comparison needs both verdicts"


@pytest.mark.parametrize("kind", KINDS)
def test_a_good_value_has_the_shape_and_every_key_of_it_matters(kind: str) -> None:
    good = GOOD[kind]
    assert good.keys() | {"sandbox"} >= SCHEMAS[kind]["properties"].keys()
    assert SHAPES[kind](good)
    for key in good:
        assert not SHAPES[kind]({**good, key: 7}), key


@pytest.mark.parametrize("kind", KINDS)
def test_the_schema_is_one(kind: str) -> None:
    Draft7Validator.check_schema(SCHEMAS[kind])


@settings(max_examples=500, deadline=None, database=None)
@given(
    st.sampled_from(["name", "description", "owner", "displayName", "labels"]),
    st.text(st.sampled_from("ab \n\t\r\x0b\x1c\x85\u00a0\u2003\u2028\ufeff"), max_size=6),
)
def test_what_a_pattern_about_blanks_refuses_has_a_problem_in_words(key: str, text: str) -> None:
    value: dict[str, Any] = {"name": "Gold", "description": "d", "translations": {"fr_FR": {"displayName": "Or"}}}
    place = value["translations"]["fr_FR"] if key == "displayName" else value
    place[key] = [text] if key == "labels" else text
    if not EDITORS_VIEW.is_valid(value):
        found = load("gold.yaml", json.dumps(value).encode())
        assert problems_of(found) if isinstance(found, Document) else found
