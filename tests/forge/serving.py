"""A server on loopback that plays a code forge: it remembers every call, and fails on order."""

from __future__ import annotations

import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum, auto
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlsplit


class Call(NamedTuple):
    """One request as it arrived."""

    method: str
    target: str
    headers: dict[str, str]
    """Names in lower case."""
    content: bytes

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(urlsplit(self.target).query))


class Reply(NamedTuple):
    """One answer; a value that is not bytes is sent as JSON."""

    status: int
    value: Any = b""
    headers: dict[str, str] = {}  # noqa: RUF012

    @property
    def content(self) -> bytes:
        return self.value if isinstance(self.value, bytes) else json.dumps(self.value).encode()


class How(Enum):
    """What goes wrong with one call."""

    UNHEARD = auto()
    """The connection breaks before anything is done."""
    UNANSWERED = auto()
    """It is done, and the connection breaks before the answer."""
    CUT = auto()
    """It is done, and half of the answer arrives."""
    BAD_GATEWAY = auto()
    """It is done, and something in between says 502."""


Effect = How | Reply | Callable[[], None]
"""What goes wrong, an answer in place of the true one, or something that happens just before."""


@dataclass
class FakeForge:
    """What all fakes have."""

    calls: list[Call] = field(default_factory=list)
    faults: list[tuple[str, Effect]] = field(default_factory=list)
    """(method, effect), each for one call, in order."""
    url: str = ""
    """Where it answers, once it is served."""

    def fail(self, method: str, *effects: Effect) -> None:
        """Plan what becomes of the next calls of a method."""
        self.faults.extend((method, effect) for effect in effects)

    def answer(self, call: Call) -> Reply:
        raise NotImplementedError

    def writes(self) -> list[str]:
        """The methods of the calls that ask for a change, in order."""
        return [call.method for call in self.calls if call.method != "GET"]

    def _fault(self, method: str) -> Effect | None:
        for place, (wanted, effect) in enumerate(self.faults):
            if wanted == method:
                del self.faults[place]
                return effect
        return None

    def respond(self, call: Call) -> tuple[Reply | None, bool]:
        """The answer, ``None`` for a connection that breaks, and whether it is cut."""
        self.calls.append(call)
        effect = self._fault(call.method)
        match effect:
            case Reply():
                return effect, False
            case How.UNHEARD:
                return None, False
            case How.UNANSWERED:
                self.answer(call)
                return None, False
            case How.BAD_GATEWAY:
                self.answer(call)
                return Reply(502, b"<html><h1>502 Bad Gateway</h1></html>"), False
            case How.CUT:
                return self.answer(call), True
            case None:
                return self.answer(call), False
            case happen:
                happen()
                return self.answer(call), False


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    forge: FakeForge

    def _handle(self) -> None:
        content = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        reply, is_cut = self.forge.respond(Call(self.command, self.path, headers, content))
        if reply is None:
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        self.send_response(reply.status)
        for name, value in {"Content-Type": "application/json", **reply.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(reply.content)))
        self.end_headers()
        self.wfile.write(reply.content[: len(reply.content) // 2] if is_cut else reply.content)
        self.close_connection = is_cut

    do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = _handle

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def log_error(self, format: str, *args: object) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that hang up, or do not trust our certificate, are what some tests are about."""


@contextmanager
def serving(fake: FakeForge, tls: ssl.SSLContext | None = None) -> Iterator[str]:
    """Serve a fake; its root as a URL."""
    server = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), {"forge": fake}))
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    fake.url = f"{'https' if tls else 'http'}://127.0.0.1:{server.server_address[1]}"
    try:
        yield fake.url
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
