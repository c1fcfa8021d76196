"""The page of lessons: all fifty, each with tests that exist, and none that waits for a command that has come."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from syncer.cli.commands import COMMANDS

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs/lessons.md").read_text("utf-8")
ROWS: Mapping[str, str] = dict(re.findall(r"^\| (\d+) \| (.+) \|$", PAGE, flags=re.MULTILINE))
PROOF = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
TO_COME = re.compile(r"\(not yet: (`[a-z-]+`(?:, `[a-z-]+`)*)\)")


def test_every_lesson_is_there_once() -> None:
    numbers = [int(number) for number in re.findall(r"^\| (\d+) ", PAGE, flags=re.MULTILINE)]
    assert sorted(numbers) == list(range(1, 51))
    assert len(ROWS) == len(numbers)


def test_lessons_of_one_table_are_in_order() -> None:
    for part in PAGE.split("\n## ")[1:]:
        numbers = [int(number) for number in re.findall(r"^\| (\d+) ", part, flags=re.MULTILINE)]
        assert numbers == sorted(numbers)
        assert numbers


@pytest.mark.parametrize("number", ROWS)
def test_a_lesson_names_where_it_comes_from_and_tests_that_exist(number: str) -> None:
    where, _, held_by = ROWS[number].split(" | ")
    assert "](http" in where
    proofs = PROOF.findall(held_by)
    assert proofs
    assert held_by.count("tests/") == len(proofs)
    for path, name in proofs:
        assert name.startswith("test_")
        assert re.search(rf"^def {name}\(", (ROOT / path).read_text("utf-8"), flags=re.MULTILINE), f"{path}::{name}"


@pytest.mark.parametrize("number", ROWS)
def test_what_is_still_to_come_is_no_command(number: str) -> None:
    """A command that has come changes the answer."""
    found = TO_COME.findall(ROWS[number])
    assert ROWS[number].count("not yet") == len(found)
    assert not {name.strip("`") for names in found for name in names.split(", ")} & set(COMMANDS)


def test_only_a_lesson_says_that_something_is_still_to_come() -> None:
    assert PAGE.count("not yet") == sum(row.count("not yet") for row in ROWS.values())


def test_what_is_called_a_command_is_one() -> None:
    assert set(re.findall(r"`syncer ([a-z]+)", PAGE)) <= set(COMMANDS)
