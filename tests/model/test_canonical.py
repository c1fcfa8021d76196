"""Equal values are equal bytes."""

from __future__ import annotations

import hashlib
from enum import StrEnum

import pytest

from syncer.model.canonical import canonical, digest


class Colour(StrEnum):
    RED = "red"


@pytest.mark.parametrize(
    "value, text",
    [
        pytest.param({"b": 1, "a": [True, None]}, '{"a":[true,null],"b":1}', id="keys are sorted, no blanks"),
        pytest.param("Größe \u202e", '"Gr\\u00f6\\u00dfe \\u202e"', id="only ASCII"),
        pytest.param("\ud800", '"\\ud800"', id="half of a character"),
        pytest.param((1, (2,)), "[1,[2]]", id="tuples are lists"),
        pytest.param(Colour.RED, '"red"', id="a word of a choice is its text"),
        pytest.param(8_000_000_000_000_011_101, "8000000000000011101", id="large numbers lose nothing"),
    ],
)
def test_canonical(value: object, text: str) -> None:
    assert canonical(value) == text
    assert digest(value) == hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_no_json_is_refused(value: float) -> None:
    with pytest.raises(ValueError):
        canonical({"x": value})


def test_the_order_of_keys_does_not_matter() -> None:
    assert digest({"a": 1, "b": {"c": 2, "d": 3}}) == digest({"b": {"d": 3, "c": 2}, "a": 1})


def test_a_text_and_a_number_differ() -> None:
    assert digest({"id": "1"}) != digest({"id": 1})
    assert digest({"on": True}) != digest({"on": "True"})
