"""``syncer comment`` as its own process against both forges: the life of a pull request, and every way to end."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import TypeAlias

import jsonschema
import pytest

from syncer.cli.exits import Exit
from syncer.model.plan import SavedPlan
from syncer.render.to_comment import marker
from syncer.render.to_json import plan_json
from tests.cli.running import CHECKOUT, clean, syncer
from tests.figures import Tell
from tests.forge import fake_github, fake_gitlab
from tests.forge.fake_github import FakeGitHub
from tests.forge.fake_gitlab import FakeGitLab
from tests.forge.serving import How, Reply, serving
from tests.render import samples
from tests.workspace import Workspace

Fake: TypeAlias = FakeGitHub | FakeGitLab

TOKENS = (fake_github.TOKEN, fake_gitlab.TOKEN)
NO_EVENT = {"GITHUB_EVENT_PATH": "", "GH_TOKEN": "", "GITLAB_TOKEN": "", "no_proxy": "*"}


@pytest.fixture(params=["github", "gitlab"])
def fake(request: pytest.FixtureRequest) -> Iterator[Fake]:
    with serving(one := FakeGitLab() if request.param == "gitlab" else FakeGitHub(is_app=True)):
        yield one


@pytest.fixture
def job() -> Iterator[FakeGitHub]:
    with serving(fake := FakeGitHub(is_app=True)):
        yield fake


def save(folder: Path, plan: SavedPlan, name: str = "plan.json") -> Path:
    path = folder / name
    path.write_text(plan_json(plan), encoding="ascii")
    return path


def comment(fake: Fake, folder: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a job of this forge. Whatever happens, nobody sees the token, a traceback or a control."""
    job = {**NO_EVENT, **fake.variables, **variables}
    done = syncer("comment", f"--{fake.name.lower()}", *(arguments or ("plan.json",)), folder=folder, **job)
    said = done.stdout + done.stderr
    assert not any(token in said for token in TOKENS)
    assert "Traceback" not in said
    assert all(row.isprintable() and not row.lstrip().startswith("::") for row in said.split("\n"))
    return done


def report_of(done: subprocess.CompletedProcess[str], kind: str = "comment") -> dict[str, object]:
    document: dict[str, object] = json.loads(done.stdout)
    schema = json.loads((CHECKOUT / f"schemas/{kind}.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft7Validator(schema).validate(document)
    return document


def test_a_comment_is_created_then_updated_then_left_alone(fake: Fake, tmp_path: Path) -> None:
    save(tmp_path, samples.OPEN)
    first = comment(fake, tmp_path)
    assert first.returncode == Exit.DONE, first.stderr
    assert first.stdout.startswith("+ created  staging  https://")
    assert first.stderr.splitlines()[-1].startswith("Next: syncer show plan.json")
    save(tmp_path, samples.BLOCKED)
    assert comment(fake, tmp_path).stdout.startswith("~ updated  staging  https://")
    assert comment(fake, tmp_path).stdout.startswith("= unchanged  staging  https://")
    assert len(fake.ours()) == 1
    assert len(fake.writes()) == 2
    assert fake.ours()[0].startswith(marker("staging") + "\n")


def test_silence_is_told_on_the_other_stream(job: FakeGitHub, tmp_path: Path) -> None:
    save(tmp_path, samples.NOTHING)
    done = comment(job, tmp_path)
    assert (done.returncode, done.stdout) == (Exit.DONE, "")
    assert "Nothing changes in staging, and no earlier comment says otherwise: nothing was posted." in done.stderr
    assert report_of(comment(job, tmp_path, "plan.json", "--format", "json"))["comments"] == [
        {"environment": "staging", "done": "silent", "url": None}
    ]
    assert job.writes() == []


@pytest.mark.parametrize(
    "plan",
    [
        pytest.param(replace(samples.NOTHING, drift=samples.DRIFT), id="drift"),
        pytest.param(samples.plan(left_out=("aurora/gold",)), id="a segment that is left out"),
        pytest.param(samples.BLOCKED, id="a refusal"),
    ],
)
def test_what_matters_is_not_silent(job: FakeGitHub, tmp_path: Path, plan: SavedPlan) -> None:
    save(tmp_path, plan)
    assert comment(job, tmp_path).stdout.startswith("+ created")


def test_what_was_done_as_json(fake: Fake, tmp_path: Path) -> None:
    save(tmp_path, samples.OPEN)
    document = report_of(comment(fake, tmp_path, "plan.json", "--format", "json"))
    assert (document["forge"], document["number"]) == (fake.name, 12)
    comments = document["comments"]
    assert isinstance(comments, list)
    (one,) = comments
    assert (one["environment"], one["done"]) == ("staging", "created")
    assert one["url"].endswith(str(fake.comments[-1]["id"]))


def test_the_artefact_is_named(job: FakeGitHub, tmp_path: Path) -> None:
    save(tmp_path, samples.OPEN)
    comment(job, tmp_path, "plan.json", "--artefact", "reports of build 77")
    assert "reports of build 77" in job.ours()[0]


@pytest.mark.parametrize(
    "arguments, variables, code, said",
    [
        pytest.param(("missing.json",), {}, Exit.USAGE, "missing.json", id="no such file"),
        pytest.param(("plan.json", "plan.json"), {}, Exit.USAGE, "two of these plans are for staging", id="one twice"),
        pytest.param(("plan.json", "--number", "0"), {}, Exit.USAGE, "--number", id="number nought"),
        pytest.param(("plan.json", "--gitlab"), {}, Exit.USAGE, "either --github or --gitlab", id="two forges"),
        pytest.param(("altered.json",), {}, Exit.STALE, "altered", id="an altered plan"),
        pytest.param(("plan.json", "altered.json"), {}, Exit.STALE, "altered", id="one of two altered"),
        pytest.param(("plan.json",), {"GITHUB_TOKEN": ""}, Exit.NOT_PERMITTED, "GITHUB_TOKEN", id="no token"),
        pytest.param(("plan.json",), {"GITHUB_REF": ""}, Exit.NOT_PERMITTED, "--number N", id="no pull request"),
        pytest.param(("plan.json",), {"GITHUB_API_URL": ""}, Exit.NOT_PERMITTED, "GITHUB_API_URL", id="no address"),
        pytest.param(("plan.json",), {"GITHUB_TOKEN": "x"}, Exit.NOT_PERMITTED, "Bad credentials", id="a wrong token"),
        pytest.param(("plan.json", "--number", "13"), {}, Exit.NOT_PERMITTED, "404 Not Found", id="not there"),
    ],
)
def test_each_end_has_its_code(
    job: FakeGitHub, tmp_path: Path, arguments: tuple[str, ...], variables: dict[str, str], code: Exit, said: str
) -> None:
    altered = save(tmp_path, samples.OPEN).read_text(encoding="ascii").replace("ana", "eve")
    (tmp_path / "altered.json").write_text(altered, encoding="ascii")
    done = comment(job, tmp_path, *arguments, **variables)
    assert done.returncode == code, done.stderr
    assert said in done.stderr
    assert job.comments == []
    if not said.startswith(("Bad", "404")):
        assert job.calls == []


def test_a_forge_has_to_be_named(tmp_path: Path) -> None:
    save(tmp_path, samples.OPEN)
    done = syncer("comment", "plan.json", folder=tmp_path)
    assert done.returncode == Exit.USAGE
    assert "--github or --gitlab" in done.stderr


def test_errors_are_told_as_json_too(job: FakeGitHub, tmp_path: Path) -> None:
    save(tmp_path, samples.OPEN)
    job.fail("POST", Reply(403, {"message": "\x1b[31mno\n::error::planted"}))
    done = comment(job, tmp_path, "plan.json", "--format", "json")
    error = report_of(done, "error")["error"]
    assert isinstance(error, dict)
    assert error["exit"] == done.returncode == Exit.NOT_PERMITTED
    assert error["message"].endswith("Nothing was posted.")


def test_a_limit_that_lasts_is_busy(job: FakeGitHub, tmp_path: Path) -> None:
    save(tmp_path, samples.OPEN)
    job.fail("POST", Reply(429, {}, {"Retry-After": "3600"}))
    done = comment(job, tmp_path)
    assert done.returncode == Exit.BUSY
    assert "takes no more requests for 3,600 s" in done.stderr
    assert "Nothing was posted." in done.stderr


def test_a_limit_that_passes_is_waited_for_and_a_lost_answer_is_looked_for(job: FakeGitHub, tmp_path: Path) -> None:
    save(tmp_path, samples.OPEN)
    job.fail("POST", Reply(429, {}, {"Retry-After": "1"}), How.UNANSWERED)
    assert comment(job, tmp_path).stdout.startswith("+ created  staging")
    assert len(job.ours()) == 1


# --- the life of a pull request


def git(root: Path, *arguments: str) -> None:
    who = {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.com"}
    who |= {name.replace("AUTHOR", "COMMITTER"): value for name, value in who.items()}
    subprocess.run(["git", *arguments], cwd=root, env=clean(**who), check=True, capture_output=True)


def test_the_life_of_a_pull_request(fake: Fake, workspace: Workspace, tmp_path: Path, tell: Tell) -> None:
    """Opened, pushed to, force-pushed, run again, merged and applied, run again: one comment an environment."""
    root, remote, names = workspace.root, tmp_path / "remote.git", ("staging", "production")
    workspace.segment("aurora/silver", "Silver members")
    for name in names:
        workspace.apply(workspace.plan(name))
    git(tmp_path, "init", "--quiet", "--bare", str(remote))
    (root / ".gitignore").write_text(".sandbox/\n*.json\n", encoding="utf-8")
    git(root, "init", "--quiet", "--initial-branch=main")
    git(root, "remote", "add", "origin", str(remote))
    git(root, "add", ".")
    git(root, "commit", "--quiet", "--message=Silver members, who are there already")
    git(root, "push", "--quiet", "origin", "main")
    git(root, "switch", "--quiet", "--create", "gold")
    fake.add("First!")

    def run() -> dict[str, str]:
        """What a job does: plan both environments, and comment."""
        files = [save(root, workspace.plan(name), f"{name}.json").name for name in names]
        done = comment(fake, root, *files, "--format", "json")
        assert done.returncode == Exit.DONE, done.stderr
        comments = report_of(done)["comments"]
        assert isinstance(comments, list)
        return {one["environment"]: one["done"] for one in comments}

    def pushed(message: str, *options: str) -> None:
        git(root, "add", ".")
        git(root, "commit", "--quiet", f"--message={message}", *(("--amend",) if options else ()))
        git(root, "push", "--quiet", *options, "origin", "gold")

    assert run() == dict.fromkeys(names, "silent")

    workspace.segment(description="Tier gold.")
    pushed("Gold members")
    assert run() == dict.fromkeys(names, "created")
    ids = [one["id"] for one in fake.comments]

    workspace.segment(description="Tier gold, nightly.")
    pushed("It is filled nightly")
    assert run() == dict.fromkeys(names, "updated")
    assert all("Tier gold, nightly." in unescape(body) for body in fake.ours())

    fake.add("Please say since when.")
    workspace.segment(description="Tier gold, nightly since March.")
    pushed("It is filled nightly, since March", "--force")
    assert run() == dict.fromkeys(names, "updated")
    assert all("since March" in unescape(body) for body in fake.ours())

    git(root, "switch", "--quiet", "main")
    git(root, "merge", "--quiet", "--no-ff", "--message=Merge", "gold")
    git(root, "push", "--quiet", "origin", "main")
    for name in names:
        workspace.apply(workspace.plan(name))
    assert run() == dict.fromkeys(names, "updated")
    assert all("Nothing to do: 2 segments are in sync." in unescape(body) for body in fake.ours())

    assert run() == dict.fromkeys(names, "unchanged")
    assert [one["id"] for one in fake.comments if one["body"] in fake.ours()] == ids[1:]
    assert len(fake.comments) == 4
    assert fake.writes().count("POST") == 2
    tell("Comments on forges", f"{fake.name}, the life of a pull request", calls=len(fake.calls))
