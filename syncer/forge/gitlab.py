"""GitLab: comments of a merge request are its notes.

"Notes API" (docs.gitlab.com/api/notes): GET, POST and PUT below ``/projects/:id/merge_requests/:iid/notes``; a body
has at most 1,000,000 characters; notes with ``system`` tell of events. "REST API" (docs.gitlab.com/api/rest): 100 a
page at most, ``x-next-page`` is the number of the next one. "Predefined CI/CD variables": CI_API_V4_URL,
CI_PROJECT_ID, CI_MERGE_REQUEST_IID, CI_MERGE_REQUEST_PROJECT_ID and CI_MERGE_REQUEST_PROJECT_URL. A job's own
CI_JOB_TOKEN cannot write notes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from syncer.forge.client import CLOCK, Client, Clock, Place
from syncer.forge.comments import Comment
from syncer.forge.reading import Object, address, an_object, number, objects, text
from syncer.forge.transport import Answer
from syncer.forge.variables import Variables, base, matching, positive, token
from syncer.model.errors import NotPermitted

NEEDS = "the scope `api` (a project access token will do)"
_TOKENS = ("SYNCER_GITLAB_TOKEN", "GITLAB_TOKEN")
_PER_PAGE = 100


def gitlab(variables: Variables, given: int | None = None, clock: Clock = CLOCK) -> GitLab:
    """The merge request of this CI job, or the one whose number is given.

    Raises ``NotPermitted`` where a variable is missing or the job belongs to no merge request.
    """
    secret = token(variables, _TOKENS, NEEDS)
    place = Place(
        forge="GitLab",
        base=base(variables, "CI_API_V4_URL"),
        variable="CI_API_V4_URL",
        headers={"Accept": "application/json", "PRIVATE-TOKEN": secret, "User-Agent": "segment-syncer"},
        token=secret,
        needs=NEEDS,
    )
    # A fork's pipeline runs in the fork, and its merge request is in the project that it was forked from.
    owner = "CI_MERGE_REQUEST_PROJECT_ID" if variables.get("CI_MERGE_REQUEST_PROJECT_ID") else "CI_PROJECT_ID"
    project = matching(variables, owner, "the id or path of a project", r"[\w./-]+")
    iid = given or positive(variables.get("CI_MERGE_REQUEST_IID", ""))
    if iid is None:
        raise NotPermitted(
            "This job belongs to no merge request: CI_MERGE_REQUEST_IID is not set.",
            "Run it in a merge request pipeline, or name it with --number N.",
        )
    return GitLab(Client(place, clock), project, iid, address(variables.get("CI_MERGE_REQUEST_PROJECT_URL")))


class GitLab:
    """One merge request."""

    name = "GitLab"

    def __init__(self, client: Client, project: str, number: int, pages: str | None) -> None:
        self.number = number
        self._client = client
        self._notes = f"{client.place.base}/projects/{quote(project, safe='')}/merge_requests/{number}/notes"
        self._page = f"{pages.rstrip('/')}/-/merge_requests/{number}" if pages else None

    def own_comments(self) -> Iterator[Comment]:
        """The comments that we wrote, the oldest first."""
        ours = self._client.read(self._client.get(f"{self._client.place.base}/user"), _id)
        listing = f"{self._notes}?order_by=created_at&sort=asc&per_page={_PER_PAGE}"
        for answer in self._client.pages(f"{listing}&page=1", self._next):
            yield from self._client.read(answer, lambda page: self._own(page, ours))

    def create(self, body: str) -> Comment:
        """Write a new note; sent once."""
        return self._client.read(self._client.once("POST", self._notes, {"body": body}), self._comment)

    def update(self, comment: Comment, body: str) -> Comment | None:
        """Replace what a note says; ``None`` where it is there no more."""
        answer = self._client.repeat("PUT", f"{self._notes}/{comment.id}", {"body": body}, expected=(404,))
        return None if answer.status == 404 else self._client.read(answer, self._comment)

    def rest(self, seconds: float) -> None:
        """Wait."""
        self._client.clock.sleep(seconds)

    def _next(self, url: str, answer: Answer) -> str | None:
        """The address of the next page. A proxy may have dropped the header: a full page has another behind it."""
        listing, _, page = url.rpartition("=")
        said = answer.headers.get("X-Next-Page")
        if said is None and len(self._client.read(answer, objects)) == _PER_PAGE:
            said = str(int(page) + 1)
        if said and positive(said) is None:
            raise self._client.unreadable()
        return f"{listing}={said}" if said else None

    def _own(self, page: Any, ours: int) -> list[Comment]:
        return [self._comment(entry) for entry in objects(page) if _wrote(entry, ours)]

    def _comment(self, value: Any) -> Comment:
        id = _id(value)
        return Comment(id, text(value.get("body")), self._page and f"{self._page}#note_{id}")


def _id(value: Any) -> int:
    return number(an_object(value).get("id"))


def _wrote(entry: Object, ours: int) -> bool:
    """Whether a note is ours; those that GitLab writes in our name tell of events."""
    author = entry.get("author")
    return entry.get("system") is not True and isinstance(author, dict) and author.get("id") == ours
