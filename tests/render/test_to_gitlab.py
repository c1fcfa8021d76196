"""GitLab: a code quality report that drops nothing, and the three numbers of the plan widget."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from syncer.model.result import Result
from syncer.model.shown import visible
from syncer.render.to_gitlab import to_gitlab, to_terraform
from tests.covered import not_covered
from tests.figures import Tell
from tests.render import samples
from tests.render.hostile_findings import SEED, hostile_drift, hostile_review, is_harmless, texts


def issues_of(result: Result) -> list[dict[str, Any]]:
    issues: list[dict[str, Any]] = json.loads(to_gitlab(result))
    return issues


def test_an_issue_has_what_the_widget_asks_for() -> None:
    (issue,) = issues_of(samples.WARNED)
    assert len(issue.pop("fingerprint")) == 64
    assert issue == {
        "description": "the name looks like that of aurora/vip.",
        "check_name": "look-alike",
        "severity": "minor",
        "location": {"path": "catalog/aurora/vip-2.yaml", "lines": {"begin": 2}},
    }


def test_what_has_no_file_is_put_on_that_of_its_segment() -> None:
    whole = replace(samples.REFUSALS[0], id="*")
    found = issues_of(samples.plan(refusals=(whole,), drift=samples.DRIFT))
    assert [one["location"]["path"] for one in found] == [
        "catalog",
        "catalog/aurora/gold.yaml",
        "catalog/aurora/old.yaml",
    ]
    assert {one["location"]["lines"]["begin"] for one in found} == {1}


def test_severities_follow_the_levels() -> None:
    assert [one["severity"] for one in issues_of(samples.FULL)] == ["info", "info", "major", "minor", "minor"]


def test_nothing_is_an_empty_list() -> None:
    assert to_gitlab(samples.VALID) == "[]\n"


def test_equal_findings_keep_their_own_fingerprints() -> None:
    twice = replace(samples.PROBLEMS, problems=samples.PROBLEMS.problems * 2)
    assert len({one["fingerprint"] for one in issues_of(twice)}) == 8


def test_two_environments_do_not_hide_each_other() -> None:
    staging, production = samples.DRIFTED, replace(samples.DRIFTED, environment="production")
    found = [one["fingerprint"] for result in (staging, production) for one in issues_of(result)]
    assert len(set(found)) == len(found)


@pytest.mark.parametrize(
    "result, counts",
    [
        pytest.param(samples.VALID, (0, 0), id="files change nothing"),
        pytest.param(samples.NOTHING, (0, 0), id="a plan of nothing"),
        pytest.param(samples.OPEN, (1, 1), id="a create and an update"),
        pytest.param(samples.FULL, (2, 2), id="what only our ledger learns is not counted"),
        pytest.param(samples.plan(replace(samples.UPDATE, verb="adopt")), (0, 1), id="an adoption that writes texts"),
        pytest.param(samples.DRIFTED, (0, 1), id="what a database lacks"),
        pytest.param(samples.REVIEW_FULL, (2, 2), id="a review: files that go or are retired write nothing"),
        pytest.param(
            replace(samples.REVIEW_FULL, changes=samples.REVIEW_FULL.changes[2:6]), (0, 0), id="a review of lifecycles"
        ),
    ],
)
def test_counts_of_the_plan_widget(result: Result, counts: tuple[int, int]) -> None:
    create, update = counts
    assert json.loads(to_terraform(result)) == {"create": create, "update": update, "delete": 0}


@not_covered
def test_hostile_texts_come_back_as_they_are_shown(tell: Tell) -> None:
    hostile = texts()
    shown = list(map(visible, hostile))
    reviewed, drifted = to_gitlab(hostile_review(hostile)), to_gitlab(hostile_drift(hostile[:2_000]))
    found = json.loads(reviewed)
    assert [one["description"] for one in found] == [f"{text}. {text}" for text in shown]
    assert [one["location"]["path"] for one in found] == [f"catalog/aurora/{text}.yaml" for text in shown]
    shown = shown[:2_000]
    told = [one["description"] for one in json.loads(drifted)]
    assert told[: len(shown)] == [f"staging (SANDBOX): {text}. {text}" for text in shown]
    assert all(f'aurora/gold "{text}"' in said for text, said in zip(shown * 2, told[len(shown) :], strict=True))
    assert is_harmless(reviewed + drifted)
    tell("Hostile texts", "GitLab's code quality", texts=len(hostile), seed=str(SEED))
