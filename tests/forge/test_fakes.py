"""The fakes refuse what the forges refuse: without that, the other tests would prove little."""

from __future__ import annotations

import json
from urllib.request import Request, build_opener

import pytest

from syncer.forge.transport import _AsAnswered
from tests.forge import fake_github, fake_gitlab
from tests.forge.fake_github import FakeGitHub
from tests.forge.fake_gitlab import FakeGitLab

HUB = {
    "Authorization": f"Bearer {fake_github.TOKEN}",
    "Accept": "application/vnd.github+json",
    "User-Agent": "x",
    "Content-Type": "application/json",
}
LAB = {"PRIVATE-TOKEN": fake_gitlab.TOKEN, "Content-Type": "application/json"}
COMMENTS = "/repos/acme/segments/issues/12/comments"
NOTES = "/api/v4/projects/7/merge_requests/12/notes"


def status(url: str, method: str, headers: dict[str, str], value: object = None) -> int:
    content = None if value is None else json.dumps(value).encode()
    kept = {name: text for name, text in headers.items() if content is not None or name != "Content-Type"}
    with build_opener(_AsAnswered).open(Request(url, content, kept, method=method)) as response:
        return int(response.status)


@pytest.mark.parametrize(
    "method, path, headers, value, answered",
    [
        pytest.param("GET", COMMENTS, HUB, None, 200, id="as it should be"),
        pytest.param("POST", COMMENTS, HUB, {"body": "x"}, 201, id="a create as it should be"),
        pytest.param("GET", COMMENTS, {**HUB, "Authorization": "Bearer x"}, None, 401, id="another token"),
        pytest.param("GET", COMMENTS, {**HUB, "User-Agent": ""}, None, 403, id="no user agent"),
        pytest.param("GET", COMMENTS, {**HUB, "Accept": "*/*"}, None, 415, id="another media type"),
        pytest.param("GET", f"{COMMENTS}?per_page=101", HUB, None, 422, id="too large a page"),
        pytest.param("GET", COMMENTS.replace("12", "13"), HUB, None, 404, id="another number"),
        pytest.param("POST", COMMENTS, {**HUB, "Content-Type": "text/plain"}, {"body": "x"}, 415, id="no JSON"),
        pytest.param("POST", COMMENTS, HUB, {"body": ""}, 422, id="an empty body"),
        pytest.param("POST", COMMENTS, HUB, {"body": "x", "y": 1}, 422, id="another key"),
        pytest.param("POST", COMMENTS, HUB, {"body": "x" * 65_537}, 422, id="a long body"),
        pytest.param("PATCH", "/repos/acme/segments/issues/comments/1001", HUB, {"body": "x"}, 403, id="not ours"),
        pytest.param("PATCH", "/repos/acme/segments/issues/comments/9", HUB, {"body": "x"}, 404, id="not there"),
    ],
)
def test_github_is_strict(
    github: FakeGitHub, method: str, path: str, headers: dict[str, str], value: object, answered: int
) -> None:
    github.add("somebody's")
    assert status(github.url + path, method, headers, value) == answered


@pytest.mark.parametrize(
    "method, path, headers, value, answered",
    [
        pytest.param("GET", NOTES, LAB, None, 200, id="as it should be"),
        pytest.param("POST", NOTES, LAB, {"body": "x"}, 201, id="a create as it should be"),
        pytest.param("GET", NOTES, {**LAB, "PRIVATE-TOKEN": "x"}, None, 401, id="another token"),
        pytest.param("GET", f"{NOTES}?per_page=101", LAB, None, 400, id="too large a page"),
        pytest.param("POST", NOTES, {**LAB, "Content-Type": "text/plain"}, {"body": "x"}, 406, id="no JSON"),
        pytest.param("POST", NOTES, LAB, {"body": "x" * 1_000_001}, 400, id="a long body"),
        pytest.param("PATCH", f"{NOTES}/301", LAB, {"body": "x"}, 404, id="the wrong verb"),
        pytest.param("PUT", f"{NOTES}/301", LAB, {"body": "x"}, 403, id="not ours"),
        pytest.param("PUT", f"{NOTES}/9", LAB, {"body": "x"}, 404, id="not there"),
    ],
)
def test_gitlab_is_strict(
    gitlab: FakeGitLab, method: str, path: str, headers: dict[str, str], value: object, answered: int
) -> None:
    gitlab.add("somebody's")
    assert status(gitlab.url + path, method, headers, value) == answered
