"""GitLab as its documentation describes it, for one merge request; where that leaves room, it is strict."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from syncer.forge.client import CLOCK, Clock
from syncer.forge.gitlab import GitLab, gitlab
from tests import canaries
from tests.forge.serving import Call, FakeForge, Reply

TOKEN = f"glpat-{canaries.TOKEN}"
LIMIT = 1_000_000
_OURS = {"id": 1, "username": "project_7_bot"}
_SOMEBODY = {"id": 2, "username": "mallory"}
_NOTES = "/api/v4/projects/7/merge_requests/12/notes"


@dataclass
class FakeGitLab(FakeForge):
    """Merge request 12 of project 7."""

    name = "GitLab"
    number = 12
    comments: list[dict[str, Any]] = field(default_factory=list)
    ids: int = 300
    drops_headers: bool = False
    """Whether something in between drops the headers about pages."""
    is_moved: bool = False

    @property
    def variables(self) -> dict[str, str]:
        """What a job of a merge request pipeline has."""
        return {
            "CI_API_V4_URL": f"{self.url}/api/v4",
            "CI_PROJECT_ID": "7",
            "CI_MERGE_REQUEST_IID": "12",
            "CI_MERGE_REQUEST_PROJECT_URL": "https://gitlab.example.com/acme/segments",
            "SYNCER_GITLAB_TOKEN": TOKEN,
        }

    def connect(self, clock: Clock = CLOCK) -> GitLab:
        return gitlab(self.variables, clock=clock)

    def add(self, body: str, author: dict[str, Any] = _SOMEBODY, *, system: bool = False) -> dict[str, Any]:
        """Somebody comments."""
        self.ids += 1
        self.comments.append({"id": self.ids, "body": body, "author": author, "system": system})
        return self.comments[-1]

    def add_ours(self, body: str) -> dict[str, Any]:
        return self.add(body, _OURS)

    def ours(self) -> list[str]:
        """What our comments say."""
        return [one["body"] for one in self.comments if one["author"] == _OURS and not one["system"]]

    def answer(self, call: Call) -> Reply:
        if call.headers.get("private-token") != TOKEN:
            return Reply(401, {"message": "401 Unauthorized"})
        if (call.method != "GET") != (call.headers.get("content-type") == "application/json"):
            return Reply(406, {"error": "The requested content-type is not supported."})
        if self.is_moved and "/projects/7/" in call.path:
            there = call.target.replace("/projects/7/", "/projects/8/")
            return Reply(301, b"This resource has been moved permanently", {"Location": f"{self.url}{there}"})
        path = call.path.replace("/projects/8/", "/projects/7/") if self.is_moved else call.path
        if path == "/api/v4/user" and call.method == "GET":
            return Reply(200, _OURS)
        if path == _NOTES and call.method == "GET":
            return self._page(call)
        if path == _NOTES and call.method == "POST":
            return self._written(call, None)
        if path.startswith(f"{_NOTES}/") and call.method == "PUT":
            id = path.removeprefix(f"{_NOTES}/")
            return self._written(call, next((one for one in self.comments if str(one["id"]) == id), {}))
        return Reply(404, {"message": "404 Not found"})

    def _page(self, call: Call) -> Reply:
        size, page = int(call.query.get("per_page", 20)), int(call.query.get("page", 1))
        if not 1 <= size <= 100:
            return Reply(400, {"error": "per_page does not have a valid value"})
        notes = self.comments if call.query.get("sort", "desc") == "asc" else self.comments[::-1]
        following = str(page + 1) if page * size < len(notes) else ""
        found = notes[(page - 1) * size : page * size]
        return Reply(200, found, {} if self.drops_headers else {"x-next-page": following, "x-page": str(page)})

    def _written(self, call: Call, note: dict[str, Any] | None) -> Reply:
        body = json.loads(call.content)
        if set(body) != {"body"} or not isinstance(body["body"], str) or not body["body"]:
            return Reply(400, {"error": "body is missing"})
        if len(body["body"]) > LIMIT:
            return Reply(400, {"message": {"note": [f"is too long (maximum is {LIMIT} characters)"]}})
        if note is None:
            return Reply(201, self.add_ours(body["body"]))
        if not note:
            return Reply(404, {"message": "404 Not found"})
        if note["author"] != _OURS:
            return Reply(403, {"message": "403 Forbidden"})
        note["body"] = body["body"]
        return Reply(200, note)
