"""One forge's API: asks, waits where it is told to, asks again where that is safe, and says why it was refused."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, NamedTuple, TypeVar
from urllib.parse import urljoin, urlsplit

from syncer.forge.limits import wait_of
from syncer.forge.reading import Unreadable, value_of, words_of
from syncer.forge.transport import Answer, Lost, exchange, opener
from syncer.model.errors import Busy, NotPermitted

PATIENCE = 180.0
"""Seconds that a run waits for limits in all, before it gives up."""
PAUSES = (1.0, 3.0)
"""Seconds before the second and third try of what may be sent again."""
_REDIRECTS = (301, 302, 307, 308)
_HOPS = 3
_PORTS = {"http": 80, "https": 443}
_PAGES = 1_000
"""Pages after which a list counts as endless."""

_T = TypeVar("_T")


class Clock(NamedTuple):
    """What time it is, in seconds since 1970, and how to wait."""

    now: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep


CLOCK = Clock()
"""The clock of this machine."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an API is, and how we show who we are. The token is no part of how it is printed."""

    forge: str
    """How people call it."""
    base: str
    """The root of the API; http or https, without a slash at its end."""
    variable: str
    """The variable that says so."""
    headers: Mapping[str, str] = field(repr=False)
    token: str = field(repr=False)
    needs: str
    """What the token must be allowed to do."""


class Client:
    """A conversation with one forge. The token goes to the place that was named, and nowhere else."""

    def __init__(self, place: Place, clock: Clock = CLOCK) -> None:
        self.place = place
        self.clock = clock
        self._opener = opener(place.base)
        self._patience = PATIENCE

    def get(self, url: str, expected: Collection[int] = ()) -> Answer:
        """Ask for something; again, where no answer comes."""
        return self.repeat("GET", url, expected=expected)

    def repeat(self, method: str, url: str, body: object = None, *, expected: Collection[int] = ()) -> Answer:
        """Send what may be sent twice, and so is sent again where no answer comes."""
        for pause in PAUSES:
            try:
                return self.once(method, url, body, expected=expected)
            except Lost:
                self.clock.sleep(pause)
        return self.once(method, url, body, expected=expected)

    def once(self, method: str, url: str, body: object = None, *, expected: Collection[int] = ()) -> Answer:
        """Send something, again only where the forge says that it did nothing yet.

        Raises ``Lost`` where no answer comes or the server failed, ``Busy`` where a limit lasts too long and
        ``NotPermitted`` for statuses other than success and those ``expected``.
        """
        while (wait := wait_of(answer := self._follow(method, url, body), self.clock.now())) is not None:
            self._be_patient(wait)
        if answer.status >= 500:
            raise Lost(
                f"{self.place.forge} answers {_status(answer)}.",
                "Run the same command again; it looks first what is there.",
            )
        if 200 <= answer.status < 300 or answer.status in expected:
            return answer
        raise self._refused(answer)

    def pages(self, url: str, following: Callable[[str, Answer], str | None]) -> Iterator[Answer]:
        """The pages of a list; ``following`` finds the address of the next one."""
        for _ in range(_PAGES):
            answer = self.get(url)
            yield answer
            found = following(url, answer)
            if found is None:
                return
            url = found
        raise self.unreadable()

    def read(self, answer: Answer, reader: Callable[[Any], _T]) -> _T:
        """What an answer says. Raises ``Unreadable`` where it is not JSON, or ``reader`` raises ``ValueError``."""
        try:
            return reader(value_of(answer))
        except ValueError:
            raise self.unreadable() from None

    def unreadable(self) -> Unreadable:
        """What to say of an answer that this API would not give."""
        host = urlsplit(self.place.base).netloc
        return Unreadable(
            f"What answers at {host} is not the API of {self.place.forge}.",
            f"Check {self.place.variable}, and whether a proxy or a login page stands in between.",
        )

    def is_here(self, url: str) -> bool:
        """Whether an address is on the host that the token is for."""
        return _host(url) == _host(self.place.base)

    def _follow(self, method: str, url: str, body: object) -> Answer:
        """The answer, after redirects on the same host: both forges send them for what was moved."""
        content = None if body is None else json.dumps(body).encode("ascii")
        headers = {**self.place.headers, **({"Content-Type": "application/json"} if content else {})}
        for _ in range(_HOPS):
            answer = exchange(self._opener, method, url, headers, content)
            if answer.status not in _REDIRECTS:
                return answer
            url = _joined(url, answer.headers.get("Location", ""))
            if not self.is_here(url):
                break
        raise NotPermitted(
            f"{self.place.forge} sends us on to another place, where the token does not go.",
            f"If it has moved, set {self.place.variable} to its new address.",
        )

    def _be_patient(self, wait: float) -> None:
        if wait > self._patience:
            raise Busy(
                f"{self.place.forge} takes no more requests for {wait:,.0f} s: its rate limit is reached.",
                "Run the same command again after that.",
            )
        self._patience -= wait
        self.clock.sleep(wait)

    def _refused(self, answer: Answer) -> NotPermitted:
        said = words_of(answer, self.place.token)
        return NotPermitted(
            f"{self.place.forge} refuses ({_status(answer)}){f': {said}' if said else ''}.", self._remedy(answer.status)
        )

    def _remedy(self, status: int) -> str:
        match status:
            case 401:
                return "The token is not known there, or it has expired; make a new one."
            case 403:
                return f"The token needs {self.place.needs}."
            case 404:
                return f"Check the repository and the number; the token needs {self.place.needs} to see them."
            case _:
                return f"Check {self.place.variable}, the repository and the number."


def _joined(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError:
        return ""


def _host(url: str) -> tuple[str, str | None, int | None] | None:
    """Protocol, name and port; ``None`` where an address has none, or holds a user name."""
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        return None
    return None if "@" in parts.netloc else (parts.scheme, parts.hostname, port)


def _status(answer: Answer) -> str:
    try:
        return f"{answer.status} {HTTPStatus(answer.status).phrase}"
    except ValueError:
        return str(answer.status)
