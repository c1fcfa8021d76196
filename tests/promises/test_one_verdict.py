"""One verdict drives every format and the exit code: real commands, every format, the same results."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping
from pathlib import Path

import html5lib
import pytest

from syncer.cli.exits import Exit, exit_of_verdict
from syncer.cli.main import run
from syncer.model.result import Result
from syncer.model.verdict import Verdict
from syncer.render.formats import FORMATS, render
from syncer.render.sentence import sentence
from tests.judges import require
from tests.render import samples

RESULTS: Mapping[str, Result] = {
    "files with errors": samples.PROBLEMS,
    "files with a warning": samples.WARNED,
    "files without problems": samples.VALID,
    "a review of everything": samples.REVIEW_FULL,
    "a review of nothing": samples.REVIEW_CLEAN,
    "a review of changes": samples.REVIEW_CHANGES,
    "a review of files with errors": samples.REVIEW_INVALID,
    "a plan of everything": samples.FULL,
    "a plan without refusals": samples.OPEN,
    "a plan of nothing": samples.NOTHING,
    "a plan that is blocked": samples.BLOCKED,
    "drift": samples.DRIFTED,
    "drift that a plan would refuse": samples.REFUSED_DRIFT,
    "no drift": samples.IN_SYNC,
}
BAD = {Verdict.INVALID, Verdict.REFUSED}


def says_the_sentence(text: str, result: Result) -> bool:
    return sentence(result) in text


def json_says(text: str, result: Result) -> bool:
    return bool(json.loads(text)["verdict"] == result.verdict)


def html_says(text: str, result: Result) -> bool:
    return sentence(result) in "".join(html5lib.parse(text, namespaceHTMLElements=False).itertext())


def junit_says(text: str, result: Result) -> bool:
    return (int(ET.fromstring(text).attrib["failures"]) > 0) == (result.verdict in BAD)


def sarif_says(text: str, result: Result) -> bool:
    levels = {one["level"] for one in json.loads(text)["runs"][0]["results"]}
    return ("error" in levels) == (result.verdict in BAD)


def github_says(text: str, result: Result) -> bool:
    return bool(re.search(r"^::error ", text, flags=re.MULTILINE)) == (result.verdict in BAD)


def gitlab_says(text: str, result: Result) -> bool:
    severities = {one["severity"] for one in json.loads(text)}
    return bool(severities & {"major", "critical", "blocker"}) == (result.verdict in BAD)


def terraform_says(text: str, result: Result) -> bool:
    counts = json.loads(text)
    return list(counts) == ["create", "update", "delete"] and bool(counts["delete"] == 0)


def csv_says(text: str, result: Result) -> bool:
    levels = {row["kind"] for row in csv.DictReader(io.StringIO(text))}
    return ("error" in levels) == (result.verdict in BAD)


SAYS: Mapping[str, Callable[[str, Result], bool]] = {
    "text": says_the_sentence,
    "json": json_says,
    "markdown": says_the_sentence,
    "html": html_says,
    "csv": csv_says,
    "github": github_says,
    "github-summary": says_the_sentence,
    "gitlab": gitlab_says,
    "gitlab-terraform": terraform_says,
    "junit": junit_says,
    "sarif": sarif_says,
}


def test_every_format_is_asked() -> None:
    assert list(SAYS) == list(FORMATS)


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("name", RESULTS)
def test_a_format_says_the_verdict(name: str, format: str) -> None:
    result = RESULTS[name]
    assert SAYS[format](render(result, format), result), sentence(result)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The sample catalog in a repository of its own, with both databases; one file is changed and one added."""
    require("git")
    root = Path(__file__).parents[2]
    for folder in ("catalog", "environments"):
        shutil.copytree(root / folder, tmp_path / folder)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_COLOR", "1")
    assert run(["-q", "sandbox"]) == Exit.DONE
    git = ("git", "-c", "user.name=Ana", "-c", "user.email=ana@example.org")
    for words in (("init", "-q"), ("add", "."), ("commit", "-q", "-m", "The catalog")):
        subprocess.run([*git, *words], check=True)
    (tmp_path / "catalog/aurora/new.yaml").write_text("name: New arrivals\ndescription: First order this month.\n")
    return tmp_path


CALLS: Mapping[str, tuple[tuple[str, ...], Exit]] = {
    "validate": (("validate",), Exit.DONE),
    "review": (("review", "--base", "HEAD"), Exit.DONE),
    "plan": (("plan", "staging"), Exit.DONE),
    "plan, telling changes from none": (("plan", "staging", "--detailed-exitcode"), Exit.DIFFERENT),
    "drift": (("drift", "staging"), Exit.DIFFERENT),
}
BROKEN: Mapping[str, tuple[tuple[str, ...], Exit]] = {
    "validate": (("validate",), Exit.INVALID),
    "review": (("review", "--base", "HEAD"), Exit.INVALID),
    "plan": (("plan", "staging"), Exit.INVALID),
    "drift": (("drift", "staging"), Exit.INVALID),
}
NUMBERS = re.compile(r"&#\d+;|\b[0-9a-f]{64}\b|\d")
"""Times, seals over them, and signs as references: another call has others."""


def check_formats(words: tuple[str, ...], exits: Exit, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever the format, the exit code is one; and what is printed is what a report says."""
    reports = {format: folder / f"report.{format}" for format in FORMATS}
    assert run([*words, *(f"--report={format}={path}" for format, path in reports.items())]) == exits
    capsys.readouterr()
    for format, path in reports.items():
        assert run(["-v", *words, "--format", format]) == exits, format
        printed = capsys.readouterr().out
        if printed or format not in ("text", "json"):
            written = path.read_bytes().decode("utf-8").replace("\r\n", "\n")
            assert NUMBERS.sub("", printed) == NUMBERS.sub("", written), format


@pytest.mark.parametrize("name", CALLS)
def test_a_command_ends_alike_in_every_format(
    name: str, repository: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    check_formats(*CALLS[name], tmp_path, capsys)


@pytest.mark.parametrize("name", BROKEN)
def test_a_command_stopped_by_wrong_files_reports_them_in_every_format(
    name: str, repository: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (repository / "catalog/aurora/new.yaml").write_text("name: New arrivals\ndescription: d\nconditions: all\n")
    words, exits = BROKEN[name]
    check_formats(words, exits, tmp_path, capsys)
    assert json.loads((tmp_path / "report.sarif").read_bytes())["runs"][0]["results"][0]["level"] == "error"


def test_every_verdict_has_its_exit_code() -> None:
    assert {verdict: exit_of_verdict(verdict) for verdict in Verdict} == {
        Verdict.CLEAN: Exit.DONE,
        Verdict.CHANGES: Exit.DONE,
        Verdict.DIFFERENT: Exit.DIFFERENT,
        Verdict.REFUSED: Exit.REFUSED,
        Verdict.INVALID: Exit.INVALID,
    }


def test_a_catalog_in_a_subfolder_is_annotated_where_the_repository_has_it(
    repository: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = repository / "shop"
    shop.mkdir()
    for folder in ("catalog", "environments"):
        shutil.move(repository / folder, shop / folder)
    (shop / "catalog/aurora/new.yaml").write_text("name: New arrivals\ndescription: d\nconditions: all\n")
    monkeypatch.chdir(shop)
    wanted = "shop/catalog/aurora/new.yaml"
    for format in ("github", "gitlab", "sarif"):
        assert run(["validate", "--format", format]) == Exit.INVALID
        assert wanted in capsys.readouterr().out
    assert run(["validate"]) == Exit.INVALID
    assert wanted not in capsys.readouterr().out


def test_a_report_never_takes_the_place_of_the_plan(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["plan", "staging", "--out", "plan.json", "--report", "html=plan.json"]) == Exit.USAGE
    assert "plan.json is where the plan is saved" in capsys.readouterr().err
    assert not (repository / "plan.json").exists()
