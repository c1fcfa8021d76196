"""What a new container gets, as ``container_condition`` says and as its model is now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from syncer.desired.environments import load_environment
from syncer.live.connect import connect
from syncer.live.containers import condition_rows
from syncer.live.gate import Access
from syncer.live.lookups import look_up
from syncer.live.statements import ConditionRows
from syncer.model.environment import ContainerCondition, Like, NoRow, RowWithNull
from syncer.model.errors import NotPermitted
from tests.workshop import ENVIRONMENT, Workshop, workshop

MODEL = "VIP Shoppers"
RULE = '<profile><openCondition name="x"/></profile>'

AS_IT_IS = ConditionRows(has_row=True, conditions=None, has_top_element=True)


@pytest.fixture
def made(tmp_path: Path) -> Workshop:
    return workshop(tmp_path / "w")


def rows(made: Workshop, condition: ContainerCondition | None) -> ConditionRows:
    environment = replace(load_environment(made.root, ENVIRONMENT), container_condition=condition)
    with connect(environment, Access.READ) as database, database.reading() as connection:
        return condition_rows(connection, look_up(connection, database.dialect, environment), environment)


@pytest.mark.parametrize(
    "condition, wanted",
    [
        pytest.param(None, AS_IT_IS, id="nobody said"),
        pytest.param(RowWithNull(), AS_IT_IS, id="a row with NULL"),
        pytest.param(NoRow(), replace(AS_IT_IS, has_row=False), id="no row"),
        pytest.param(Like(MODEL), AS_IT_IS, id="like one that has a row with NULL"),
    ],
)
def test_what_was_asked_for(made: Workshop, condition: ContainerCondition | None, wanted: ConditionRows) -> None:
    assert rows(made, condition) == wanted


def _of_the_model(made: Workshop, statement: str, *values: object) -> None:
    made.sql(f"{statement} WHERE mbrgrp_id = ?", *values, made.row_of(MODEL))


@pytest.mark.parametrize(
    "change, wanted",
    [
        pytest.param("DELETE FROM mbrgrpcond", replace(AS_IT_IS, has_row=False), id="without a row"),
        pytest.param("DELETE FROM mgpcondele", replace(AS_IT_IS, has_top_element=False), id="without an element"),
        pytest.param(
            "UPDATE mbrgrpcond SET conditions = '<profile/>'",
            replace(AS_IT_IS, conditions="<profile/>"),
            id="with an empty profile",
        ),
    ],
)
def test_the_model_is_followed(made: Workshop, change: str, wanted: ConditionRows) -> None:
    _of_the_model(made, change)
    assert rows(made, Like(MODEL)) == wanted


@pytest.mark.parametrize(
    "name, many",
    [
        pytest.param("Nobody", "no segments are", id="nothing is called so"),
        pytest.param("vip Shoppers", "no segments are", id="another case"),
        pytest.param(f"{MODEL} ", "no segments are", id="a blank more"),
        pytest.param("Trade Prices", "no segments are", id="a price group"),
        pytest.param("Loyalty Insiders", "2 segments are", id="one in each store"),
    ],
)
def test_a_model_is_one_segment(made: Workshop, name: str, many: str) -> None:
    with pytest.raises(NotPermitted) as told:
        rows(made, Like(name))
    assert told.value.message == f"staging: {many} called {name!r}, as `container_condition` says."
    assert told.value.remedy == "Name one container that was made in the Marketing tool."


def _rule_in_the_row(made: Workshop) -> None:
    _of_the_model(made, "UPDATE mbrgrpcond SET conditions = ?", RULE)


def _another_element(made: Workshop) -> None:
    _of_the_model(made, "UPDATE mgpcondele SET type = 'orListCondition'")


@pytest.mark.parametrize("spoil", [_rule_in_the_row, _another_element])
def test_a_model_with_conditions_is_none(made: Workshop, spoil: Callable[[Workshop], None]) -> None:
    spoil(made)
    with pytest.raises(NotPermitted) as told:
        rows(made, Like(MODEL))
    assert told.value.message == f"staging: {MODEL!r}, which `container_condition` names, has conditions."
    assert told.value.remedy == "Name a container that was made in the Marketing tool and has none."
