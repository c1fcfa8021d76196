"""In what engines differ, and what every engine's own catalog is asked: SELECTs that the gate lets through."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from syncer.live.dialects import DIALECTS
from syncer.live.dialects.dialect import Dialect, SystemTables
from syncer.live.gate import Access, permit
from tests.figures import Tell

GOLDEN = Path(__file__).parent / "golden" / "dialects.txt"
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


def told() -> Iterator[str]:
    """Everything of an engine that is a plain value."""
    for dialect in DIALECTS.values():
        yield f"# {dialect.title}"
        for where in (dialect, dialect.system, dialect.parent_lock):
            for field in fields(where) if where else ():
                value = getattr(where, field.name)
                if isinstance(value, str | bool | tuple | None):
                    yield f"{field.name}: {value}"
        yield f"folded: {dialect.fold('Segment')}"


def test_what_differs_is_as_reviewed() -> None:
    assert "\n".join(told()) + "\n" == GOLDEN.read_text(encoding="utf-8")
