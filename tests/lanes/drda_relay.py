"""Stands between IBM's Db2 client and a network server of Apache Derby, so that the client takes it for a Db2.

Both speak DRDA, but Derby admits only its own client, and knows fewer of the protocol's parts. What passes is changed
where the two would not understand each other, and nowhere else. Errors get the SQLCODE and SQLSTATE that Db2 has for
them, so that the client says them in Db2's own words.

usage: python drda_relay.py LISTEN_PORT DERBY_PORT
"""

from __future__ import annotations

import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import NamedTuple

OLD_DERBY_CLIENT = "DNC10010"
"""Derby admits product ids that begin like this; to an old level it answers in plain DRDA."""

# Commands and replies, and what they carry, by the code points of the protocol.
EXCSAT, ACCRDB, DSCSQLSTT, SQLSTT, SQLCARD = 0x1041, 0x2001, 0x2008, 0x2414, 0x2408
SERVER_RELEASE, PRODUCT_ID, FORMAT_TARGET, QUERY_INSTANCE = 0x115A, 0x112E, 0x213B, 0x215B
NULL = 0xFF
LONGEST_TOKENS = 70
"""More bytes of message tokens than these the client cannot take."""


class Meaning(NamedTuple):
    """What Db2 says for an error of Derby: its code, its state, and the words that fill its message."""

    code: int
    state: bytes
    tokens: bytes


LOCK_LIMIT = b"SET CURRENT LOCK TIMEOUT "
DERBYS_LOCK_LIMIT = b"CALL SYSCS_UTIL.SYSCS_SET_DATABASE_PROPERTY('derby.locks.waitTimeout', '%b')"
"""Derby has one for each database, not for each session, and heeds a new one at once."""

MEANINGS = {
    b"23505": Meaning(-803, b"23505", b"1\xffDERBY"),
    b"23503": Meaning(-530, b"23503", b"DERBY"),
    b"23502": Meaning(-407, b"23502", b"DERBY"),
    b"42X05": Meaning(-204, b"42704", b"DERBY"),
    b"42Y07": Meaning(-204, b"42704", b"DERBY"),
    b"42X04": Meaning(-206, b"42703", b"DERBY"),
    b"42X01": Meaning(-104, b"42601", b"DERBY\xffDERBY\xffDERBY"),
    b"42500": Meaning(-551, b"42501", b"DERBY\xffDERBY\xffDERBY"),
    b"42502": Meaning(-551, b"42501", b"DERBY\xffDERBY\xffDERBY"),
    b"40XL1": Meaning(-911, b"40001", b"68"),
    b"40001": Meaning(-911, b"40001", b"2"),
    b"22001": Meaning(-433, b"22001", b"DERBY"),
}
NO_ROW = Meaning(100, b"02000", b"")


def units(received: bytes) -> tuple[list[bytes], bytes]:
    """The whole units at the head of what was received, each with its continuations, and what is left over."""
    found: list[bytes] = []
    start = 0
    while (end := _end_of_unit(received, start)) is not None:
        found.append(received[start:end])
        start = end
    return found, received[start:]


def _end_of_unit(received: bytes, start: int) -> int | None:
    """Where a unit ends; ``None`` where it is not whole yet. The highest bit of a length says that more follows."""
    end, header = start, 6
    while len(received) - end >= header:
        length = _number(received, end)
        size = 0x7FFF if length & 0x8000 else length
        if size < header:
            raise OSError("this is not the protocol that we know")
        if len(received) - end < size:
            return None
        end += size
        if not length & 0x8000:
            return end
        header = 2
    return None


def to_derby(unit: bytes) -> bytes:
    """A command of IBM's client as Derby's own client would have sent it."""
    command = _number(unit, 8)
    if command == SQLSTT:
        return _said_to_derby(unit)
    if command not in (EXCSAT, ACCRDB, DSCSQLSTT):
        return unit
    changed, place = bytearray(unit), 10
    while place + 4 <= len(changed) and (size := _number(changed, place)) >= 4:
        item, value = _number(changed, place + 2), place + 4
        if item == SERVER_RELEASE:
            changed[value : value + 8] = OLD_DERBY_CLIENT.encode("cp500")
        elif item == PRODUCT_ID:
            changed[value : value + 8] = OLD_DERBY_CLIENT.encode()
        elif item == FORMAT_TARGET:
            changed[value] = 0xF0  # no: Derby nests its answer to it wrongly
        elif item == QUERY_INSTANCE and command == DSCSQLSTT:
            del changed[place : place + size]  # unknown to Derby in this place
            _resize(changed, -size)
            continue
        place += size
    return bytes(changed)


def _said_to_derby(unit: bytes) -> bytes:
    """A statement: a mark that it is there, its length in four bytes, its text, and a mark that there is no second."""
    place, end = 15, len(unit) - 1
    text = unit[place:end]
    if not text.startswith(LOCK_LIMIT):
        return unit
    new = DERBYS_LOCK_LIMIT % text.removeprefix(LOCK_LIMIT)
    changed = bytearray(unit)
    changed[place - 4 : end] = len(new).to_bytes(4, "big") + new
    _resize(changed, len(new) - len(text))
    return bytes(changed)


def to_client(unit: bytes) -> bytes:
    """An answer of Derby as Db2 would have given it. Only whole reports on a statement are changed."""
    if _number(unit, 8) != SQLCARD or unit[10] == NULL:
        return unit
    report = bytearray(unit)
    code, state = int.from_bytes(report[11:15], "big", signed=True), bytes(report[15:20])
    if report[28] == NULL:
        return unit
    # Counters and warning flags, then the name of the database, then the tokens.
    place = 64 + 2 + _number(report, 64)
    size = _number(report, place)
    tokens = bytes(report[place + 2 : place + 2 + size])
    meaning = _meaning(code, state, tokens)
    report[11:15] = meaning.code.to_bytes(4, "big", signed=True)
    report[15:20] = meaning.state
    if meaning.code < 0 and state in MEANINGS:
        report[20:28] = b"SQLRI000"
    report[place : place + 2 + size] = len(meaning.tokens).to_bytes(2, "big") + meaning.tokens
    _resize(report, len(meaning.tokens) - size)
    return bytes(report)


def _meaning(code: int, state: bytes, tokens: bytes) -> Meaning:
    if code == 10000 and state == NO_ROW.state:
        return NO_ROW
    if code < 0 and state in MEANINGS:
        return MEANINGS[state]
    return Meaning(code, state, tokens[:LONGEST_TOKENS].decode("utf-8", "ignore").encode())


def _number(received: bytes | bytearray, place: int) -> int:
    return int.from_bytes(received[place : place + 2], "big")


def _resize(unit: bytearray, by: int) -> None:
    """A unit tells its length twice: in its own header and in that of the object inside."""
    for place in (0, 6):
        unit[place : place + 2] = (_number(unit, place) + by).to_bytes(2, "big")


def _pass_on(source: socket.socket, target: socket.socket, change: Callable[[bytes], bytes]) -> None:
    """Everything that one side says, until either of them stops."""
    rest = b""
    with suppress(OSError):
        for received in _pieces(source):
            whole, rest = units(rest + received)
            target.sendall(b"".join(map(change, whole)))
    for side in (source, target):
        with suppress(OSError):
            side.shutdown(socket.SHUT_RDWR)


def _pieces(source: socket.socket) -> Iterator[bytes]:
    while True:
        # The system forgets it again after each piece. Without it each LOB waits 40 ms for a late acknowledgement.
        source.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
        received = source.recv(65536)
        if not received:
            return
        yield received


def main(listen_port: int, derby_port: int) -> None:
    """Relay for ever; each connection gets a thread for each direction."""
    with socket.create_server(("127.0.0.1", listen_port)) as listener:
        print("ready", flush=True)
        while True:
            client, _ = listener.accept()
            derby = socket.create_connection(("127.0.0.1", derby_port))
            for side in (client, derby):
                side.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for way in ((client, derby, to_derby), (derby, client, to_client)):
                threading.Thread(target=_pass_on, args=way, daemon=True).start()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
