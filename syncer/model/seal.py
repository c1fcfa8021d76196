"""How a document begins and is closed, so that every byte that changed afterwards is found."""

from __future__ import annotations

import hashlib
import re

FORMAT_VERSION = 1
"""The format of everything that we write as JSON."""

_OPENING = re.compile(rb'\{\s*"format_version":\s*([0-9]{1,9})\b')
_SEAL = '"seal": "{}"\n}}\n'
_LENGTH = len(_SEAL.format("0" * 64))


def sealed(body: str) -> str:
    """A document closed by the SHA-256 of all that stands before its seal; ``body`` ends with a comma."""
    return body + _closing(body.encode("ascii"))


def format_of(document: bytes) -> int | None:
    """The format that a document says at its beginning; ``None`` where it does not begin like one of ours."""
    opening = _OPENING.match(document)
    return int(opening[1]) if opening else None


def is_closed(document: bytes) -> bool:
    """Whether a document ends with a seal: one that was cut short does not."""
    closing = document[-_LENGTH:]
    return closing.startswith(b'"seal": "') and closing.endswith(b'"\n}\n')


def is_intact(document: bytes) -> bool:
    """Whether the seal is that of the bytes before it."""
    body = document[:-_LENGTH]
    return document[-_LENGTH:] == _closing(body).encode("ascii")


def _closing(body: bytes) -> str:
    return _SEAL.format(hashlib.sha256(body).hexdigest())
