"""Where to comment, and with which token: from the variables of a CI job alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from syncer.forge.github import GitHub
from syncer.forge.github import github as on_github
from syncer.forge.gitlab import GitLab
from syncer.forge.gitlab import gitlab as on_gitlab
from syncer.model.errors import NotPermitted
from tests.forge.fake_gitlab import FakeGitLab

GITHUB = {
    "GITHUB_API_URL": "https://api.github.example",
    "GITHUB_REPOSITORY": "acme/segments",
    "GITHUB_REF": "refs/pull/12/merge",
    "GITHUB_TOKEN": "ghs_SECRET",
}
GITLAB = {
    "CI_API_V4_URL": "https://gitlab.example/api/v4",
    "CI_PROJECT_ID": "7",
    "CI_MERGE_REQUEST_IID": "12",
    "SYNCER_GITLAB_TOKEN": "glpat-SECRET",
}
CONNECT: dict[str, tuple[Callable[..., GitHub | GitLab], dict[str, str]]] = {
    "github": (on_github, GITHUB),
    "gitlab": (on_gitlab, GITLAB),
}


def refused(forge: str, **changed: str | None) -> str:
    """What is said about these variables."""
    connect, variables = CONNECT[forge]
    with pytest.raises(NotPermitted) as raised:
        connect({name: value for name, value in {**variables, **changed}.items() if value is not None})
    told = f"{raised.value.message}\n{raised.value.remedy}"
    assert raised.value.remedy
    assert "SECRET" not in told
    return told


@pytest.mark.parametrize(
    "event, reference, number",
    [
        pytest.param({"number": 5, "pull_request": {"number": 5}}, "refs/heads/main", 5, id="pull_request_target"),
        pytest.param({"pull_request": {"number": 5}}, "refs/pull/12/merge", 5, id="the event counts first"),
        pytest.param(
            {"issue": {"number": 6, "pull_request": {"url": "x"}}}, "refs/heads/main", 6, id="a comment on one"
        ),
        pytest.param({"issue": {"number": 6}}, "refs/pull/12/head", 12, id="a comment on an issue"),
        pytest.param({"ref": "refs/heads/main"}, "refs/pull/12/merge", 12, id="something else"),
        pytest.param([], "refs/pull/12/merge", 12, id="no object"),
        pytest.param({"pull_request": {"number": True}}, "refs/pull/12/merge", 12, id="a number that is none"),
        pytest.param({"pull_request": {"number": "5"}}, "refs/pull/12/merge", 5, id="a number as text"),
        pytest.param({"pull_request": []}, "refs/pull/12/merge", 12, id="a list"),
    ],
)
def test_the_pull_request_of_a_job(event: object, reference: str, number: int, tmp_path: Path) -> None:
    path = tmp_path / "event.json"
    path.write_text(json.dumps(event), encoding="utf-8")
    assert on_github({**GITHUB, "GITHUB_EVENT_PATH": str(path), "GITHUB_REF": reference}).number == number


@pytest.mark.parametrize("content", [b"", b"{", b"[" * 100_000, b"\xff"], ids=["empty", "half", "a bomb", "no text"])
def test_an_event_that_cannot_be_read_names_nothing(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "event.json").write_bytes(content)
    for path in (tmp_path / "event.json", tmp_path, tmp_path / "missing"):
        assert on_github({**GITHUB, "GITHUB_EVENT_PATH": str(path)}).number == 12


@pytest.mark.parametrize("forge", CONNECT)
def test_a_number_that_is_given_counts(forge: str) -> None:
    connect, variables = CONNECT[forge]
    assert connect(variables, 99).number == 99
    without = {"GITHUB_REF": "refs/heads/main", "CI_MERGE_REQUEST_IID": ""}
    assert connect({**variables, **without}, 99).number == 99


@pytest.mark.parametrize(
    "forge, changed, said",
    [
        pytest.param("github", {"GITHUB_REF": "refs/heads/main"}, "--number N", id="a push"),
        pytest.param("github", {"GITHUB_REF": "refs/pull/0/merge"}, "--number N", id="number nought"),
        pytest.param("github", {"GITHUB_REF": "refs/pull/1٢/merge"}, "--number N", id="digits of another script"),
        pytest.param("gitlab", {"CI_MERGE_REQUEST_IID": None}, "--number N", id="a branch pipeline"),
        pytest.param("gitlab", {"CI_MERGE_REQUEST_IID": "-1"}, "--number N", id="below nought"),
        pytest.param("github", {"GITHUB_TOKEN": None}, "GITHUB_TOKEN or GH_TOKEN", id="no token for GitHub"),
        pytest.param("github", {"GITHUB_TOKEN": " \n"}, "`pull-requests: write`", id="a blank token"),
        pytest.param(
            "gitlab", {"SYNCER_GITLAB_TOKEN": ""}, "SYNCER_GITLAB_TOKEN or GITLAB_TOKEN", id="no token for GitLab"
        ),
        pytest.param("gitlab", {"SYNCER_GITLAB_TOKEN": ""}, "scope `api`", id="which right it needs"),
        pytest.param("github", {"GITHUB_TOKEN": "SECRET\r\nX-Evil: 1"}, "is not a token", id="a header in a token"),
        pytest.param("github", {"GITHUB_TOKEN": "SECRET é"}, "is not a token", id="letters that no token has"),
        pytest.param("github", {"GITHUB_API_URL": None}, "GITHUB_API_URL", id="no address"),
        pytest.param("gitlab", {"CI_API_V4_URL": ""}, "CI_API_V4_URL", id="an empty address"),
        pytest.param("github", {"GITHUB_REPOSITORY": None}, "GITHUB_REPOSITORY", id="no repository"),
        pytest.param("github", {"GITHUB_REPOSITORY": "acme"}, "OWNER/NAME", id="half a repository"),
        pytest.param("github", {"GITHUB_REPOSITORY": "a/b/../../user"}, "OWNER/NAME", id="a path"),
        pytest.param("github", {"GITHUB_REPOSITORY": "a/b?x"}, "OWNER/NAME", id="a question"),
        pytest.param("gitlab", {"CI_PROJECT_ID": None}, "CI_PROJECT_ID", id="no project"),
        pytest.param("gitlab", {"CI_PROJECT_ID": "7?x=y"}, "CI_PROJECT_ID", id="a question in the project"),
    ],
)
def test_what_is_missing_or_wrong_is_named(forge: str, changed: dict[str, Any], said: str) -> None:
    assert said in refused(forge, **changed)


@pytest.mark.parametrize(
    "address",
    [
        "ftp://SECRET.example",
        "file:///SECRET",
        "SECRET",
        "https://",
        "https://user:SECRET@api.example",
        "https://api.example:port/SECRET",
        "https://api.example/SECRET\r\nX: 1",
        "https://api.example/SECRET page",
        "https://[SECRET",
        "https://" + "a" * 70 + ".SECRET",
        "https://.SECRET",
        "javascript:SECRET",
        "https://exämple/SECRET",
    ],
)
def test_an_address_that_is_none_is_not_repeated(address: str) -> None:
    assert "is not the address of an API" in refused("github", GITHUB_API_URL=address)
    assert "is not the address of an API" in refused("gitlab", CI_API_V4_URL=address)


def test_the_merge_request_of_a_fork_is_in_the_project_that_it_was_forked_from(gitlab: FakeGitLab) -> None:
    fork = {"CI_PROJECT_ID": "99", "CI_MERGE_REQUEST_PROJECT_ID": "7"}
    on_gitlab({**gitlab.variables, **fork}).create("x")
    assert gitlab.ours() == ["x"]


@pytest.mark.parametrize("forge", CONNECT)
def test_a_place_is_printed_without_its_token(forge: str) -> None:
    connect, variables = CONNECT[forge]
    assert "SECRET" not in repr(vars(connect(variables)._client))


def test_the_second_name_of_a_token_is_taken_where_the_first_is_empty() -> None:
    on_github({**GITHUB, "GITHUB_TOKEN": "", "GH_TOKEN": "x"})
    on_gitlab({**GITLAB, "SYNCER_GITLAB_TOKEN": "", "GITLAB_TOKEN": "x"})
