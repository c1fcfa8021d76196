"""The JSON we promise: as its published schemas say, closed, in ASCII, and one line for each item."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from syncer.model.change import FieldChange
from syncer.model.comment import CommentReport, Posted, Posting
from syncer.model.explanation import Explanation
from syncer.model.seal import is_intact
from syncer.render import command_json, to_json
from tests.render import samples

SCHEMAS = Path(__file__).parents[2] / "schemas"
HOSTILE_PLAN = samples.plan(
    replace(samples.UPDATE, name=samples.HOSTILE, fields=(FieldChange(samples.HOSTILE, samples.HOSTILE, None),))
)
POSTED = (Posted("staging", Posting.UPDATED, f"https://git.example.com/{samples.HOSTILE}"), Posted("a", Posting.SILENT))
DOCUMENTS = {
    "plan": (samples.FULL, samples.OPEN, samples.NOTHING, samples.BLOCKED, HOSTILE_PLAN),
    "report": (
        samples.REPORT,
        samples.ALREADY,
        samples.IN_SYNC_REPORT,
        samples.LEFT_OUT_REPORT,
        samples.AWAITING_REPORT,
    ),
    "drift": (samples.DRIFTED, samples.IN_SYNC, samples.UNRECORDED, samples.REFUSED_DRIFT),
    "validate": (samples.PROBLEMS, samples.VALID),
    "review": (samples.REVIEW_FULL, samples.REVIEW_CHANGES, samples.REVIEW_CLEAN, samples.REVIEW_INVALID),
    "setup": (samples.SETUP, samples.SETUP_AGAIN),
    "doctor": (samples.WELL, samples.SICK),
    "conformance": (samples.CONFORMING, samples.NOT_CONFORMING),
    "sandbox": (samples.SANDBOX,),
    "comment": (CommentReport("GitHub", 12, POSTED), CommentReport("GitLab", 1, ())),
    "fmt": (samples.FORMATTED, samples.FORMATTED_WITH_PROBLEMS),
    "written": (samples.WRITTEN,),
    "explain": ({"Guards": {"rename": Explanation("a", "b", "c", "d")}},),
}
CASES = [
    pytest.param(kind, value, id=f"{kind} {n}") for kind, values in DOCUMENTS.items() for n, value in enumerate(values)
]
ERRORS = [
    pytest.param(command_json.error_json(4, "not set up", "Run setup."), id="an error alone"),
    pytest.param(command_json.error_json(3, "2 problems", problems=samples.PROBLEMS.problems), id="with problems"),
    pytest.param(command_json.error_json(6, "refused", refusals=samples.REFUSALS), id="with refusals"),
]


def text_of(kind: str, value: object) -> str:
    module = to_json if hasattr(to_json, f"{kind}_json") else command_json
    return str(getattr(module, f"{kind}_json")(value))


def schema_of(kind: str) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads((SCHEMAS / f"{kind}.schema.json").read_text(encoding="utf-8"))
    return schema


@pytest.mark.parametrize("kind, value", CASES)
def test_output_is_as_its_schema_says(kind: str, value: object) -> None:
    text = text_of(kind, value)
    jsonschema.Draft7Validator(schema_of(kind)).validate(json.loads(text))
    assert text.isascii()
    assert text.endswith("}\n")
    assert text.replace("\n", "").isprintable()


@pytest.mark.parametrize("text", ERRORS)
def test_errors_are_as_their_schema_says(text: str) -> None:
    jsonschema.Draft7Validator(schema_of("error")).validate(json.loads(text))


@pytest.mark.parametrize("kind", [*DOCUMENTS, "error"])
def test_schemas_are_valid_and_closed(kind: str) -> None:
    schema = schema_of(kind)
    jsonschema.Draft7Validator.check_schema(schema)
    for one in objects_of(schema):
        assert one.get("additionalProperties") is not None
        assert "properties" not in one or one["required"] == list(one["properties"])


def objects_of(schema: Any) -> list[dict[str, Any]]:
    if isinstance(schema, list):
        return [one for value in schema for one in objects_of(value)]
    if not isinstance(schema, dict):
        return []
    own = [schema] if schema.get("type") == "object" else []
    return own + [one for value in schema.values() for one in objects_of(value)]


@pytest.mark.parametrize("kind", [*DOCUMENTS, "error"])
def test_a_key_too_many_is_against_the_schema(kind: str) -> None:
    text = text_of(kind, DOCUMENTS[kind][0]) if kind in DOCUMENTS else command_json.error_json(1, "")
    document = {**json.loads(text), "surprise": 1}
    assert not jsonschema.Draft7Validator(schema_of(kind)).is_valid(document)


def test_the_words_that_scripts_stand_on() -> None:
    plan = json.loads(to_json.plan_json(samples.FULL))
    promised = "format_version environment digest changes refusals drift unmanaged orphans held left_out acceptances"
    assert set(promised.split()) | {"blocked", "seal", "counts"} <= plan.keys()
    assert {"verb", "id", "name", "fields"} <= plan["changes"][0].keys()
    assert plan["changes"][0]["fields"][0].keys() == {"path", "before", "after"}
    assert {"code", "id", "message", "remedy", "acceptable"} <= plan["refusals"][0].keys()
    assert plan["format_version"] == 1
    assert list(plan)[-1] == "seal"
    report = json.loads(command_json.report_json(samples.REPORT))
    assert {"verb", "id", "name", "mbrgrp_id"} <= report["outcomes"][0].keys()
    assert report["run"] == 5
    assert isinstance(report["outcomes"][0]["mbrgrp_id"], str)
    finding = json.loads(to_json.drift_json(samples.DRIFTED))["findings"][0]
    assert finding.keys() == {"id", "name", "kind", "field", "before", "after", "by", "at", "edits", "cause"}
    problem = json.loads(to_json.validate_json(samples.PROBLEMS))["problems"][0]
    assert problem.keys() == {"code", "severity", "message", "remedy", "file", "line", "column"}


def test_each_change_has_its_line() -> None:
    text = to_json.plan_json(samples.FULL)
    assert sum(line.startswith('{"verb": ') for line in text.splitlines()) == len(samples.FULL.changes)


def test_accepted_refusals_are_marked() -> None:
    refusals = json.loads(to_json.plan_json(samples.FULL))["refusals"]
    assert [(one["code"], one["accepted"]) for one in refusals] == [("drift", True), ("rename", False)]


def test_a_plan_of_ten_thousand_changes_is_written_at_once() -> None:
    plan = samples.many(10_000)
    start = time.process_time()
    text = to_json.plan_json(plan)
    print(f"10,000 changes as JSON: {time.process_time() - start:.3f} s, {len(text):,} characters")
    assert is_intact(text.encode("ascii"))


@pytest.mark.parametrize("command", ["##[stop-commands]x", "##vso[task.complete]", "\\##[x", "###[x"])
def test_no_value_is_a_command_to_a_ci_server(command: str) -> None:
    plan = samples.plan(replace(samples.CREATE, name=command))
    text = to_json.plan_json(plan)
    assert "##[" not in text
    assert "##vso[" not in text
    assert json.loads(text)["changes"][0]["name"] == command
    assert is_intact(text.encode("ascii"))
