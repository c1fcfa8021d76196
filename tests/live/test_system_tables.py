"""What every engine's own catalog is asked: SELECTs that the gate lets through, whatever names are asked for."""

from __future__ import annotations

from dataclasses import fields

import pytest

from syncer.live.dialects import DIALECTS
from syncer.live.dialects.dialect import Dialect, SystemTables
from syncer.live.gate import Access, permit
from tests.figures import Tell

ASKED = [field.name for field in fields(SystemTables)]


@pytest.mark.parametrize("dialect", [pytest.param(one, id=one.title) for one in DIALECTS.values()])
def test_every_question_is_one_that_only_looks(dialect: Dialect, tell: Tell) -> None:
    questions = {name: query for name in ASKED if (query := getattr(dialect.system, name)) is not None}
    for query in questions.values():
        permit(query, Access.READ)
    tell("Questions to system tables", dialect.title, asked=len(questions), of=len(ASKED))


@pytest.mark.parametrize("dialect", [pytest.param(one, id=one.title) for one in DIALECTS.values() if one.rights])
def test_an_engine_with_logins_tells_everything(dialect: Dialect) -> None:
    assert [name for name in ASKED if getattr(dialect.system, name) is None] == []
