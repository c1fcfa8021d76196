"""JUnit's XML: as its schema says, in ASCII, and with the texts that went in."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from xmlschema import XMLSchema, XMLSchemaValidationError

from syncer.model.problem import Checked
from syncer.model.result import Result
from syncer.model.shown import visible
from syncer.render.findings import Level, findings_of
from syncer.render.sentence import sentence
from syncer.render.to_junit import to_junit
from tests.covered import not_covered
from tests.figures import Tell
from tests.render import samples
from tests.render.hostile_findings import SEED, hostile_drift, hostile_review, is_harmless, texts

RESULTS: Mapping[str, Result] = {
    "valid files": samples.VALID,
    "files with problems": samples.PROBLEMS,
    "a review": samples.REVIEW_FULL,
    "a plan of everything": samples.FULL,
    "a plan of nothing": samples.NOTHING,
    "drift": samples.DRIFTED,
    "no drift": samples.IN_SYNC,
    "hostile texts": hostile_review(texts(200)),
    "equal problems": replace(samples.PROBLEMS, problems=samples.PROBLEMS.problems * 3),
}


@cache
def schema() -> XMLSchema:
    return XMLSchema(str(Path(__file__).with_name("junit.xsd")))


def cases_of(result: Result) -> list[ET.Element]:
    return list(ET.fromstring(to_junit(result)).iter("testcase"))


@pytest.mark.parametrize("name", RESULTS)
def test_output_is_as_the_schema_says(name: str) -> None:
    document = to_junit(RESULTS[name])
    schema().validate(document)
    assert document.isascii()
    assert is_harmless(document)


@pytest.mark.parametrize(
    "old, new",
    [
        pytest.param('tests="5"', 'tests="many"', id="a count that is no number"),
        pytest.param("system-out", "system-log", id="an element that nobody knows"),
        pytest.param('classname="syncer.validate" ', "", id="a test of no class"),
        pytest.param("too-long: catalog/aurora/silver.yaml:4:300", "verdict: invalid", id="two tests of one name"),
    ],
)
def test_the_schema_sees_what_is_wrong(old: str, new: str) -> None:
    document = to_junit(samples.PROBLEMS)
    assert old in document
    with pytest.raises(XMLSchemaValidationError):
        schema().validate(document.replace(old, new))


@pytest.mark.parametrize("name", RESULTS)
def test_errors_fail_and_all_else_passes(name: str) -> None:
    result = RESULTS[name]
    levels = [one.level for one in findings_of(result)]
    ending, *cases = cases_of(result)
    assert (ending.get("name"), ending.findtext("system-out")) == (f"verdict: {result.verdict}", sentence(result))
    assert [case.find("failure") is not None for case in cases] == [level is Level.ERROR for level in levels]
    for element in ET.fromstring(to_junit(result)).iter("testsuite"):
        assert element.get("tests") == str(len(levels) + 1)
        assert element.get("failures") == str(levels.count(Level.ERROR))


def test_a_failure_says_where_what_and_what_to_do() -> None:
    failure = cases_of(samples.PROBLEMS)[1].find("failure")
    assert failure is not None
    assert failure.attrib == {"type": "unknown-key", "message": "unknown key `desciption`"}
    assert failure.text == "catalog/aurora/gold.yaml:3:1\nunknown key `desciption`\nDid you mean `description`?"


def test_a_suite_is_named_by_command_and_environment() -> None:
    (suite,) = ET.fromstring(to_junit(samples.FULL)).iter("testsuite")
    assert suite.get("name") == "plan staging (SANDBOX)"
    assert {case.get("classname") for case in suite} == {"syncer.plan.staging (SANDBOX)"}


def test_what_is_found_twice_in_one_place_has_two_names() -> None:
    one = samples.PROBLEMS.problems[0]
    names = [case.get("name") for case in cases_of(Checked(1, (one, one, one)))][1:]
    place = "unknown-key: catalog/aurora/gold.yaml:3:1"
    assert names == [place, f"{place} (2)", f"{place} (3)"]


@not_covered
def test_hostile_texts_come_back_as_they_are_shown(tell: Tell) -> None:
    hostile = texts()
    reviewed, drifted = hostile_review(hostile), hostile_drift(hostile[:2_000])
    shown = list(map(visible, hostile))
    for case, text in zip(cases_of(reviewed)[1:], shown, strict=True):
        failure, said = case.find("failure"), case.findtext("system-out")
        assert (failure is None) != (said is None)
        assert (said if failure is None else failure.text).split("\n")[1:] == [text, text]  # type: ignore[union-attr]
        assert failure is None or failure.get("message") == text
    for case, text in zip(cases_of(drifted)[1:], shown[:2_000] * 3, strict=True):
        assert text in (case.findtext("system-out") or "")
    assert is_harmless(to_junit(reviewed) + to_junit(drifted))
    tell("Hostile texts", "JUnit's XML", texts=len(hostile), seed=str(SEED))
