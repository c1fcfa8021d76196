"""What is fuzzed: bytes go in as a file that the product reads, and out come values, or words for a person.

``python -m tests.faults.fuzz.targets TARGET FILE`` plays one file, as a finding names it.
"""

from __future__ import annotations

import argparse
import io
import os
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from syncer.cli.console import Console
from syncer.cli.failures import tell
from syncer.cli.reporting import Wanted
from syncer.cli.session import Session
from syncer.desired import plan_file
from syncer.desired.environments import check_environments
from syncer.desired.load_catalog import check_catalog
from syncer.desired.reading.document import Document
from syncer.desired.reading.load import load
from syncer.desired.writing.format import formatted
from syncer.model.errors import SyncerError
from syncer.model.plan import SavedPlan
from syncer.model.problem import Checked
from syncer.model.result import Result
from syncer.model.seal import sealed
from syncer.render.formats import FORMATS, render
from syncer.render.to_json import plan_json
from syncer.render.to_text import page, plain
from tests.cli.running import CHECKOUT
from tests.desired.conftest import GOLD, STAGING
from tests.desired.test_loader_fuzz import SEEDS
from tests.render import samples
from tests.render.hostile_findings import is_harmless

SECONDS = 1.0
"""CPU time that no file takes."""

NOWHERE = Path("/nowhere")


class Finding(AssertionError):
    """What must not come of any file."""


class Target(NamedTuple):
    """One kind of file."""

    play: Callable[[bytes], None]
    """Read a file of these bytes, and say what a person would be told. Raises whatever must not happen."""
    seeds: tuple[bytes, ...]
    """Files to begin with."""


@dataclass(frozen=True)
class _Entry:
    """A name in a folder in memory."""

    name: str
    held: object

    def is_symlink(self) -> bool:
        return False

    def is_dir(self, *, follow_symlinks: bool = True) -> bool:
        return not self.is_file()

    def is_file(self, *, follow_symlinks: bool = True) -> bool:
        return isinstance(self.held, bytes)


@dataclass(frozen=True)
class Folder:
    """A folder in memory, of folders and of the bytes of files."""

    held: Mapping[str, Any]

    def entries(self) -> list[_Entry]:
        return [_Entry(name, self.held[name]) for name in sorted(self.held)]

    @contextmanager
    def open(self, name: str) -> Iterator[Folder]:
        yield Folder(self.held[name])

    def read(self, name: str, file: str) -> bytes:
        data: bytes = self.held[name]
        return data


def segment(data: bytes) -> None:
    """A segment beside another one; a file without problems is laid out anew too."""
    tree = Folder({"catalog": {"aurora": {"fuzzed.yaml": data, "gold.yaml": GOLD.encode()}}})
    checked = check_catalog(tree, _STAGING)
    _require_harmless(Checked(len(checked.files), checked.problems))
    document = load("fuzzed.yaml", data)
    if isinstance(document, Document) and len(checked.catalog.segments) == 2:
        formatted(document, "segment")


def environment(data: bytes) -> None:
    """An environment."""
    checked = check_environments(Folder({"environments": {"fuzzed.yaml": data}}), NOWHERE)
    _require_harmless(Checked(len(checked.files), checked.problems))
    document = load("fuzzed.yaml", data)
    if isinstance(document, Document) and checked.environments:
        formatted(document, "environment")


def plan(data: bytes) -> None:
    """A plan file, as it is and closed by the right digest and seal: only so is seen what lies behind these."""
    _plan(data)
    body = data[: data.rfind(b'"seal"')]
    if body.isascii():
        computed = vars(SavedPlan)["digest_now"].fget
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(SavedPlan, "digest_now", property(lambda found: computed(found) and found.digest))
            _plan(sealed(body.decode("ascii")).encode("ascii"))


def _plan(data: bytes) -> None:
    descriptor = os.memfd_create("plan")
    try:
        os.write(descriptor, data)
        found = plan_file.read_plan_file(Path(f"/proc/self/fd/{descriptor}"))
    except SyncerError as error:
        _require_told(error)
    else:
        _require_harmless(found)
    finally:
        os.close(descriptor)


def _require_harmless(result: Result) -> None:
    """Its page, wide and narrow, and one other format, another one for each number of what is in it."""
    for width in (100, 20):
        _require(plain(page(result, whole=True, width=width)), "text")
    names = tuple(FORMATS)
    name = names[len(repr(result)) % len(names)]
    _require(render(result, name), name)


def _require_told(error: SyncerError) -> None:
    """What the command says of it, to a person and to a program."""
    out, err = io.StringIO(), io.StringIO()
    tell(error, Session(NOWHERE, Console(out), Console(err)), Wanted("json"))
    _require(err.getvalue(), "words on standard error")
    _require(out.getvalue(), "JSON")


def _require(words: str, where: str) -> None:
    if not is_harmless(words):
        raise Finding(f"{where} with a control character")


def play(name: str, data: bytes) -> None:
    """Play one file, and see how long that takes."""
    began = time.process_time()
    TARGETS[name].play(data)
    if (seconds := time.process_time() - began) > SECONDS:
        raise Finding(f"a file that takes {seconds:.1f} s")


def _samples(pattern: str) -> list[bytes]:
    return [file.read_bytes() for file in sorted(CHECKOUT.glob(pattern))]


_STAGING = check_environments(Folder({"environments": {"staging.yaml": STAGING.encode()}}), NOWHERE)

TARGETS: dict[str, Target] = {
    "segment": Target(segment, (*(one.encode() for one in SEEDS[:2]), *_samples("catalog/*/*.yaml"))),
    "environment": Target(environment, (SEEDS[2].encode(), STAGING.encode(), *_samples("environments/*.yaml"))),
    "plan": Target(
        plan,
        tuple(
            plan_json(one).encode()
            for one in (samples.FULL, samples.OPEN, samples.NO_SETUP, samples.NOTHING, samples.BLOCKED, samples.ODD)
        ),
    ),
}


def end_of(name: str, data: bytes) -> str | None:
    """How a file ends that must not end so: the error, and the line that it comes from."""
    try:
        play(name, data)
    except Exception as error:
        last = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__} {last.filename}:{last.lineno}"
    return None


def shortened(name: str, data: bytes) -> bytes:
    """As little of a file as ends in the same way."""
    end, piece = end_of(name, data), len(data) // 2
    while piece:
        at = 0
        while at < len(data):
            shorter = data[:at] + data[at + piece :]
            if end_of(name, shorter) == end:
                data = shorter
            else:
                at += piece
        piece //= 2
    return data


def main() -> None:
    """Play a file; one that must not be ends this with a traceback."""
    options = argparse.ArgumentParser(prog="python -m tests.faults.fuzz.targets")
    options.add_argument("target", choices=TARGETS)
    options.add_argument("file", type=Path)
    options.add_argument("--shorten", action="store_true", help="cut the file down to what it takes, in place")
    asked = options.parse_args()
    data = asked.file.read_bytes()
    if asked.shorten:
        asked.file.write_bytes(shortened(asked.target, data))
    else:
        play(asked.target, data)


if __name__ == "__main__":
    main()
