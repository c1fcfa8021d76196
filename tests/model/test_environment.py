"""What an environment gives away, and what it does not."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from syncer.model.canonical import canonical
from syncer.model.environment import (
    ContainerCondition,
    DatabaseUrl,
    EmptyMeans,
    Environment,
    Like,
    NoRow,
    OwnerId,
    RowWithNull,
    Sandbox,
    StoreIdentifier,
    StoreOwner,
    Target,
    Timeouts,
)
from tests.builders import environment


@pytest.mark.parametrize(
    "target",
    [Sandbox("/secret/place.db"), DatabaseUrl("SECRET_URL", "SECRET_READ_URL")],
    ids=["sandbox", "database"],
)
def test_settings_hold_no_connection(target: Target) -> None:
    where = environment(target=target, schema="SECRET_SCHEMA", ledger_schema="SECRET_LEDGER")
    text = canonical(where.settings()).lower()
    assert "secret" not in text
    assert "url" not in text
    assert where.settings()["sandbox"] is isinstance(target, Sandbox)


def test_everything_else_is_a_setting() -> None:
    """A new field of an environment is either a part of every decision, or is named here."""
    kept_out = {"name", "target", "conformance", "schema", "ledger_schema", "timeouts", "freezes", "source"}
    names = {field.name for field in fields(Environment)}
    assert names - kept_out == environment().settings().keys() - {"sandbox"}


def test_owners_are_told_apart() -> None:
    stores: dict[str, StoreOwner] = {
        "a": OwnerId(7_000_000_000_000_000_101),
        "b": StoreIdentifier("7000000000000000101"),
    }
    assert replace(environment(), stores=stores).settings()["stores"] == {
        "a": {"owner_id": "7000000000000000101"},
        "b": {"identifier": "7000000000000000101"},
    }


@pytest.mark.parametrize(
    "condition, told",
    [(RowWithNull(), "row-with-null"), (NoRow(), "no-row"), (Like("Gold: x"), "like: Gold: x"), (None, None)],
    ids=["row with null", "no row", "like another", "not declared"],
)
def test_the_container_is_told_as_in_the_file(condition: ContainerCondition | None, told: str | None) -> None:
    assert environment(container_condition=condition).settings()["container_condition"] == told


def test_only_everybody_means_everybody() -> None:
    meanings = [None, EmptyMeans.NOBODY, EmptyMeans.EVERYBODY]
    assert [environment(empty_segment_means=one).empty_means_everybody for one in meanings] == [False, False, True]


def test_patience_is_not_a_setting() -> None:
    assert environment(timeouts=Timeouts(lock=1)).settings() == environment().settings()
