"""A result of conformance, read back: as it was written, or not at all."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from syncer.desired.conformance_file import read_conformance
from syncer.model.errors import NotPermitted
from syncer.model.seal import sealed
from syncer.render.command_json import conformance_json
from tests.render import samples

WRITTEN = conformance_json(samples.CONFORMING)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "db2.json"
    path.write_text(WRITTEN)
    return path


@pytest.mark.parametrize("result", [samples.CONFORMING, samples.NOT_CONFORMING], ids=["passed", "failed"])
def test_what_was_written_is_read(result: object, file: Path) -> None:
    file.write_text(conformance_json(result))  # type: ignore[arg-type]
    assert read_conformance(file) == result


def test_every_other_byte_is_found(file: Path) -> None:
    """Some of them, from a seed; each flipped, cut off and doubled."""
    seed = random.SystemRandom().randrange(10**6)
    dice, content = random.Random(seed), WRITTEN.encode()
    for place in dice.sample(range(len(content)), 60):
        for changed in (
            content[:place] + bytes([content[place] ^ 1 << dice.randrange(7)]) + content[place + 1 :],
            content[:place],
            content[:place] + content[place : place + 1] + content[place:],
        ):
            file.write_bytes(changed)
            with pytest.raises(NotPermitted):
                read_conformance(file)
                pytest.fail(f"byte {place} of seed {seed}")


def resealed(old: str, new: str) -> str:
    """Edited by somebody who knows how seals are made: what it says has to make sense all the same."""
    body = WRITTEN[: WRITTEN.rindex('"seal"')]
    assert old in body
    return sealed(body.replace(old, new))


def gone(path: Path) -> None:
    path.unlink()


def folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def of_another_kind(path: Path) -> None:
    path.write_text(sealed('{\n"format_version": 1,\n'))


def of_another_format(path: Path) -> None:
    path.write_text(resealed('"format_version": 1', '"format_version": 2'))


def with_another_outcome(path: Path) -> None:
    path.write_text(resealed('"passed"', '"fine"'))


def too_large(path: Path) -> None:
    with path.open("ab") as file:
        file.truncate(2 << 20)


def laid_out_anew(path: Path) -> None:
    path.write_text(WRITTEN.replace("\n", " "))


def nested(path: Path) -> None:
    path.write_text(sealed('{"a": ' + "[" * 100_000 + "]" * 100_000 + ",\n"))


@pytest.mark.parametrize(
    "spoil, why",
    [
        pytest.param(gone, "it cannot be read: No such file", id="gone"),
        pytest.param(folder, "it is no file, or far too large", id="a folder"),
        pytest.param(pipe, "it is no file, or far too large", id="a pipe"),
        pytest.param(too_large, "it is no file, or far too large", id="too large"),
        pytest.param(laid_out_anew, "cut short, laid out anew", id="laid out anew"),
        pytest.param(of_another_kind, "data must contain", id="another kind of document"),
        pytest.param(of_another_format, "of format 2, and this version of syncer reads 1", id="another format"),
        pytest.param(with_another_outcome, "must be one of", id="an outcome that there is none of"),
        pytest.param(nested, "nested too deeply|not the JSON", id="nested"),
    ],
)
def test_why_a_file_shows_nothing(spoil: Callable[[Path], None], why: str, file: Path) -> None:
    spoil(file)
    with pytest.raises(NotPermitted, match=f"db2.json, which `conformance` names, shows nothing: .*({why})"):
        read_conformance(file)
