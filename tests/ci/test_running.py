"""The steps of the workflows, run: what they hand from one to the next, and what they make of odd answers."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from syncer.desired.plan_file import read_plan_file
from tests.ci.pieces import ACTION, ROOT, Step, step, steps
from tests.forge.fake_github import TOKEN, FakeGitHub
from tests.forge.serving import serving
from tests.judges import require
from tests.workspace import NAME, Workspace

MERGED, HEAD, DIGEST = "c" * 40, "b" * 40, "d" * 64
BOT = "github-actions[bot]"


class Runner:
    """Runs steps as GitHub's runner does: values by variables, outputs by a file."""

    def __init__(self, folder: Path, work: Path) -> None:
        self.folder = folder
        self.work = work
        self.programs = folder / "programs"
        self.programs.mkdir()
        self.program("syncer", f'exec "{sys.executable}" -m syncer "$@"')

    def program(self, name: str, script: str) -> None:
        """Put a program onto PATH."""
        (self.programs / name).write_text(f"#!/bin/bash\n{script}\n", "utf-8")
        (self.programs / name).chmod(0o755)

    def run(self, one: Step, expect: int = 0, place: Mapping[str, str] | None = None, **values: str) -> str:
        """What a step says. ``values`` are those of its variables; one that it has and nobody gives is empty."""
        assert set(values) <= set(one.variables)
        variables = {
            "PATH": f"{self.programs}:/usr/bin:/bin",
            "PYTHONPATH": str(ROOT),
            "LANG": "C.UTF-8",
            "GITHUB_REPOSITORY": "acme/segments",
            "GITHUB_SHA": MERGED,
            "GITHUB_OUTPUT": str(self.folder / "output"),
            "GITHUB_STEP_SUMMARY": str(self.folder / "summary.md"),
            "GITHUB_PATH": str(self.folder / "path"),
            "RUNNER_TEMP": str(self.folder),
            "GITHUB_ACTION_PATH": str(ROOT),
            **(place or {}),
            **dict.fromkeys(one.variables, ""),
            **values,
        }
        (self.folder / "output").write_text("", "utf-8")
        # As the runner starts a shell where the workflow names none, and where it names bash.
        options = ["-e"] if one.workflow != ACTION.name else ["--noprofile", "--norc", "-eo", "pipefail"]
        done = subprocess.run(
            ["bash", *options, "-c", one.script],
            cwd=self.work,
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=120,
        )
        assert done.returncode == expect, done.stdout
        return done.stdout

    @property
    def outputs(self) -> dict[str, str]:
        """What the last step handed over."""
        return dict(line.split("=", 1) for line in (self.folder / "output").read_text("utf-8").splitlines())


@pytest.fixture
def runner(tmp_path: Path, workspace: Workspace) -> Runner:
    """A runner in a catalog repository with one segment that is not yet anywhere."""
    workspace.segment()
    folder = tmp_path / "runner"
    folder.mkdir()
    return Runner(folder, workspace.root)


PLAN = step("segments-plan.yml", "plan", "Plan")
STATUS = step("segments-plan.yml", "comment", "Write the digest onto the commit")
FIND = step("segments-apply.yml", "reviewed", "Find the digest that was reviewed")
APPLY = step("segments-apply.yml", "apply", "Apply")
RELEASE = step("segments-release.yml", "plan", "Plan")
RELEASED = step("segments-release.yml", "apply", "Apply")


def git(folder: Path, *arguments: str) -> str:
    """What git says in a folder."""
    person = {f"GIT_{role}_{what}": "ada@example.com" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    alone = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "PATH": os.defpath}
    command = ["git", "-C", str(folder), *arguments]
    return subprocess.run(command, env={**person, **alone}, check=True, capture_output=True, text=True).stdout


def test_a_pull_request_is_reviewed_without_a_database(runner: Runner, workspace: Workspace, tmp_path: Path) -> None:
    """As GitHub checks it out: the merge of a branch with main, detached, with the branches as origin's."""
    require("git")
    shutil.rmtree(workspace.root / ".sandbox")
    git(workspace.root, "init", "--quiet", "--initial-branch=main")
    git(workspace.root, "add", ".")
    git(workspace.root, "commit", "--quiet", "-m", "A segment")
    git(workspace.root, "switch", "--quiet", "-c", "rename")
    workspace.segment(name="Golden members")
    git(workspace.root, "commit", "--quiet", "-a", "-m", "Another name")
    git(tmp_path, "clone", "--quiet", "--branch=main", str(workspace.root), "clone")
    runner.work = tmp_path / "clone"
    git(runner.work, "merge", "--quiet", "--no-ff", "-m", "As it would be", "origin/rename")
    git(runner.work, "checkout", "--quiet", "--detach")

    runner.run(step("segments-review.yml", "review", "Validate"))
    review = step("segments-review.yml", "review", "Review")
    said = runner.run(review, expect=6, place={"GITHUB_BASE_REF": "main"})
    assert "::error file=catalog/aurora/gold.yaml,line=1" in said
    assert "Golden members" in (runner.folder / "summary.md").read_text("utf-8")
    (found,) = json.loads((runner.work / "segments.sarif").read_text("utf-8"))["runs"]
    assert [result["ruleId"] for result in found["results"]] == ["rename"]
    assert (runner.work / "segments.html").exists()


def test_what_the_pull_request_showed_is_applied_after_the_merge(runner: Runner) -> None:
    require("jq")
    runner.run(PLAN, ENVIRONMENT="staging")
    plan = read_plan_file(runner.work / "staging.plan.json")
    assert "Gold members" in (runner.work / "staging.plan.html").read_text("utf-8")

    (runner.work / "plans").mkdir()
    (runner.work / "staging.plan.json").rename(runner.work / "plans" / "staging.plan.json")
    runner.program("gh", f'printf "%s\\n" "$@" >"{runner.folder}/asked"')
    runner.run(STATUS, HEAD=HEAD)
    asked = (runner.folder / "asked").read_text("utf-8").splitlines()
    assert f"repos/acme/segments/statuses/{HEAD}" in asked
    assert {f"description={plan.digest}", "context=segments/staging", "state=success"} <= set(asked)

    answer_with(runner, pulls=[pull()], statuses=[status(description=plan.digest)])
    runner.run(FIND, STATUS="segments/staging")
    assert runner.outputs == {"digest": plan.digest}
    assert "1 created" in runner.run(APPLY, DIGEST=runner.outputs["digest"])
    assert "already" in runner.run(APPLY, DIGEST=plan.digest).lower()


def test_the_comment_is_written_once_for_each_environment(runner: Runner) -> None:
    (runner.work / "plans").mkdir()
    for environment in ("staging", "production"):
        runner.run(PLAN, ENVIRONMENT=environment)
        (runner.work / f"{environment}.plan.json").rename(runner.work / "plans" / f"{environment}.plan.json")
    comment = step("segments-plan.yml", "comment", "Comment")
    run_url = "https://github.example.com/acme/segments/actions/runs/1"
    with serving(github := FakeGitHub(is_app=True)):
        place = {name: value for name, value in github.variables.items() if name not in comment.variables}
        for _ in range(2):
            runner.run(comment, place=place, GITHUB_TOKEN=TOKEN, RUN_URL=run_url)
    assert len(github.ours()) == 2
    for environment in ("staging", "production"):
        digest = read_plan_file(runner.work / "plans" / f"{environment}.plan.json").digest
        assert any(digest[:12] in body for body in github.ours())


def test_drift_is_red_and_has_a_page(runner: Runner, workspace: Workspace) -> None:
    workspace.apply()
    drift = step("segments-drift.yml", "drift", "Drift")
    assert "In sync" in runner.run(drift, ENVIRONMENT="staging")
    workspace.edit(
        "UPDATE mbrgrpdesc SET description = ? WHERE mbrgrp_id = (SELECT mbrgrp_id FROM mbrgrp WHERE mbrgrpname = ?)",
        "Unannounced",
        NAME,
    )
    runner.run(drift, expect=2, ENVIRONMENT="staging")
    for name in ("staging.drift.html", "staging.drift.csv"):
        assert "Unannounced" in (runner.work / name).read_text("utf-8")


def test_another_digest_than_the_reviewed_one_is_not_applied(runner: Runner, workspace: Workspace) -> None:
    before = workspace.rows("SELECT * FROM mbrgrp")
    assert DIGEST in runner.run(APPLY, expect=7, DIGEST=DIGEST)
    assert workspace.rows("SELECT * FROM mbrgrp") == before


def test_a_plan_that_is_refused_says_so_on_the_commit(runner: Runner, workspace: Workspace) -> None:
    require("jq")
    (workspace.root / "plans").mkdir()
    workspace.environment("staging", mode="observe")
    runner.run(PLAN, expect=6, ENVIRONMENT="staging")
    (runner.work / "staging.plan.json").rename(runner.work / "plans" / "staging.plan.json")
    runner.program("gh", f'printf "%s\\n" "$@" >"{runner.folder}/asked"')
    runner.run(STATUS, HEAD=HEAD)
    assert "state=failure" in (runner.folder / "asked").read_text("utf-8").splitlines()


def pull(merge_commit_sha: str = MERGED, head: str = HEAD) -> Mapping[str, object]:
    """A pull request in an answer of GitHub."""
    return {"merge_commit_sha": merge_commit_sha, "head": {"sha": head}}


def status(
    *, context: str = "segments/staging", state: str = "success", description: str | None = DIGEST, by: str = BOT
) -> Mapping[str, object]:
    """A status in an answer of GitHub; the newest comes first."""
    return {"context": context, "state": state, "description": description, "creator": {"login": by}}


def answer_with(runner: Runner, *, pulls: object, statuses: object) -> None:
    """Let ``gh`` answer so to what it is asked for."""
    (runner.folder / "pulls.json").write_text(json.dumps(pulls), "utf-8")
    (runner.folder / "statuses.json").write_text(json.dumps(statuses), "utf-8")
    runner.program(
        "gh",
        f"""case $2 in
          repos/acme/segments/commits/{MERGED}/pulls) cat "{runner.folder}/pulls.json" ;;
          repos/acme/segments/commits/{HEAD}/statuses*) cat "{runner.folder}/statuses.json" ;;
          *) echo "not found: $2" >&2; exit 1 ;;
        esac""",
    )


@pytest.fixture
def finder(tmp_path: Path) -> Runner:
    """A runner that asks and needs no catalog."""
    require("jq")
    return Runner(tmp_path, tmp_path)


@pytest.mark.parametrize(
    "pulls, statuses",
    [
        pytest.param([pull()], [status()], id="one status"),
        pytest.param([pull()], [status(), status(description="e" * 64)], id="the newest of two"),
        pytest.param([pull("e" * 40, "e" * 40), pull()], [status()], id="another pull request holds the commit too"),
        pytest.param([pull()], [status(context="segments/production", description="e" * 64), status()], id="of two"),
        pytest.param(
            [pull()], [status(by="mallory", description="e" * 64), status()], id="a newer one is somebody else's"
        ),
    ],
)
def test_the_reviewed_digest_is_found(finder: Runner, pulls: object, statuses: object) -> None:
    answer_with(finder, pulls=pulls, statuses=statuses)
    finder.run(FIND, STATUS="segments/staging")
    assert finder.outputs == {"digest": DIGEST}


@pytest.mark.parametrize(
    "pulls, statuses",
    [
        pytest.param([], [], id="pushed without a pull request"),
        pytest.param([pull("e" * 40)], [status()], id="the pull request was merged as another commit"),
        pytest.param([pull()], [], id="never planned, as from a fork"),
        pytest.param([pull()], [status(by="mallory")], id="somebody else wrote it"),
        pytest.param([pull()], [status(state="failure"), status()], id="the newest plan is refused"),
        pytest.param([pull()], [status(description="looks good\n")], id="no digest"),
        pytest.param([pull()], [status(description=None)], id="nothing"),
        pytest.param([pull()], [status(description=f"{DIGEST}\ndigest={'e' * 64}")], id="two lines"),
    ],
)
def test_no_digest_is_made_up(finder: Runner, pulls: object, statuses: object) -> None:
    answer_with(finder, pulls=pulls, statuses=statuses)
    finder.run(FIND, expect=1, STATUS="segments/staging")
    assert finder.outputs == {}


@pytest.mark.parametrize("answer", [{"message": "Bad credentials"}, "<html>"], ids=json.dumps)
def test_an_answer_that_is_no_list_ends_it(finder: Runner, answer: object) -> None:
    answer_with(finder, pulls=answer, statuses=[status()])
    finder.run(FIND, expect=5, STATUS="segments/staging")
    assert finder.outputs == {}


def test_a_release_carries_out_the_plan_that_was_shown(runner: Runner) -> None:
    runner.run(RELEASE, ENVIRONMENT="production")
    plan = read_plan_file(runner.work / "segments.plan.json")
    assert runner.outputs == {"digest": plan.digest}
    assert "Gold members" in (runner.folder / "summary.md").read_text("utf-8")
    assert "1 created" in runner.run(RELEASED, DIGEST=plan.digest)


def test_a_freeze_waits_for_nobody_but_who_says_why(runner: Runner, workspace: Workspace) -> None:
    always = {"from": "2026-01-01T00:00Z", "until": "9999-01-01T00:00Z"}
    workspace.environment("production", freezes={"Closed": always})
    runner.run(RELEASE, ENVIRONMENT="production")
    shown = runner.outputs["digest"]
    assert "window" in runner.run(RELEASED, expect=6, DIGEST=shown, FREEZE_REASON="")
    hostile = "prices \"are\" $(touch pwned) 'wrong'"
    said = runner.run(RELEASED, DIGEST=shown, FREEZE_REASON=hostile)
    assert f"Reason: {hostile}" in said
    assert not (runner.work / "pwned").exists()


def test_a_plan_that_was_exchanged_is_not_carried_out(runner: Runner, workspace: Workspace) -> None:
    runner.run(RELEASE, ENVIRONMENT="production")
    shown = runner.outputs["digest"]
    workspace.segment("aurora/platinum", "Platinum members")
    runner.run(RELEASE, ENVIRONMENT="production")
    before = workspace.rows("SELECT * FROM mbrgrp", name="production")
    runner.run(RELEASED, expect=7, DIGEST=shown)
    assert workspace.rows("SELECT * FROM mbrgrp", name="production") == before


def test_what_people_type_into_a_form_is_a_word_and_no_command(runner: Runner) -> None:
    hostile = "x\"; touch pwned; '$(touch pwned)`touch pwned` * ~"
    runner.run(RELEASE, expect=64, ENVIRONMENT="staging", ACCEPT=hostile, HOLD=hostile, REASON=hostile)
    runner.run(RELEASE, ENVIRONMENT="staging", HOLD=" aurora/gold ", REASON="not yet")
    runner.run(RELEASE, expect=64, ENVIRONMENT="staging", HOLD="aurora/gold", REASON="")
    assert read_plan_file(runner.work / "segments.plan.json").left_out == ("aurora/gold",)
    assert not (runner.work / "pwned").exists()


def test_the_action_puts_the_command_onto_the_path(tmp_path: Path) -> None:
    (install,) = (one for one in steps(ACTION) if one.script)
    runner = Runner(tmp_path, ROOT)
    runner.run(install, PYTHON=sys.executable)
    (folder,) = (tmp_path / "path").read_text("utf-8").split()
    assert os.listdir(folder) == ["syncer"]
    bare = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
    done = subprocess.run([f"{folder}/syncer", "validate"], cwd=ROOT, env=bare, capture_output=True, text=True)
    assert (done.returncode, done.stderr.count("Traceback")) == (0, 0)
    assert "valid" in done.stdout
