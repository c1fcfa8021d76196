"""Annotations as GitHub's runner reads them, and a summary that a step may write."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import pytest

from syncer.model.problem import Checked
from syncer.model.result import Result
from syncer.model.shown import visible
from syncer.render.to_github import MOST_SHOWN, to_github, to_summary
from tests.covered import not_covered
from tests.figures import Tell
from tests.render import samples
from tests.render.hostile_findings import SEED, hostile_drift, hostile_review, in_lots, is_harmless, texts

KEPT_BY_GITHUB = 10
LARGEST_SUMMARY = 1024 * 1024
COMMANDS = {"error", "warning", "notice"}


class Command(NamedTuple):
    """What the runner makes of one line."""

    name: str
    properties: dict[str, str]
    data: str


def read(line: str) -> Command:
    """The runner's way: the second ``::`` ends the command, commas part its properties, percent signs are undone."""
    assert line.startswith("::")
    head, _, data = line[2:].partition("::")
    name, _, said = head.partition(" ")
    pairs = (pair.split("=", 1) for pair in said.split(",") if pair)
    properties = {key: plain(value.replace("%3A", ":").replace("%2C", ",")) for key, value in pairs}
    return Command(name, properties, plain(data))


def plain(text: str) -> str:
    return text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")


def commands_of(result: Result) -> list[Command]:
    return list(map(read, to_github(result).splitlines()))


def test_a_refused_rename_stands_on_the_line_of_the_name() -> None:
    refused = next(one for one in commands_of(samples.REVIEW_FULL) if one.name == "error")
    assert refused.properties == {
        "file": "catalog/aurora/silver.yaml",
        "line": "2",
        "col": "7",
        "endColumn": "8",
        "title": "rename",
    }
    assert refused.data == f"{samples.RENAMED.message}\n{samples.RENAMED.remedy}"


def test_what_has_no_line_is_said_without_one() -> None:
    drifted = commands_of(samples.DRIFTED)
    assert {one.name for one in drifted} == {"warning"}
    assert drifted[1].properties == {"title": "drift-vanished"}
    assert drifted[1].data.startswith('staging (SANDBOX): aurora/old "Summer 2019": its row is gone\n')


def test_a_mistake_is_underlined_to_its_end() -> None:
    properties = commands_of(samples.PROBLEMS)[0].properties
    assert (properties["col"], properties["endColumn"]) == ("1", "11")


@pytest.mark.parametrize(
    "result, line",
    [
        pytest.param(samples.VALID, "::notice title=validate::412 files are valid.", id="files"),
        pytest.param(
            samples.OPEN,
            "::notice title=plan staging (SANDBOX)::Plan: 1 to create, 1 to update; 12 in sync;"
            " 2 awaited from stagingprop.",
            id="a plan that may run",
        ),
    ],
)
def test_without_findings_it_says_how_it_ended(result: Result, line: str) -> None:
    assert to_github(result) == f"{line}\n"


@pytest.mark.parametrize("number", [1, MOST_SHOWN, MOST_SHOWN + 1, 1_000])
def test_github_drops_none_of_them(number: int) -> None:
    error, warning = samples.PROBLEMS.problems[0], samples.PROBLEMS.problems[3]
    found = commands_of(Checked(1, (error,) * number + (warning,) * number))
    for level in ("error", "warning"):
        data = [one.data for one in found if one.name == level]
        assert len(data) == min(number, MOST_SHOWN + 1) <= KEPT_BY_GITHUB
        more = number - MOST_SHOWN
        if more > 0:
            noun = f"more {level}" if more == 1 else f"more {level}s"
            assert data[-1] == f"and {more:,} {noun}; the report `github-summary` lists them"


@not_covered
def test_hostile_texts_start_no_command(tell: Tell) -> None:
    hostile = texts()
    for some in in_lots(hostile, MOST_SHOWN):
        shown = list(map(visible, some))
        reviewed, drifted = hostile_review(some), replace(hostile_drift(some), findings=(), pending=())
        for result in (reviewed, drifted):
            output = to_github(result)
            assert is_harmless(output)
            assert output.count("\n") == len(some)
            found = commands_of(result)
            assert {one.name for one in found} <= COMMANDS
            assert sorted(one.data.split("\n")[1] for one in found) == sorted(shown)
        files = {one.properties["file"] for one in commands_of(reviewed)}
        assert files == {f"catalog/aurora/{text}.yaml" for text in shown}
    tell("Hostile texts", "GitHub's annotations", texts=len(hostile), seed=str(SEED))


@pytest.mark.parametrize(
    "result",
    [
        pytest.param(samples.VALID, id="of nothing"),
        pytest.param(samples.FULL, id="of a plan"),
        pytest.param(samples.many(20_000), id="of 20,000 changes"),
        pytest.param(hostile_review(["\U0001f600" * 400] * 2_000), id="of characters of four bytes"),
    ],
)
def test_a_summary_is_no_more_than_a_step_may_write(result: Result) -> None:
    summary = to_summary(result)
    assert 0 < len(summary.encode()) < LARGEST_SUMMARY
