"""What a forge may answer: limits, refusals, redirects and garbage, each with a sentence and without the token."""

from __future__ import annotations

import time
from collections.abc import Iterator
from email.utils import formatdate
from functools import partial

import pytest

import syncer.forge.client
import syncer.forge.transport
from syncer.forge.client import Client, Place
from syncer.forge.comments import Draft, post
from syncer.forge.reading import Unreadable
from syncer.model.comment import Posting
from syncer.model.errors import Busy, NotPermitted, SyncerError
from tests.forge import fake_github, fake_gitlab
from tests.forge.conftest import Fake, Waits
from tests.forge.fake_github import FakeGitHub
from tests.forge.fake_gitlab import FakeGitLab
from tests.forge.serving import FakeForge, How, Reply, serving


@pytest.fixture(params=["github", "gitlab"])
def fake(request: pytest.FixtureRequest) -> Iterator[Fake]:
    """Each forge in turn; whose token it is makes no difference here."""
    with serving(one := FakeGitLab() if request.param == "gitlab" else FakeGitHub()):
        yield one


MARK = "<!-- syncer staging -->"
TOKENS = (fake_github.TOKEN, fake_gitlab.TOKEN)


def comment(fake: Fake, waits: Waits | None = None, body: str = "1 to create") -> Posting:
    clock = (Waits() if waits is None else waits).clock
    return post(fake.connect(clock), [Draft("staging", MARK, f"{MARK}\n{body}", has_news=True)])[0].done


def error_of(fake: Fake, kind: type[SyncerError], waits: Waits | None = None) -> str:
    """What a person is told; whatever was answered, nothing was posted and the token is not in it."""
    with pytest.raises(kind) as raised:
        comment(fake, waits)
    told = f"{raised.value.message}\n{raised.value.remedy}"
    assert raised.value.remedy
    assert not any(token in told for token in TOKENS)
    assert fake.ours() == []
    return told


# --- limits


@pytest.mark.parametrize(
    "method",
    [pytest.param("GET", id="of reading"), pytest.param("POST", id="of writing")],
)
@pytest.mark.parametrize(
    "status, headers, message, waited",
    [
        pytest.param(429, {"Retry-After": "7"}, "", 7, id="seconds to wait"),
        pytest.param(403, {"Retry-After": "7"}, "You have exceeded a secondary rate limit", 7, id="a secondary limit"),
        pytest.param(403, {"Retry-After": "7"}, "Please slow down.", 7, id="a limit in other words"),
        pytest.param(403, {}, "You have exceeded a secondary rate limit.", 60, id="a limit that says no time"),
        pytest.param(429, {}, "", 60, id="too many, and no time said"),
        pytest.param(429, {"Retry-After": "0"}, "", 1, id="no time at all"),
        pytest.param(429, {"Retry-After": formatdate()}, "", 60, id="a date"),
        pytest.param(429, {"Retry-After": "-5"}, "", 60, id="a time that has passed"),
        pytest.param(403, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1800000020"}, "", 21, id="the hour"),
        pytest.param(429, {"RateLimit-Remaining": "0", "RateLimit-Reset": "1800000020"}, "", 21, id="GitLab's minute"),
        pytest.param(403, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "5"}, "", 1, id="an hour that is over"),
        pytest.param(403, {"X-RateLimit-Remaining": "0"}, "", 60, id="no reset said"),
        pytest.param(
            429, {"X-RateLimit-Remaining": "9", "X-RateLimit-Reset": "1800000020"}, "", 60, id="another limit"
        ),
    ],
)
def test_limits_are_waited_for(
    fake: Fake, waits: Waits, method: str, status: int, headers: dict[str, str], message: str, waited: int
) -> None:
    fake.fail(method, Reply(status, {"message": message}, headers))
    assert comment(fake, waits) is Posting.CREATED
    assert waits == [waited]
    assert len(fake.ours()) == 1


@pytest.mark.parametrize(
    "headers, said",
    [
        pytest.param({"Retry-After": "3600"}, "3,600 s", id="an hour"),
        pytest.param({"Retry-After": "9" * 12}, "999,999,999,999 s", id="for ever"),
        pytest.param({"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1800003600"}, "3,601 s", id="until then"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_limits_that_last_are_not(fake: Fake, waits: Waits, method: str, headers: dict[str, str], said: str) -> None:
    fake.fail(method, Reply(429, {}, headers))
    told = error_of(fake, Busy, waits)
    assert said in told
    assert "Nothing was posted." in told
    assert waits == []


def test_waiting_ends_in_all(fake: Fake, waits: Waits) -> None:
    fake.fail("GET", *[Reply(429, {}, {"Retry-After": "50"})] * 9)
    error_of(fake, Busy, waits)
    assert waits == [50, 50, 50]


# --- refusals


@pytest.mark.parametrize(
    "status, said",
    [
        pytest.param(401, "make a new one", id="a token that is not known"),
        pytest.param(403, "The token needs", id="a token that may not"),
        pytest.param(404, "Check the repository and the number", id="nothing there"),
        pytest.param(410, "Check", id="gone"),
        pytest.param(422, "Check", id="a body that is refused"),
        pytest.param(418, "418", id="any other"),
        pytest.param(499, "(499)", id="one without a name"),
    ],
)
def test_refusals_are_told(fake: Fake, status: int, said: str) -> None:
    fake.fail("POST", Reply(status, {"message": "Because."}))
    told = error_of(fake, NotPermitted)
    assert said in told
    assert ": Because.. Nothing was posted." in told


@pytest.mark.parametrize(
    "value, said",
    [
        pytest.param(
            {"message": "Validation Failed", "errors": [{"message": "Body is too long"}, 5, {}]}, "Body", id="GitHub"
        ),
        pytest.param({"message": {"note": ["is too long"]}}, '{"note": ["is too long"]}', id="GitLab, nested"),
        pytest.param(
            {"error": "invalid_token", "error_description": "Token was revoked."}, "revoked", id="GitLab, OAuth"
        ),
        pytest.param({"message": None}, "refuses (422 Unprocessable Entity).", id="no word"),
        pytest.param([1], "refuses (422 Unprocessable Entity).", id="something else"),
        pytest.param(b"<html>", "refuses (422 Unprocessable Entity).", id="a page"),
        pytest.param({"message": "x" * 5_000}, "x" * 400 + " ...", id="a long word"),
    ],
)
def test_their_own_words_are_repeated(fake: Fake, value: object, said: str) -> None:
    fake.fail("POST", Reply(422, value))
    told = error_of(fake, NotPermitted)
    assert said in told
    assert len(told) < 800


def test_a_token_that_comes_back_is_not_repeated(fake: Fake) -> None:
    fake.fail(
        "POST", Reply(400, {"message": f"{'x' * 390} {TOKENS[0]} {TOKENS[1]}", "errors": [{"message": TOKENS[0]}]})
    )
    with pytest.raises(NotPermitted) as raised:
        comment(fake)
    ours = TOKENS[isinstance(fake, FakeGitLab)]
    assert not any(ours[:length] in raised.value.message for length in range(8, len(ours)))


def test_a_comment_that_is_too_long_is_told(github: FakeGitHub, gitlab: FakeGitLab) -> None:
    for fake, length in ((github, fake_github.LIMIT), (gitlab, fake_gitlab.LIMIT)):
        assert comment(fake, body="x" * (length - len(MARK) - 1)) is Posting.CREATED
        with pytest.raises(NotPermitted, match=rf"too long \(maximum is {length} characters\)"):
            comment(fake, body="y" * length)


# --- redirects and links


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_token_is_not_taken_elsewhere(fake: Fake, method: str, status: int) -> None:
    with serving(elsewhere := FakeForge()):
        fake.fail(method, Reply(status, b"", {"Location": f"{elsewhere.url}/repos/acme/segments/issues/12/comments"}))
        error_of(fake, NotPermitted)
        assert elsewhere.calls == []


@pytest.mark.parametrize(
    "location",
    [
        pytest.param("", id="nowhere"),
        pytest.param("ftp://127.0.0.1/", id="another protocol"),
        pytest.param("file:///etc/passwd", id="a file"),
        pytest.param("http://[", id="no address"),
        pytest.param("//mallory.example/", id="another host, in short"),
        pytest.param("http://127.0.0.1:1/", id="another port"),
        pytest.param("http://127.0.0.1:port/", id="no port"),
        pytest.param("https://127.0.0.1/", id="the same host otherwise"),
    ],
)
def test_odd_redirects_end(fake: Fake, location: str) -> None:
    fake.fail("GET", *[Reply(302, b"", {"Location": location})] * 9)
    assert "sends us on" in error_of(fake, NotPermitted)


@pytest.mark.parametrize(
    "url, is_here",
    [
        ("https://API.github.example/x?page=2", True),
        ("https://api.github.example:443/x", True),
        ("https://api.github.example:444/x", False),
        ("http://api.github.example/x", False),
        ("https://api.github.example.mallory/x", False),
        ("https://mallory@api.github.example/x", False),
        ("https://[api", False),
        ("/x", False),
    ],
)
def test_where_the_token_may_go(url: str, is_here: bool) -> None:
    place = Place("GitHub", "https://api.github.example", "GITHUB_API_URL", {}, "x", "")
    assert Client(place).is_here(url) is is_here


def test_a_next_page_elsewhere_is_not_asked(github: FakeGitHub) -> None:
    with serving(elsewhere := FakeForge()):
        page = Reply(200, [], {"Link": f'<{elsewhere.url}/x?page=2>; rel="next"'})
        github.fail("GET", Reply(200, {"login": "ana"}), page)
        error_of(github, Unreadable)
        assert elsewhere.calls == []


@pytest.mark.parametrize("said", ["two", "-1", "2&sort=desc", "../../user", "9" * 40])
def test_a_next_page_that_is_no_number_is_not_asked(gitlab: FakeGitLab, said: str) -> None:
    gitlab.fail("GET", lambda: None, Reply(200, [], {"X-Next-Page": said}))
    error_of(gitlab, Unreadable)
    assert len(gitlab.calls) == 2


@pytest.mark.parametrize(
    "link",
    [
        pytest.param('<{0}&page=9>; rel="last", <{0}&page=2>; rel="next"', id="the last before the next"),
        pytest.param("<{0}&page=2>;rel=next", id="without quotes"),
        pytest.param('<{0}&page=2>; title="a"; rel="next"', id="with something else"),
    ],
)
def test_links_in_any_order_are_understood(github: FakeGitHub, link: str) -> None:
    here = f"{github.url}/repositories/7/issues/12/comments?per_page=1"
    github.add("first")
    github.add_ours(f"{MARK}\nold")
    github.fail("GET", lambda: None, Reply(200, [], {"Link": link.format(here)}))
    assert comment(github) is Posting.UPDATED


def test_a_list_without_an_end_ends(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(syncer.forge.client, "_PAGES", 20)
    link = f'<{fake.url}/user>; rel="next"'
    endless = Reply(200, [], {"Link": link, "X-Next-Page": "1"})
    fake.fail("GET", lambda: None, *[endless] * 30)
    error_of(fake, Unreadable)
    assert len(fake.calls) == 21


# --- garbage

GARBAGE = [
    pytest.param(b"", id="nothing"),
    pytest.param(b"<html><body>Please log in</body></html>", id="a login page"),
    pytest.param(b'[{"id": 1, "bo', id="half of it"),
    pytest.param(b"[" * 500_000, id="a bomb of lists"),
    pytest.param(b'{"a":' * 500_000, id="a bomb of objects"),
    pytest.param(b"9" * 5_000, id="a number without end"),
    pytest.param(b"\xff\xfe\x00", id="no text"),
    pytest.param(b"null", id="null"),
    pytest.param(b'"text"', id="a text"),
    pytest.param(b"[1, 2]", id="a list of numbers"),
    pytest.param(b"[[]]", id="a list of lists"),
]
OURS = {"user": {"login": "ana", "type": "Bot"}, "author": {"id": 1}}


@pytest.mark.parametrize(
    "content",
    [
        *GARBAGE,
        pytest.param(b'{"message": "hello"}', id="an object in place of a list"),
        *(
            pytest.param([{**OURS, "id": 1, "body": MARK, **wrong}], id=f"{wrong}")
            for wrong in ({"id": "1"}, {"id": None}, {"id": True}, {"id": 1.5}, {"body": 7}, {"body": [MARK]})
        ),
    ],
)
def test_a_list_that_is_none_is_told(fake: Fake, content: object) -> None:
    fake.fail("GET", lambda: None, Reply(200, content))
    told = error_of(fake, Unreadable)
    assert "is not the API of" in told
    assert "Nothing was posted." in told


@pytest.mark.parametrize(
    "content", [*GARBAGE, pytest.param(b"{}", id="nobody"), pytest.param(b'{"id": "1"}', id="text")]
)
def test_a_user_that_is_none_is_told(fake: Fake, content: object) -> None:
    fake.fail("GET", Reply(200, content))
    assert "is not the API of" in error_of(fake, Unreadable)


@pytest.mark.parametrize("content", GARBAGE)
def test_a_create_that_is_answered_with_garbage_is_looked_for(fake: Fake, content: object) -> None:
    def arrives() -> None:
        fake.add_ours(f"{MARK}\n1 to create")

    fake.fail("GET", lambda: None, lambda: None, arrives)
    fake.fail("POST", Reply(201, content))
    assert comment(fake) is Posting.CREATED
    assert len(fake.ours()) == 1


@pytest.mark.parametrize("author", [None, 5, "ana", [], {}, {"login": None}, {"id": "1", "type": None}], ids=str)
def test_comments_of_odd_authors_are_not_ours(fake: Fake, author: object) -> None:
    fake.comments.append({"id": 5, "user": author, "author": author, "body": MARK})
    assert comment(fake) is Posting.CREATED


@pytest.mark.parametrize("url", [None, 5, "javascript:alert(1)", []], ids=str)
def test_an_odd_page_of_a_comment_is_not_shown(github: FakeGitHub, url: object) -> None:
    github.fail("POST", Reply(201, {"id": 1, "body": "", "html_url": url}))
    draft = Draft("staging", MARK, MARK, has_news=True)
    assert post(github.connect(Waits().clock), [draft])[0].url is None


# --- size and time


def test_an_answer_that_is_too_large_is_not_read(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(syncer.forge.transport, "LARGEST", 1_000_000)
    fake.fail("GET", *[Reply(200, b" " * 3_000_000)] * 3)
    assert "more than 1,000,000 bytes" in error_of(fake, Busy)


def test_a_page_of_the_longest_comments_is_read(github: FakeGitHub) -> None:
    """More than forty megabytes: a page of the longest comments, in characters that JSON writes as twelve bytes."""
    for _ in range(55):
        github.add("\U0001f600" * fake_github.LIMIT)
    github.add_ours(MARK)
    assert comment(github) is Posting.UPDATED


def test_silence_is_limited(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(syncer.forge.transport, "SILENCE", 0.05)
    fake.fail("GET", *[partial(time.sleep, 0.15)] * 3)
    assert "it took too long" in error_of(fake, Busy)


def test_an_answer_that_drips_is_limited(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(syncer.forge.transport, "DURATION", -1.0)
    assert "it took too long" in error_of(fake, Busy)


def test_nobody_there(fake: Fake) -> None:
    fake.fail("GET", *[How.UNHEARD] * 3)
    assert "closed connection" in error_of(fake, Busy)
    fake.url = "http://127.0.0.1:9"
    assert "Connection refused" in error_of(fake, Busy)
    fake.url = "http://nobody.invalid"
    assert "its name is not known" in error_of(fake, Busy)
