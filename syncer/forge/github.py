"""GitHub: comments of a pull request are comments of the issue with its number.

"REST API endpoints for issue comments" (docs.github.com/rest/issues/comments): listed by ascending id, 100 a page at
most; 201 for a create, 200 for an update. "Using pagination in the REST API": the next page is the ``next`` of the
``Link`` header, and not to be put together by hand. "Getting started with the REST API": requests without a
``User-Agent`` are rejected. "Variables reference" of GitHub Actions: GITHUB_API_URL, GITHUB_REPOSITORY, GITHUB_REF
(``refs/pull/NUMBER/merge``), and GITHUB_EVENT_PATH, a file with the webhook's payload.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from syncer.forge.client import CLOCK, Client, Clock, Place
from syncer.forge.comments import Comment
from syncer.forge.reading import Object, address, an_object, number, objects, text
from syncer.forge.transport import Answer
from syncer.forge.variables import Variables, base, matching, positive, token
from syncer.model.errors import NotPermitted

NEEDS = "the permission `pull-requests: write`"
_TOKENS = ("GITHUB_TOKEN", "GH_TOKEN")
_EVENT = 32 * 1024 * 1024
"""Bytes of an event. GitHub caps payloads at 25 MB ("Webhook events and payloads")."""
_NEXT = re.compile(r'<([^<>]*)>\s*;[^<]*?\brel="?next"?')


def github(variables: Variables, given: int | None = None, clock: Clock = CLOCK) -> GitHub:
    """The pull request of this CI job, or the one whose number is given.

    Raises ``NotPermitted`` where a variable is missing or the job belongs to no pull request.
    """
    secret = token(variables, _TOKENS, NEEDS)
    place = Place(
        forge="GitHub",
        base=base(variables, "GITHUB_API_URL"),
        variable="GITHUB_API_URL",
        headers={
            "Accept": "application/vnd.github+json",
            "Authorization": f"Bearer {secret}",
            "User-Agent": "segment-syncer",
        },
        token=secret,
        needs=NEEDS,
    )
    repository = matching(variables, "GITHUB_REPOSITORY", "a repository as OWNER/NAME", r"[\w.-]+/[\w.-]+")
    return GitHub(Client(place, clock), repository, given or _number(variables))


class GitHub:
    """One pull request."""

    name = "GitHub"

    def __init__(self, client: Client, repository: str, number: int) -> None:
        self.number = number
        self._client = client
        self._issues = f"{client.place.base}/repos/{repository}/issues"

    def own_comments(self) -> Iterator[Comment]:
        """The comments that we wrote, the oldest first."""
        ours = self._login()
        for answer in self._client.pages(f"{self._issues}/{self.number}/comments?per_page=100", self._next):
            yield from self._client.read(answer, lambda page: _own(page, ours))

    def create(self, body: str) -> Comment:
        """Write a new comment; sent once."""
        answer = self._client.once("POST", f"{self._issues}/{self.number}/comments", {"body": body})
        return self._client.read(answer, _comment)

    def update(self, comment: Comment, body: str) -> Comment | None:
        """Replace what a comment says; ``None`` where it is there no more."""
        url = f"{self._issues}/comments/{comment.id}"
        answer = self._client.repeat("PATCH", url, {"body": body}, expected=(404,))
        return None if answer.status == 404 else self._client.read(answer, _comment)

    def rest(self, seconds: float) -> None:
        """Wait."""
        self._client.clock.sleep(seconds)

    def _login(self) -> str | None:
        """Whose token it is; ``None`` for the token of a workflow or another app, which may not ask (403)."""
        answer = self._client.get(f"{self._client.place.base}/user", expected=(403,))
        return None if answer.status == 403 else self._client.read(answer, _login_of)

    def _next(self, _url: str, answer: Answer) -> str | None:
        """The address of the next page, which must be where this one is: the token goes there."""
        found = _NEXT.search(answer.headers.get("Link", ""))
        if found and not self._client.is_here(found[1]):
            raise self._client.unreadable()
        return found[1] if found else None


def _login_of(user: Any) -> str:
    login = text(an_object(user).get("login"))
    if not login:
        raise ValueError("nobody")
    return login


def _comment(value: Any) -> Comment:
    entry = an_object(value)
    return Comment(number(entry.get("id")), text(entry.get("body")), address(entry.get("html_url")))


def _own(page: Any, login: str | None) -> list[Comment]:
    return [_comment(entry) for entry in objects(page) if _wrote(entry, login)]


def _wrote(entry: Object, login: str | None) -> bool:
    """Whether a comment is ours. A deleted author is nobody; without a login of ours, some app's comment is."""
    author = entry.get("user")
    if not isinstance(author, dict):
        return False
    return author.get("type") == "Bot" if login is None else author.get("login") == login


def _number(variables: Variables) -> int:
    """The number of the pull request that the job is about. Raises ``NotPermitted`` where there is none."""
    reference = re.fullmatch(r"refs/pull/([0-9]{1,18})/(?:merge|head)", variables.get("GITHUB_REF", ""))
    found = _number_of_event(variables.get("GITHUB_EVENT_PATH", "")) or positive(reference and reference[1])
    if found is None:
        raise NotPermitted(
            "This job belongs to no pull request: neither the event in GITHUB_EVENT_PATH nor GITHUB_REF names one.",
            "Name it with --number N.",
        )
    return found


def _number_of_event(path: str) -> int | None:
    """Of an event about a pull request, or about a comment on one."""
    event = _event(path)
    issue = event.get("issue")
    about = event.get("pull_request") or (issue if isinstance(issue, dict) and issue.get("pull_request") else None)
    return positive(about.get("number")) if isinstance(about, dict) else None


def _event(path: str) -> dict[str, Any]:
    """The payload; an empty one where there is no such file, or it holds something else."""
    try:
        file = Path(path)
        if not file.is_file() or file.stat().st_size > _EVENT:
            return {}
        value = json.loads(file.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}
