"""SARIF: as its schema says, without a complaint of Microsoft's multitool that means something, and within limits."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import jsonschema
import pytest

from syncer.model.problem import Checked
from syncer.model.result import Result
from syncer.model.shown import visible
from syncer.render.to_sarif import MOST_RESULTS, to_sarif
from tests import judges
from tests.covered import not_covered
from tests.figures import Tell
from tests.render import samples
from tests.render.hostile_findings import SEED, hostile_drift, hostile_review, is_harmless, texts

MULTITOOL = "@microsoft/sarif-multitool-linux"
RESULTS: Mapping[str, Result] = {
    "valid": samples.VALID,
    "problems": samples.PROBLEMS,
    "review": samples.REVIEW_FULL,
    "plan": samples.FULL,
    "plan-of-nothing": samples.NOTHING,
    "plan-for-production": samples.ODD,
    "drift": samples.DRIFTED,
    "in-sync": samples.IN_SYNC,
    "hostile-review": hostile_review(texts(12)),
    "hostile-drift": hostile_drift(texts(12)),
}
ADVICE = {
    "SARIF2002": "messages could be made of templates: ours are sentences, each of its own",
    "SARIF2003": "the commit could be told: the one who uploads does",
    "SARIF2005": "the tool could name a page about itself: there is none",
    "SARIF2006": "the address of the schema could not be opened, where there is no network",
    "SARIF2009": "codes could end in numbers: ours are words",
    "SARIF2010": "the line could be quoted: the file is in the repository",
    "SARIF2011": "the lines around it could be quoted: likewise",
    "SARIF2012": "codes could have pages: `syncer explain` has them",
}
"""What the multitool would like, and why we do not."""


def run_of(result: Result) -> dict[str, Any]:
    (run,) = json.loads(to_sarif(result))["runs"]
    return dict(run)


def results_of(document: str) -> list[dict[str, Any]]:
    (run,) = json.loads(document)["runs"]
    return list(run["results"])


def path_of(found: dict[str, Any]) -> str:
    return unquote(found["locations"][0]["physicalLocation"]["artifactLocation"]["uri"])


def complaints(folder: Path, logs: Mapping[str, str]) -> dict[str, set[str]]:
    """The rules of the multitool that each log breaks, those of GitHub's code scanning among them."""
    judges.require(MULTITOOL)
    paths = [folder / f"{name}.sarif" for name in logs]
    for path, log in zip(paths, logs.values(), strict=True):
        path.write_text(log, encoding="ascii")
    options = ("--level", "Error;Warning;Note", "--kind", "Fail", "--rule-kind", "Sarif;Ghas", "--quiet", "true")
    program = judges.package(MULTITOOL) / "Sarif.Multitool"
    judges.run([program, "validate", *paths, "--output", folder / "found.json", *options])
    (run,) = json.loads((folder / "found.json").read_text(encoding="utf-8-sig"))["runs"]
    assert "toolConfigurationNotifications" not in run["invocations"][0]
    found: dict[str, set[str]] = {name: set() for name in logs}
    for one in run["results"]:
        uri = one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        found[Path(unquote(uri)).stem].add(one["ruleId"])
    return found


def test_the_multitool_has_nothing_but_advice(tmp_path: Path) -> None:
    found = complaints(tmp_path, {name: to_sarif(result) for name, result in RESULTS.items()})
    for name, rules in found.items():
        assert "SARIF2005" in rules <= set(ADVICE), name


def test_the_multitool_sees_what_is_wrong(tmp_path: Path) -> None:
    log = to_sarif(samples.PROBLEMS)
    wrong = {
        "SARIF1007": log.replace('"endColumn": 11', '"endColumn": 0'),
        "SARIF1002": log.replace("catalog/aurora/gold.yaml", "catalog/aurora/go ld.yaml"),
        "SARIF1009": log.replace('"ruleIndex": 0', '"ruleIndex": 7'),
        "GH1015": log.replace('"locations"', '"relatedLocations"'),
    }
    found = complaints(tmp_path, wrong)
    assert {rule: rule in rules for rule, rules in found.items()} == dict.fromkeys(wrong, True)


def test_output_is_as_the_schema_says() -> None:
    judges.require(MULTITOOL)
    schema = json.loads((judges.package(MULTITOOL) / "sarif-2.1.0.json").read_text(encoding="utf-8"))
    validator = jsonschema.validators.validator_for(schema)(schema)
    for result in RESULTS.values():
        validator.validate(json.loads(to_sarif(result)))
    assert not validator.is_valid({"version": "2.1.0"})


def test_a_result_has_what_code_scanning_asks_for() -> None:
    found, *_ = run_of(samples.PROBLEMS)["results"]
    assert len(found["partialFingerprints"].pop("finding/v1")) == 64
    assert found == {
        "ruleId": "unknown-key",
        "ruleIndex": 0,
        "level": "error",
        "message": {"text": "unknown key `desciption`.\nDid you mean `description`?"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "catalog/aurora/gold.yaml", "uriBaseId": "%SRCROOT%"},
                    "region": {"startLine": 3, "startColumn": 1, "endLine": 3, "endColumn": 11},
                },
                "logicalLocations": [{"fullyQualifiedName": "aurora/gold"}],
            }
        ],
        "partialFingerprints": {},
    }


@pytest.mark.parametrize("name", RESULTS)
def test_every_result_points_to_its_rule(name: str) -> None:
    run = run_of(RESULTS[name])
    rules = run["tool"]["driver"]["rules"]
    assert [rules[one["ruleIndex"]]["id"] for one in run["results"]] == [one["ruleId"] for one in run["results"]]
    assert len({rule["id"] for rule in rules}) == len(rules)
    for rule in rules:
        assert all(rule[key]["text"] for key in ("shortDescription", "fullDescription", "help"))


def test_the_worst_stands_first() -> None:
    levels = [one["level"] for one in run_of(samples.REVIEW_FULL)["results"]]
    assert levels == ["error", "error", "warning", "note"]


def test_a_plan_for_each_environment_is_an_analysis_of_its_own() -> None:
    ids = [run_of(result)["automationDetails"]["id"] for result in (samples.VALID, samples.FULL, samples.ODD)]
    assert ids == ["syncer/validate/", "syncer/plan/staging (SANDBOX)/", "syncer/plan/production (SANDBOX)/"]


def test_no_more_than_an_upload_may_have_and_the_worst_of_them() -> None:
    error, warning = samples.PROBLEMS.problems[0], samples.PROBLEMS.problems[3]
    run = run_of(Checked(1, (warning,) * 75_000 + (error,) * 25_000))
    assert len(run["results"]) == MOST_RESULTS == 25_000
    assert {one["level"] for one in run["results"]} == {"error"}
    assert len({one["partialFingerprints"]["finding/v1"] for one in run["results"]}) == 25_000
    (told,) = run["invocations"][0]["toolExecutionNotifications"]
    assert told["message"]["text"] == "75,000 findings are left out: a run holds 25,000, the worst first."


@pytest.mark.parametrize("left_out", [0, 1])
def test_only_what_is_too_much_is_left_out(left_out: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("syncer.render.to_sarif.MOST_RESULTS", len(samples.PROBLEMS.problems) - left_out)
    run = run_of(samples.PROBLEMS)
    assert len(run["results"]) == 4 - left_out
    assert ("toolExecutionNotifications" in run["invocations"][0]) == bool(left_out)


@pytest.mark.parametrize("path", ["catalog/aurora/ü b.yaml", "catalog/50% #1?.yaml", "a:b.yaml"])
def test_paths_are_addresses(path: str) -> None:
    problem = samples.PROBLEMS.problems[0]
    odd = replace(problem, source=replace(problem.source, file=path))
    (found,) = run_of(Checked(1, (odd,)))["results"]
    assert path_of(found) == path
    assert not set(found["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]) & set(" ü#?:")


@not_covered
def test_hostile_texts_come_back_as_they_are_shown(tell: Tell) -> None:
    hostile = texts()
    shown = sorted(map(visible, hostile))
    reviewed, drifted = to_sarif(hostile_review(hostile)), to_sarif(hostile_drift(hostile[:2_000]))
    assert sorted(one["message"]["text"].split("\n")[1] for one in results_of(reviewed)) == shown
    assert sorted(path_of(one) for one in results_of(reviewed)) == sorted(f"catalog/aurora/{t}.yaml" for t in shown)
    for text, found in zip(map(visible, hostile[:2_000] * 3), results_of(drifted), strict=True):
        assert text in found["message"]["text"]
    for document in (reviewed, drifted):
        assert document.isascii()
        assert is_harmless(document)
    tell("Hostile texts", "SARIF", texts=len(hostile), seed=str(SEED))
