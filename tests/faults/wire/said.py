"""What a client of PostgreSQL said, read from the bytes that it sent; and whether it wrote again blindly."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from tests.faults.wire.cuts import Traffic, Way

COMMIT = b"Q\0\0\0\x0bCOMMIT\0"
"""As the client says it."""
COMMITTED = b"C\0\0\0\x0bCOMMIT\0Z\0\0\0\x05I"
"""As the server answers it: done, and no transaction is open any more."""

_WRITING = re.compile(r"(?:INSERT INTO|UPDATE|DELETE FROM) (?:\w+\.)?(\w+)")
_TAKES_LOCK = re.compile(r"UPDATE (?:\w+\.)?xsynchead SET head_id=")
_LOOKS_FOR_RUN = re.compile(r"SELECT count\(\*\) .*\bxsyncrun\.run_state = ", re.DOTALL)
_OF_RUNS = frozenset({"xsyncrun", "xsynchead", "keys"})
"""Tables that are also written to by transactions in which no segment is."""


def statements(sent: bytes) -> Iterator[str]:
    """Every statement that was to be carried out, as often as it was.

    The messages are those of the protocol, version 3: Query, Parse, and Bind, which carries out what was parsed.
    """
    place, parsed = 0, dict[bytes, bytes]()
    while place + 4 <= len(sent) and not sent[place]:  # until the session has begun messages have no letter
        place += _size(sent, place)
    while place + 5 <= len(sent) and (end := place + 1 + _size(sent, place + 1)) <= len(sent):
        words = sent[place + 5 : end].split(b"\0")
        match sent[place : place + 1]:
            case b"Q":
                yield words[0].decode()
            case b"P":
                parsed[words[0]] = words[1]
            case b"B":
                yield parsed[words[1]].decode()
        place = end


def _size(sent: bytes, place: int) -> int:
    return int.from_bytes(sent[place : place + 4], "big")


@dataclass
class Course:
    """How a run went, as it was said on the wire."""

    commits: int = 0
    """How often COMMIT was said to a transaction that writes segments."""
    is_open: bool = False
    """The answer to the last of these did not arrive, and nobody has looked for the run since."""
    blind: list[str] = field(default_factory=list)
    """What was written or committed while that was so, and COMMIT said twice to one connection."""


def course(connections: Iterable[Traffic]) -> Course:
    """Read what was said on one connection after the other.

    The question what became of a COMMIT is over when somebody who has the lock has looked for the run, and has let go.
    """
    found = Course()
    for one in connections:
        _follow(one, found)
    return found


def _follow(connection: Traffic, found: Course) -> None:
    has_lock = has_looked = writes_segments = has_committed = False
    for sql in statements(bytes(connection.received[Way.TO_SERVER])):
        if _TAKES_LOCK.match(sql):
            has_lock = True
        elif _LOOKS_FOR_RUN.match(sql):
            has_looked = has_lock
        elif sql == "ROLLBACK":
            found.is_open &= not has_looked
        elif written := _WRITING.match(sql):
            writes_segments |= written[1] not in _OF_RUNS
            if found.is_open:
                found.blind.append(sql)
        elif sql == "COMMIT":
            if found.is_open or has_committed:
                found.blind.append(sql)
            has_committed = True
            if writes_segments:
                found.commits += 1
                found.is_open = COMMITTED not in connection.arrived(Way.TO_CLIENT)
