"""Servers that the tests start themselves, on loopback, and that end with the tests whatever becomes of these."""

from __future__ import annotations

import os
import pwd
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import pytest


def unavailable(reason: str) -> NoReturn:
    """Skip a test whose server cannot be had here; where CI runs, that is a failure."""
    reason = f"{reason} (.ci/run says what is needed)"
    if os.environ.get("CI") == "true":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def free_port() -> int:
    """A port of the loopback that nobody listens at now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def running(
    command: Sequence[str | Path],
    log: Path,
    is_ready: Callable[[], bool],
    *,
    user: Sequence[str] = (),
    ending: signal.Signals = signal.SIGTERM,
    seconds: float = 30,
) -> Iterator[subprocess.Popen[bytes]]:
    """A server while it runs. It gets the ``ending`` signal at the end, and also when this process dies.

    Not SIGINT, as a rule: what was started in the background may have been told to pass over it, and Java does so.
    """
    with log.open("wb") as output:
        # Both in one go: who changes the user afterwards loses the signal again.
        server = subprocess.Popen(
            ["setpriv", "--pdeathsig", ending.name.removeprefix("SIG"), *user, *command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    try:
        deadline = time.monotonic() + seconds
        while not is_ready():
            if server.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"{command[0]} did not start:\n{log.read_text(errors='replace')[-2000:]}")
            time.sleep(0.02)
        yield server
    finally:
        server.send_signal(ending)
        try:
            server.wait(timeout=10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def unprivileged(folder: Path) -> list[str]:
    """What tells ``setpriv`` to go on as a user without rights, who gets the folder; nothing where we are one."""
    if os.geteuid() != 0:
        return []
    name = next(name for name in ("postgres", "nobody") if _has_user(name))
    user = pwd.getpwnam(name)
    os.chown(folder, user.pw_uid, user.pw_gid)
    return [f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]


def _has_user(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


def listens(port: int) -> bool:
    """Whether somebody takes connections at a port of the loopback."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
