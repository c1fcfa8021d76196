"""How a plan file is closed, so that every byte that changed afterwards is found."""

from __future__ import annotations

import hashlib

FORMAT_VERSION = 1
"""The format of everything that we write as JSON."""

_SEAL = '"seal": "{}"\n}}\n'
_LENGTH = len(_SEAL.format("0" * 64))


def sealed(body: str) -> str:
    """A document closed by the SHA-256 of all that stands before its seal; ``body`` ends with a comma."""
    return body + _closing(body.encode("ascii"))


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
