"""GitHub as its documentation describes it, for one pull request.

Stricter than the real one: what that only frowns upon (a page of more than 100, another content type, a change to
somebody else's comment) is refused here.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

from syncer.forge.client import CLOCK, Clock
from syncer.forge.github import GitHub, github
from tests import canaries
from tests.forge.serving import Call, FakeForge, Reply

TOKEN = f"ghs_{canaries.TOKEN}"
LIMIT = 65_536
_OURS = {"login": "ana", "id": 1, "type": "User"}
_BOT = {"login": "github-actions[bot]", "id": 41, "type": "Bot"}
_SOMEBODY = {"login": "mallory", "id": 2, "type": "User"}


@dataclass
class FakeGitHub(FakeForge):
    """One pull request of the repository acme/segments, number 12."""

    name = "GitHub"
    number = 12
    is_app: bool = False
    """Whether our token is that of a workflow, which may not ask whose it is."""
    is_moved: bool = False
    """Whether the repository has another name by now."""
    comments: list[dict[str, Any]] = field(default_factory=list)
    ids: int = 1000

    @property
    def variables(self) -> dict[str, str]:
        """What a job of GitHub Actions has."""
        return {
            "GITHUB_API_URL": self.url,
            "GITHUB_REPOSITORY": "acme/segments",
            "GITHUB_REF": "refs/pull/12/merge",
            "GITHUB_TOKEN": TOKEN,
        }

    def connect(self, clock: Clock = CLOCK) -> GitHub:
        return github(self.variables, clock=clock)

    @property
    def us(self) -> dict[str, Any]:
        return _BOT if self.is_app else _OURS

    def add(self, body: str, author: dict[str, Any] | None = _SOMEBODY) -> dict[str, Any]:
        """Somebody comments."""
        self.ids += 1
        page = f"https://github.example.com/acme/segments/pull/12#issuecomment-{self.ids}"
        self.comments.append({"id": self.ids, "user": author, "body": body, "html_url": page})
        return self.comments[-1]

    def add_ours(self, body: str) -> dict[str, Any]:
        return self.add(body, self.us)

    def ours(self) -> list[str]:
        """What our comments say."""
        return [one["body"] for one in self.comments if one["user"] == self.us]

    def answer(self, call: Call) -> Reply:
        refused = self._refuse(call)
        if refused:
            return refused
        if call.path == "/user" and call.method == "GET":
            # actions/create-github-app-token, issue 258
            return (
                Reply(403, {"message": "Resource not accessible by integration"}) if self.is_app else Reply(200, _OURS)
            )
        if self.is_moved and call.path.startswith("/repos/acme/"):
            return Reply(307, {"message": "Moved"}, {"Location": call.target.replace("/repos/acme/", "/repos/corp/")})
        match re.sub(r"^/(repos/(acme|corp)/segments|repositories/7)/issues", "", call.path).split("/"):
            case ["", "12", "comments"] if call.method == "GET":
                return self._page(call)
            case ["", "12", "comments"] if call.method == "POST":
                return self._written(call, None)
            case ["", "comments", id] if call.method == "PATCH":
                return self._written(call, next((one for one in self.comments if str(one["id"]) == id), {}))
        return Reply(404, {"message": "Not Found"})

    def _refuse(self, call: Call) -> Reply | None:
        if call.headers.get("authorization") != f"Bearer {TOKEN}":
            return Reply(401, {"message": "Bad credentials"})
        if not call.headers.get("user-agent") or call.headers["user-agent"].startswith("Python"):
            return Reply(403, {"message": "Request forbidden by administrative rules."})
        if call.headers.get("accept") != "application/vnd.github+json":
            return Reply(415, {"message": "Unsupported 'Accept' header"})
        if (call.method != "GET") != (call.headers.get("content-type") == "application/json"):
            return Reply(415, {"message": "Unsupported content type"})
        return None

    def _page(self, call: Call) -> Reply:
        size, page = int(call.query.get("per_page", 30)), int(call.query.get("page", 1))
        if not 1 <= size <= 100:
            return Reply(422, {"message": "per_page"})
        last = max(1, -(-len(self.comments) // size))
        there = f"{self.url}/repositories/7/issues/12/comments?per_page={size}&page="
        links = [f'<{there}{page - 1}>; rel="prev"'] * (page > 1)
        links += [f'<{there}{page + 1}>; rel="next"', f'<{there}{last}>; rel="last"'] * (page < last)
        found = self.comments[(page - 1) * size : page * size]
        return Reply(200, found, {"Link": ", ".join(links)} if links else {})

    def _written(self, call: Call, comment: dict[str, Any] | None) -> Reply:
        body = json.loads(call.content)
        if set(body) != {"body"} or not isinstance(body["body"], str) or not body["body"]:
            return Reply(422, {"message": "Validation Failed"})
        if len(body["body"]) > LIMIT:
            said = f"Body is too long (maximum is {LIMIT} characters)"
            return Reply(422, {"message": "Validation Failed", "errors": [{"field": "data", "message": said}]})
        if comment is None:
            return Reply(201, self.add_ours(body["body"]))
        if not comment:
            return Reply(404, {"message": "Not Found"})
        if comment["user"] != self.us:
            return Reply(403, {"message": "Must have admin rights to Repository."})
        comment["body"] = body["body"]
        return Reply(200, comment)
