"""The neutral list: its order, its levels, its places, and what tells one finding from another."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from syncer.model.problem import Checked, Problem
from syncer.model.result import Result
from syncer.model.segment import Location
from syncer.render.findings import Finding, Kind, Level, findings_of, fingerprints, origin
from tests.render import samples
from tests.render.hostile_findings import hostile_drift, hostile_review, is_harmless, texts


@pytest.mark.parametrize(
    "result, found",
    [
        pytest.param(samples.VALID, "", id="valid files have none"),
        pytest.param(samples.PROBLEMS, "error problem x3, warning problem", id="problems keep their severity"),
        pytest.param(
            samples.REVIEW_FULL,
            "note accepted, warning problem, error refusal x2",
            id="a review has what was accepted, then problems, then open refusals",
        ),
        pytest.param(samples.NOTHING, "", id="a plan of nothing has none"),
        pytest.param(samples.OPEN, "", id="changes are no findings"),
        pytest.param(
            samples.FULL,
            "note left-out, note accepted, error refusal, warning drift x2",
            id="a plan has what people decided, then open refusals, then drift",
        ),
        pytest.param(samples.DRIFTED, "warning drift x2, warning pending", id="drift warns, of what is pending too"),
        pytest.param(samples.REFUSED_DRIFT, "warning refusal", id="a plan that would be refused is no error yet"),
    ],
)
def test_what_is_found_and_in_which_order(result: Result, found: str) -> None:
    assert in_short(findings_of(result)) == found


def in_short(findings: tuple[Finding, ...]) -> str:
    said = [f"{one.level} {one.kind}" for one in findings]
    return ", ".join(f"{word} x{said.count(word)}" if said.count(word) > 1 else word for word in dict.fromkeys(said))


@pytest.mark.parametrize(
    "file, subject",
    [
        pytest.param("catalog/aurora/gold.yaml", "aurora/gold", id="the file of a segment"),
        pytest.param("catalog/aurora/Gold 2.yml", "aurora/Gold 2.yml", id="a file that is none"),
        pytest.param("catalog/aurora", "aurora", id="a store"),
        pytest.param("environments/staging.yaml", "environments/staging.yaml", id="an environment"),
    ],
)
def test_the_subject_of_a_problem_follows_from_its_file(file: str, subject: str) -> None:
    (found,) = findings_of(Checked(1, (Problem("code", "message", "", Location(file)),)))
    assert (found.subject, found.path) == (subject, file)


@pytest.mark.parametrize(
    "id, path",
    [
        pytest.param("aurora/gold", "catalog/aurora/gold.yaml", id="a segment"),
        pytest.param("aurora", "catalog", id="a store"),
        pytest.param("*", "catalog", id="everything"),
    ],
)
def test_a_refusal_without_a_place_is_about_a_file_all_the_same(id: str, path: str) -> None:
    refusal = replace(samples.REFUSALS[0], id=id)
    assert findings_of(samples.plan(refusals=(refusal,)))[0].path == path


def test_a_drift_says_what_was_what_is_and_who() -> None:
    edited, vanished = findings_of(replace(samples.DRIFTED, pending=()))
    assert edited.told == (
        'staging (SANDBOX): aurora/gold "Gold loyalty members": somebody changed it; description was "Spend over 500.",'
        ' and is "Spend over 700."; last editor wcsadmin, last changed 2026-11-20 09:12:44, at least 2 edits since our'
        " run"
    )
    assert vanished.message == 'aurora/old "Summer 2019": its row is gone'


@pytest.mark.parametrize(
    "result, parts",
    [
        pytest.param(samples.VALID, ("validate",), id="files"),
        pytest.param(samples.REVIEW_FULL, ("review",), id="a review"),
        pytest.param(samples.FULL, ("plan", "staging (SANDBOX)"), id="a plan"),
        pytest.param(samples.IN_SYNC, ("drift", "production"), id="drift"),
    ],
)
def test_where_a_result_is_from(result: Result, parts: tuple[str, ...]) -> None:
    assert origin(result) == parts


def test_a_fingerprint_does_not_move_with_its_line() -> None:
    moved = replace(samples.PROBLEMS.problems[0], source=Location("catalog/aurora/gold.yaml", 30, 4), message="other")
    before = fingerprints(findings_of(samples.PROBLEMS))
    after = fingerprints(findings_of(Checked(412, (moved, *samples.PROBLEMS.problems[1:]))))
    assert before == after


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"code": "other"}, id="another code"),
        pytest.param({"subject": "aurora/other"}, id="another segment"),
        pytest.param({"source": Location("catalog/aurora/other.yaml")}, id="another file"),
        pytest.param({"environment": "production"}, id="another environment"),
    ],
)
def test_fingerprints_tell_findings_apart(other: dict[str, Any]) -> None:
    one = findings_of(samples.BLOCKED)[0]
    assert fingerprints([one]) != fingerprints([replace(one, **other)])


def test_findings_that_are_quite_equal_have_fingerprints_of_their_own() -> None:
    one = findings_of(samples.BLOCKED)[0]
    assert len(set(fingerprints([one, one, one]))) == 3


def test_what_may_not_be_accepted_stays_refused_whoever_accepted_its_code() -> None:
    never = replace(samples.REFUSALS[0], acceptable=False)
    (found,) = findings_of(samples.plan(refusals=(never,), acceptances=(never.key,)))
    assert (found.level, found.kind) == (Level.ERROR, Kind.REFUSAL)


def test_no_text_of_a_finding_hides_anything() -> None:
    hostile = texts(2_000)
    for result in (hostile_review(hostile), hostile_drift(hostile)):
        for one in findings_of(result):
            assert is_harmless(f"{one.subject}{one.message}{one.remedy}{one.source}{one.path}")
            assert "\n" not in one.told + one.remedy


def test_levels_and_kinds_are_listed_in_their_order() -> None:
    assert list(Level) == ["error", "warning", "note"]
    assert list(Kind) == ["left-out", "accepted", "problem", "refusal", "drift", "pending"]
