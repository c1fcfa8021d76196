"""One request and its answer, over the standard library's HTTP: bounded in time and size, never redirected.

Proxies are those of the environment (``HTTPS_PROXY``, ``NO_PROXY``); certificates are checked against those of the
system, or of ``SSL_CERT_FILE`` and ``SSL_CERT_DIR``.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Mapping
from email.message import Message
from http.client import HTTPException, HTTPResponse
from typing import NamedTuple
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import HTTPErrorProcessor, HTTPSHandler, OpenerDirector, Request, build_opener

from syncer.model.errors import Busy, NotPermitted

SILENCE = 30.0
"""Seconds without a byte after which an answer counts as lost."""
DURATION = 120.0
"""Seconds that one answer may take in all."""
LARGEST = 100 * 1024 * 1024
"""Bytes of one answer. A page of a hundred GitHub comments of the greatest length has less than half."""
_PIECE = 64 * 1024


class Lost(Busy):
    """No whole answer came: what was asked may have been done or not."""


class Answer(NamedTuple):
    """What came back, whatever its status."""

    status: int
    headers: Message
    content: bytes


def opener(base: str) -> OpenerDirector:
    """What requests to this place go through: the proxies and certificates of this moment."""
    if base.startswith("https:"):  # reading a system's certificates takes a while, so once
        return build_opener(HTTPSHandler(context=ssl.create_default_context()), _AsAnswered)
    return build_opener(_AsAnswered)


def exchange(through: OpenerDirector, method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Answer:
    """Send one request to an http or https address and read its answer whole.

    Raises ``Lost`` where there is none, and ``NotPermitted`` where the certificate is not trusted.
    """
    request = Request(url, data=body, headers=dict(headers), method=method)  # noqa: S310 - callers check the scheme
    end = time.monotonic() + DURATION
    try:
        with through.open(request, timeout=SILENCE) as response:
            return Answer(response.status, response.headers, _read(response, end))
    except (OSError, HTTPException, ValueError) as error:
        raise _told(error, urlsplit(url).netloc) from None


def _read(response: HTTPResponse, end: float) -> bytes:
    pieces: list[bytes] = []
    size = 0
    while piece := response.read1(_PIECE):
        pieces.append(piece)
        size += len(piece)
        if size > LARGEST:
            raise ConnectionError(f"the answer has more than {LARGEST:,} bytes")
        if time.monotonic() > end:
            raise TimeoutError
    if response.length:
        raise ConnectionError("the answer was cut short")
    return b"".join(pieces)


class _AsAnswered(HTTPErrorProcessor):
    """Every status is an answer. A redirect is one too: followed here, it would take the token along."""

    def http_response(self, request: Request, response: HTTPResponse) -> HTTPResponse:
        return response

    https_response = http_response


def _told(error: BaseException, host: str) -> Busy | NotPermitted:
    """An error of the network as a sentence. None of its own words that might hold an address or a login."""
    reason = error.reason if isinstance(error, URLError) else error
    if isinstance(reason, ssl.SSLCertVerificationError):
        return NotPermitted(
            f"The certificate of {host} is not trusted: {reason.verify_message}.",
            "If it is your own, name the file of its authority in SSL_CERT_FILE.",
        )
    return Lost(
        f"No answer came from {host}: {_words(reason)}.", "Run the same command again; it looks first what is there."
    )


def _words(reason: object) -> str:
    match reason:
        case TimeoutError():
            return "it took too long"
        case socket.gaierror():
            return "its name is not known"
        case ssl.SSLError():
            return "the encrypted connection could not be made"
        case OSError(strerror=str(words)):
            return words
        case OSError(args=(str(words),)):
            return words
        case _:
            return "the connection broke"
