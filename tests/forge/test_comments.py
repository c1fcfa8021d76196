"""One comment for each environment: found wherever it stands, written once, and only ever our own."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from syncer.forge.comments import Draft, post
from syncer.model.comment import Posted, Posting
from syncer.model.errors import Busy, NotPermitted, SyncerError
from tests.figures import Tell
from tests.forge.conftest import Fake, Waits
from tests.forge.fake_github import FakeGitHub
from tests.forge.fake_gitlab import FakeGitLab
from tests.forge.serving import How, Reply

MARK = "<!-- syncer {} -->"


def draft(environment: str = "staging", says: str = "1 to create", *, has_news: bool = True) -> Draft:
    marker = MARK.format(environment)
    return Draft(environment, marker, f"{marker}\n**{environment}**: {says}\n", has_news)


def posted(fake: Fake, *drafts: Draft, waits: Waits | None = None) -> Sequence[Posted]:
    clock = (Waits() if waits is None else waits).clock
    return post(fake.connect(clock), drafts or (draft(),))


def kind(fake: Fake) -> str:
    return "GitHub, a workflow's token" if isinstance(fake, FakeGitHub) and fake.is_app else fake.name


def done(fake: Fake, *drafts: Draft) -> list[Posting]:
    return [one.done for one in posted(fake, *drafts)]


def test_a_first_comment_is_created(fake: Fake) -> None:
    fake.add("Looks good!")
    (one,) = posted(fake)
    assert one.done is Posting.CREATED
    assert one.url is not None
    assert one.url.endswith(str(fake.comments[-1]["id"]))
    assert fake.ours() == [draft().body]
    assert fake.writes() == ["POST"]


def test_it_is_updated_in_place(fake: Fake) -> None:
    first = fake.add_ours(draft().body)
    fake.add("Looks good!")
    (one,) = posted(fake, draft(says="2 to create"))
    assert (one.done, one.url) == (Posting.UPDATED, posted(fake, draft(says="2 to create"))[0].url)
    assert first["body"] == draft(says="2 to create").body
    assert len(fake.comments) == 2
    assert len(fake.writes()) == 1


@pytest.mark.parametrize(
    "kept",
    [
        pytest.param(draft().body, id="to the letter"),
        pytest.param(draft().body.replace("\n", "\r\n"), id="with other line breaks"),
        pytest.param(draft().body.strip(), id="without the last line break"),
    ],
)
def test_what_says_the_same_is_left_alone(fake: Fake, kept: str) -> None:
    fake.add_ours(kept)
    assert done(fake) == [Posting.UNCHANGED]
    assert fake.writes() == []


def test_no_news_and_no_comment_is_silence(fake: Fake) -> None:
    fake.add(draft().body)
    assert posted(fake, draft(has_news=False)) == (Posted("staging", Posting.SILENT),)
    assert fake.writes() == []


def test_no_news_replaces_an_earlier_comment(fake: Fake) -> None:
    fake.add_ours(draft().body)
    assert done(fake, draft(says="nothing changes", has_news=False)) == [Posting.UPDATED]
    assert fake.ours() == [draft(says="nothing changes").body]


def test_environments_have_a_comment_each(fake: Fake) -> None:
    fake.add_ours(draft("production").body)
    drafts = (draft("staging"), draft("production", "3 to update"), draft("test", has_news=False))
    assert done(fake, *drafts) == [Posting.CREATED, Posting.UPDATED, Posting.SILENT]
    assert done(fake, *drafts) == [Posting.UNCHANGED, Posting.UNCHANGED, Posting.SILENT]
    assert sorted(fake.ours()) == sorted(one.body for one in drafts[:2])


@pytest.mark.parametrize(
    "others", [99, 100, 101, 1_234], ids=["one page", "just one page", "a second page", "more than a thousand"]
)
def test_it_is_found_on_a_late_page(fake: Fake, others: int, tell: Tell) -> None:
    for n in range(others):
        fake.add(f"comment {n}")
    fake.add_ours(draft().body)
    assert done(fake, draft(says="2 to create")) == [Posting.UPDATED]
    assert len(fake.comments) == others + 1
    reads = sum(call.path.endswith(("comments", "notes")) for call in fake.calls if call.method == "GET")
    assert reads == others // 100 + 1
    tell("Comments on forges", f"{kind(fake)}, comment {others + 1:,} is ours", calls=len(fake.calls))


def test_reading_ends_where_all_are_found(fake: Fake) -> None:
    fake.add_ours(draft().body)
    for n in range(500):
        fake.add(f"comment {n}")
    posted(fake)
    assert len(fake.calls) == 2


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(draft().body, id="the whole comment, copied"),
        pytest.param(MARK.format("staging"), id="the marker alone"),
    ],
)
def test_a_marker_of_somebody_else_is_not_believed(fake: Fake, body: str) -> None:
    theirs = fake.add(body)
    assert done(fake, draft(says="new")) == [Posting.CREATED]
    assert theirs["body"] == body
    assert fake.ours() == [draft(says="new").body]


def test_a_marker_further_down_is_not_ours(fake: Fake) -> None:
    fake.add_ours("As I said:\n" + draft().body)
    assert done(fake) == [Posting.CREATED]


def test_a_deleted_author_is_nobody(github: FakeGitHub) -> None:
    github.add(draft().body, None)
    assert done(github) == [Posting.CREATED]


def test_a_person_is_not_taken_for_the_workflow(github: FakeGitHub) -> None:
    github.is_app = True
    github.add(draft().body, {"login": "ana", "id": 1, "type": "User"})
    assert done(github) == [Posting.CREATED]


def test_notes_about_events_are_not_ours(gitlab: FakeGitLab) -> None:
    gitlab.add(draft().body, gitlab.add_ours("x")["author"], system=True)
    assert done(gitlab) == [Posting.CREATED]


def test_pages_are_found_without_their_headers(gitlab: FakeGitLab) -> None:
    gitlab.drops_headers = True
    for n in range(200):
        gitlab.add(f"comment {n}")
    gitlab.add_ours(draft().body)
    assert done(gitlab) == [Posting.UNCHANGED]


def test_what_has_moved_is_followed(fake: Fake) -> None:
    fake.is_moved = True
    assert done(fake) == [Posting.CREATED]
    assert done(fake, draft(says="more")) == [Posting.UPDATED]
    assert fake.ours() == [draft(says="more").body]


# --- lost answers


@pytest.mark.parametrize("how", How, ids=lambda how: how.name.lower())
def test_a_create_is_not_sent_twice_blindly(fake: Fake, how: How) -> None:
    fake.fail("POST", how)
    waits = Waits()
    (one,) = posted(fake, waits=waits)
    assert one.done is Posting.CREATED
    assert one.url is not None
    assert fake.ours() == [draft().body]
    assert fake.writes() == ["POST"] * (2 if how is How.UNHEARD else 1)
    assert waits == [2.0]


@pytest.mark.parametrize("how", How, ids=lambda how: how.name.lower())
def test_an_update_may_be_sent_again(fake: Fake, how: How) -> None:
    fake.add_ours(draft().body)
    fake.fail("PUT" if isinstance(fake, FakeGitLab) else "PATCH", how)
    assert done(fake, draft(says="more")) == [Posting.UPDATED]
    assert fake.ours() == [draft(says="more").body]
    assert len(fake.writes()) == 2


@pytest.mark.parametrize("how", How, ids=lambda how: how.name.lower())
def test_reading_is_tried_three_times(fake: Fake, how: How) -> None:
    fake.fail("GET", how, how)
    assert done(fake) == [Posting.CREATED]
    fake.fail("GET", how, how, how)
    waits = Waits()
    with pytest.raises(Busy, match=r"Nothing was posted\.") as raised:
        posted(fake, draft(says="more"), waits=waits)
    assert raised.value.remedy
    assert waits == [1.0, 3.0]
    assert fake.writes() == ["POST"]


def test_a_create_that_never_arrives_is_told(fake: Fake) -> None:
    fake.fail("POST", How.UNHEARD, How.UNHEARD)
    with pytest.raises(Busy, match=r"Nothing was posted\."):
        posted(fake)
    assert fake.ours() == []


def test_whether_a_create_arrived_may_stay_unknown(fake: Fake) -> None:
    fake.fail("POST", How.UNANSWERED)
    fake.fail("GET", lambda: None, lambda: None, *[Reply(503)] * 3)
    with pytest.raises(Busy) as raised:
        posted(fake)
    assert "Whether the comment on staging was posted is not known." in raised.value.message
    assert "Nothing was posted" not in raised.value.message
    fake.faults.clear()
    assert done(fake) == [Posting.UNCHANGED]
    assert len(fake.ours()) == 1


def test_whether_an_update_arrived_may_stay_unknown(fake: Fake) -> None:
    fake.add_ours(draft().body)
    fake.fail("PUT" if isinstance(fake, FakeGitLab) else "PATCH", *[How.UNANSWERED] * 3)
    with pytest.raises(Busy, match="was posted is not known"):
        posted(fake, draft(says="more"))


def test_somebody_deletes_it_before_the_update(fake: Fake) -> None:
    fake.add_ours(draft().body)
    fake.fail("PUT" if isinstance(fake, FakeGitLab) else "PATCH", fake.comments.clear)
    assert done(fake, draft(says="more")) == [Posting.CREATED]
    assert fake.ours() == [draft(says="more").body]
    assert len(fake.writes()) == 2


def test_somebody_deletes_what_has_no_news(fake: Fake) -> None:
    fake.add_ours(draft().body)
    fake.fail("PUT" if isinstance(fake, FakeGitLab) else "PATCH", fake.comments.clear)
    assert done(fake, draft(says="nothing", has_news=False)) == [Posting.SILENT]
    assert fake.ours() == []


def test_another_run_was_faster(fake: Fake) -> None:
    """It created the comment while our own create got lost: theirs is brought up to date."""
    fake.fail("POST", How.UNHEARD)

    def posts() -> None:
        fake.add_ours(draft(says="old").body)

    fake.fail("GET", lambda: None, lambda: None, posts)
    assert done(fake, draft(says="new")) == [Posting.UPDATED]
    assert fake.ours() == [draft(says="new").body]


def test_what_was_posted_before_an_error_is_told(fake: Fake) -> None:
    fake.add_ours(draft("a").body)
    fake.fail("POST", lambda: None, Reply(403, {"message": "no"}))
    drafts = (draft("a"), draft("b"), draft("c"), draft("d"))
    with pytest.raises(NotPermitted, match=r"Before that: created b\.$"):
        posted(fake, *drafts)
    assert len(fake.ours()) == 2


def test_whatever_goes_wrong_there_is_never_a_second_comment(fake: Fake, tell: Tell) -> None:
    """Runs with faults at random places, each repeated until it succeeds, and checked after every attempt."""
    rounds = failed = faults = 0
    for seed in range(100):
        dice = random.Random(seed)
        fake.comments.clear()
        for n in range(dice.choice((0, 3, 120))):
            fake.add(f"comment {n}")
        if dice.random() < 0.5:
            fake.add_ours(draft("production").body)
        drafts = (draft(says=str(seed)), draft("production", str(seed)))
        for method in ("GET", "GET", "GET", "POST", "POST", "PATCH", "PUT"):
            if dice.random() < 0.4:
                fake.fail(method, dice.choice([*How, Reply(500), Reply(429, b"", {"Retry-After": "1"})]))
                faults += 1
        for _ in range(20):
            rounds += 1
            try:
                posted(fake, *drafts)
                break
            except SyncerError:
                failed += 1
            finally:
                marks = [body.partition("\n")[0] for body in fake.ours()]
                assert len(marks) == len(set(marks)), f"seed {seed}"
        assert sorted(fake.ours()) == sorted(one.body for one in drafts), f"seed {seed}"
        fake.faults.clear()
    tell("Comments on forges", f"{kind(fake)}, runs with faults", runs=rounds, faults=faults, stopped=failed)
