"""One comment for each environment: found, then created or updated, never twice.

A comment is ours if we wrote it *and* its first line is the marker: anybody may write a marker into a comment.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple, Protocol

from syncer.forge.reading import Unreadable
from syncer.forge.transport import Lost
from syncer.model.comment import Posted, Posting
from syncer.model.errors import Busy, NotPermitted

SETTLING = 2.0
"""Seconds that a forge gets to finish a create whose answer was lost, before we look for it."""
_CREATES = 2


class Comment(NamedTuple):
    """A comment that is there."""

    id: int
    body: str
    url: str | None


class Draft(NamedTuple):
    """What the comment about one environment should say."""

    environment: str
    marker: str
    """Its first line, which nobody sees."""
    body: str
    has_news: bool
    """Without news it only replaces an earlier comment."""


class Forge(Protocol):
    """What a code forge does for us, for one pull request."""

    @property
    def name(self) -> str:
        """How people call it."""

    @property
    def number(self) -> int:
        """Of the pull request."""

    def own_comments(self) -> Iterator[Comment]:
        """The comments that we wrote, the oldest first, page by page."""

    def create(self, body: str) -> Comment:
        """Write a new comment; never sent twice."""

    def update(self, comment: Comment, body: str) -> Comment | None:
        """Replace what a comment says; ``None`` where it is there no more."""

    def rest(self, seconds: float) -> None:
        """Wait."""


class _Unsure(Busy):
    """A comment was sent, and nobody answers whether it arrived."""


def post(forge: Forge, drafts: Sequence[Draft]) -> tuple[Posted, ...]:
    """Bring the comments up to date, each with at most one create or update that arrives.

    Raises ``Busy`` or ``NotPermitted``, which say what was posted by then.
    """
    posted: list[Posted] = []
    try:
        earlier = _earlier(forge, {draft.marker for draft in drafts})
        for draft in drafts:
            posted.append(_post(forge, draft, earlier.get(draft.marker)))
    except (Busy, NotPermitted) as error:
        raise type(error)(f"{error.message} {_so_far(posted, error)}".strip(), error.remedy) from error
    return tuple(posted)


def _earlier(forge: Forge, markers: Collection[str]) -> dict[str, Comment]:
    """Our comments by their markers. Reading ends with the page on which the last one stands."""
    found: dict[str, Comment] = {}
    for comment in forge.own_comments():
        marker = _regular(comment.body).partition("\n")[0]
        if marker in markers:
            found.setdefault(marker, comment)
        if len(found) == len(markers):
            break
    return found


def _post(forge: Forge, draft: Draft, earlier: Comment | None) -> Posted:
    if earlier is not None:
        return _update(forge, draft, earlier)
    if not draft.has_news:
        return Posted(draft.environment, Posting.SILENT)
    return _create(forge, draft)


def _update(forge: Forge, draft: Draft, earlier: Comment) -> Posted:
    if _regular(earlier.body) == _regular(draft.body):
        return Posted(draft.environment, Posting.UNCHANGED, earlier.url)
    try:
        updated = forge.update(earlier, draft.body)
    except (Lost, Unreadable) as error:
        raise _unsure(draft, error) from error
    if updated is None:  # somebody has deleted it since we saw it
        return _post(forge, draft, None)
    return Posted(draft.environment, Posting.UPDATED, updated.url)


def _create(forge: Forge, draft: Draft) -> Posted:
    """Create it. Where no answer comes, look whether it arrived: sent again blindly, it might stand there twice."""
    for _ in range(_CREATES):
        try:
            return Posted(draft.environment, Posting.CREATED, forge.create(draft.body).url)
        except (Lost, Unreadable) as error:
            lost = error
        forge.rest(SETTLING)
        try:
            found = _earlier(forge, {draft.marker}).get(draft.marker)
        except (Busy, NotPermitted) as error:
            raise _unsure(draft, error) from error
        if found is not None:
            done = _update(forge, draft, found)
            return replace(done, done=Posting.CREATED) if done.done is Posting.UNCHANGED else done
    raise lost


def _unsure(draft: Draft, error: Busy | NotPermitted) -> _Unsure:
    return _Unsure(
        f"{error.message} Whether the comment on {draft.environment} was posted is not known.",
        "Run the same command again; it looks first what is there.",
    )


def _so_far(posted: Sequence[Posted], error: Busy | NotPermitted) -> str:
    done = [f"{one.done} {one.environment}" for one in posted if one.done in (Posting.CREATED, Posting.UPDATED)]
    if done:
        return f"Before that: {', '.join(done)}."
    return "" if isinstance(error, _Unsure) else "Nothing was posted."


def _regular(body: str) -> str:
    """A body as it may be compared: forges give line breaks back in another form, and drop blanks at the end."""
    return body.replace("\r\n", "\n").strip()
