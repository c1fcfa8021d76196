"""A proxy that understands nothing but bytes: passes them on, in pieces, late, or no more from one of them on.

Connections are numbered as they come, from 0; ``play`` begins to count anew.
"""

from __future__ import annotations

import asyncio
import ctypes
import fcntl
import socket
import struct
import termios
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress

from tests.faults.wire.cuts import MOST, Cut, Ending, Fault, Traffic, Way

_RESET_AT_CLOSE = struct.pack("ii", 1, 0)
_SO_ATTACH_FILTER = 26
"""Of Linux, as in its ``asm/socket.h``; Python has no name for it."""
_DROP = ctypes.create_string_buffer(struct.pack("HBBI", 0x06, 0, 0, 0))
"""A filter of packets, of one instruction: return 0, which lets no byte in."""


class Proxy:
    """Takes connections at ``port`` and passes on to another port of the loopback."""

    def __init__(self, target: int, loop: asyncio.AbstractEventLoop) -> None:
        self._target, self._loop = target, loop
        self._fault, self._is_down = Fault(), False
        self._links: list[tuple[_Link, asyncio.Task[None]]] = []
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self._listener.setblocking(False)
        self.port: int = self._listener.getsockname()[1]

    def play(self, fault: Fault) -> None:
        """Reset the connections that are left, forget all of them, and go on with this fault."""
        asyncio.run_coroutine_threadsafe(self._begin(fault), self._loop).result(timeout=30)

    @property
    def traffic(self) -> list[Traffic]:
        """What each connection since has carried."""
        return [link.traffic for link, _ in self._links]

    async def listen(self) -> None:
        """Take connections until cancelled."""
        with closing(self._listener):
            while True:
                client, _ = await self._loop.sock_accept(self._listener)
                cut = next((one for one in self._fault.cuts if one.connection == len(self._links)), None)
                link = _Link(self._fault, cut, client)
                work = link.refuse(self._fault.cuts[0].ending) if self._is_down else link.run(self._target, self._down)
                self._links.append((link, self._loop.create_task(work)))

    def _down(self) -> None:
        self._is_down = self._fault.is_down

    async def _begin(self, fault: Fault) -> None:
        tasks = [task for _, task in self._links]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._links, self._fault, self._is_down = [], fault, False


class _Link:
    """One connection: a client, a server, and what passes between them until either ends it, or the cut."""

    def __init__(self, fault: Fault, cut: Cut | None, client: socket.socket) -> None:
        self.traffic = Traffic()
        self._fault, self._cut = fault, cut
        self._ends = {Way.TO_CLIENT: client, Way.TO_SERVER: socket.socket()}
        self._origins: dict[Way, int] | None = None if cut and cut.mark else dict.fromkeys(Way, 0)
        for end in self._ends.values():
            end.setblocking(False)
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    async def refuse(self, ending: Ending) -> None:
        """A connection while the link is down."""
        with self._closing():
            await self._finish(ending)

    async def run(self, target: int, cut_off: Callable[[], None]) -> None:
        """Pass on in both ways; says when it is cut."""
        with self._closing(), suppress(OSError):
            await asyncio.get_running_loop().sock_connect(self._ends[Way.TO_SERVER], ("127.0.0.1", target))
            ways = [asyncio.create_task(self._pass_on(way)) for way in Way]
            try:
                done, _ = await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for way in ways:
                    way.cancel()
                await asyncio.wait(ways)  # or what waits for a socket would take another one's place
            if self._cut and any(way.result() for way in done):
                cut_off()
                await self._finish(self._cut.ending, self._cut.late)

    @contextmanager
    def _closing(self) -> Iterator[None]:
        try:
            yield
        finally:
            for end in self._ends.values():
                end.close()

    async def _finish(self, ending: Ending, late: float = 0) -> None:
        if ending is not Ending.CLOSED:
            for end in self._ends.values():
                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_AT_CLOSE)
        if ending is Ending.SILENT:
            for end in self._ends.values():
                await _mute(end)
            await asyncio.get_running_loop().create_future()
        if late:
            self._ends[Way.TO_CLIENT].close()
            await asyncio.sleep(late)
            await self._send(Way.TO_SERVER, self._left(Way.TO_SERVER))

    async def _pass_on(self, way: Way) -> bool:
        """Whether it ended because it is cut; else one of the ends has closed it."""
        loop, source = asyncio.get_running_loop(), self._ends[_other(way)]
        while received := await loop.sock_recv(source, MOST):
            self._receive(way, received)
            while left := self._left(way)[: self._fault.piece]:
                if self._fault.delay:
                    await asyncio.sleep(self._fault.delay)
                room = self._room(way)
                await self._send(way, left if room is None else left[:room])
                if self._is_over(way, more=room is not None and len(left) > room):
                    return True
        return False

    def _receive(self, way: Way, received: bytes) -> None:
        so_far = self.traffic.received
        so_far[way] += received
        if self._origins is None and self._cut and (found := so_far[Way.TO_SERVER].find(self._cut.mark)) >= 0:
            self._origins = {Way.TO_SERVER: found, Way.TO_CLIENT: len(so_far[Way.TO_CLIENT])}

    def _left(self, way: Way) -> bytes:
        return bytes(self.traffic.received[way][self.traffic.passed[way] :])

    def _room(self, way: Way) -> int | None:
        """How many bytes may pass until the cut; ``None`` for any number."""
        if self._cut is None or self._cut.way is not way or self._origins is None:
            return None
        return max(0, self._origins[way] + self._cut.byte - self.traffic.passed[way])

    def _is_over(self, way: Way, *, more: bool) -> bool:
        if self._cut is None or self._room(way) != 0:
            return False
        return more or not self._cut.waits

    async def _send(self, way: Way, piece: bytes) -> None:
        await asyncio.get_running_loop().sock_sendall(self._ends[way], piece)
        self.traffic.passed[way] += len(piece)


async def _mute(end: socket.socket) -> None:
    """Let this system neither hear nor answer: once all that was passed on is known to be there, or it would say it
    again and again."""
    while struct.unpack("i", fcntl.ioctl(end, termios.TIOCOUTQ, bytes(4)))[0]:
        await asyncio.sleep(0.005)
    end.setsockopt(socket.SOL_SOCKET, _SO_ATTACH_FILTER, struct.pack("@HP", 1, ctypes.addressof(_DROP)))


def _other(way: Way) -> Way:
    return Way.TO_CLIENT if way is Way.TO_SERVER else Way.TO_SERVER


@contextmanager
def proxy(target: int) -> Iterator[Proxy]:
    """A proxy to a port of the loopback, in a thread of its own while this lasts."""
    with closing(asyncio.new_event_loop()) as loop:
        made = Proxy(target, loop)
        listening = loop.create_task(made.listen())
        thread = threading.Thread(target=_until_cancelled, args=(loop, listening), daemon=True)
        thread.start()
        try:
            yield made
        finally:
            made.play(Fault())
            loop.call_soon_threadsafe(listening.cancel)
            thread.join()


def _until_cancelled(loop: asyncio.AbstractEventLoop, work: asyncio.Task[None]) -> None:
    with suppress(asyncio.CancelledError):
        loop.run_until_complete(work)
