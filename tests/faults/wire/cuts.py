"""What a wire can do to connections, in words of Toxiproxy: slicer, latency, limit of data, reset of the peer, down."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

MOST = 1 << 16
"""As many bytes as ever pass at once."""


class Way(Enum):
    """A direction."""

    TO_SERVER = "to the server"
    TO_CLIENT = "to the client"


class Ending(Enum):
    """How a connection ends, as both of its ends see it."""

    RESET = "reset"
    CLOSED = "closed"
    SILENT = "silent"
    """It does not end: nothing comes through any more, not that an end is closed, nor that a packet has arrived."""


@dataclass(frozen=True)
class Cut:
    """The end of one connection."""

    connection: int
    way: Way
    byte: int
    """So many bytes of this way pass; then the cut is made, or, if it ``waits``, when one more comes."""
    ending: Ending = Ending.RESET
    waits: bool = False
    mark: bytes = b""
    """Bytes are counted from where the client begins to send this: its own with it, the server's that come then."""
    late: float = 0
    """Seconds after which all that the client had sent reaches the server; the client is cut off before."""

    def __str__(self) -> str:
        when = f"before byte {self.byte}" if self.waits else f"after {self.byte} bytes"
        counted = f", counted from {self.mark!r}" if self.mark else ""
        late = f", and the server gets the rest {self.late} s later" if self.late else ""
        return f"connection {self.connection} {self.ending.value} {when} {self.way.value}{counted}{late}"


@dataclass(frozen=True)
class Fault:
    """What becomes of the connections from now on."""

    cuts: tuple[Cut, ...] = ()
    is_down: bool = False
    """After the first cut nothing comes through until the next ``play``: every connection ends as that one did."""
    piece: int = MOST
    """The most bytes that are passed on at once."""
    delay: float = 0
    """Seconds before each piece."""

    def __str__(self) -> str:
        pieces = f", in pieces of {self.piece}" if self.piece < MOST else ""
        delay = f", each {self.delay} s late" if self.delay else ""
        after = ", then the link is down" if self.is_down else ""
        return f"{'; '.join(map(str, self.cuts))}{after}{pieces}{delay}"


@dataclass
class Traffic:
    """What one connection carries."""

    received: dict[Way, bytearray] = field(default_factory=lambda: {way: bytearray() for way in Way})
    passed: dict[Way, int] = field(default_factory=lambda: dict.fromkeys(Way, 0))
    """Of the bytes that were received, so many were passed on."""

    def arrived(self, way: Way) -> bytes:
        """What the other end was given."""
        return bytes(self.received[way][: self.passed[way]])
