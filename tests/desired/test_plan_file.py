"""Saved plans: what is read back is what was saved, and every other file is refused with its reason."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest

from syncer.desired.plan_file import read_plan_file
from syncer.model.errors import Stale, UsageError
from syncer.model.plan import SavedPlan
from syncer.model.seal import sealed
from syncer.render.command_json import report_json
from syncer.render.to_json import plan_json
from tests.render import samples

SMALL = plan_json(samples.OPEN).encode("ascii")


def saved(folder: Path, content: bytes) -> Path:
    path = folder / "plan.json"
    path.write_bytes(content)
    return path


def sealed_again(**changed: object) -> bytes:
    """A plan with other values and a right seal: what only somebody with bad intentions makes."""
    document = {**json.loads(SMALL), **changed}
    del document["seal"]
    return sealed(json.dumps(document)[:-1] + ",\n").encode("ascii")


@pytest.mark.parametrize(
    "plan",
    [
        pytest.param(samples.FULL, id="with everything in it"),
        pytest.param(samples.NOTHING, id="with nothing to do"),
        pytest.param(samples.BLOCKED, id="blocked"),
    ],
)
def test_a_saved_plan_is_read_back(plan: SavedPlan, tmp_path: Path) -> None:
    text = plan_json(plan)
    read = read_plan_file(saved(tmp_path, text.encode("ascii")))
    assert read == plan
    assert plan_json(read) == text


@pytest.mark.parametrize(
    "content, reason",
    [
        pytest.param(b"", "does not begin like one", id="empty"),
        pytest.param(b"\xff\xfe\x00", "does not begin like one", id="no text at all"),
        pytest.param(b"[" * 1_000_000, "does not begin like one", id="nested"),
        pytest.param(b'{"version": 4, "terraform_version": "1.9"}', "does not begin like one", id="of another tool"),
        pytest.param(SMALL.replace(b'version": 1', b'version": 2'), "is of format 2", id="of a later version"),
        pytest.param(SMALL[:-200], "cut short", id="cut short"),
        pytest.param(json.dumps(json.loads(SMALL), indent=2).encode(), "laid out anew", id="laid out anew"),
        pytest.param(SMALL + b" ", "cut short, or laid out anew", id="with something behind it"),
        pytest.param(SMALL.replace(b"500", b"900"), "was altered", id="edited"),
        pytest.param(report_json(samples.REPORT).encode(), "its seal is not at its end", id="a report"),
        pytest.param(sealed_again(surprise=1), "surprise", id="sealed, with an unknown key"),
        pytest.param(sealed_again(changes={}), "changes must be array", id="sealed, with a wrong type"),
        pytest.param(sealed_again(in_sync=1.5), "1.5 is not a number", id="sealed, with a fraction"),
        pytest.param(sealed_again(in_sync=float("nan")), "NaN is not a number", id="sealed, with no number"),
        pytest.param(
            sealed_again(context={**json.loads(SMALL)["context"], "made_at": "2026-02-30T00:00:00+00:00"}),
            "day is out of range",
            id="sealed, of a day that there is none of",
        ),
        pytest.param(
            sealed_again(context={**json.loads(SMALL)["context"], "made_at": "2026-02-28T00:00:00"}),
            "made_at must match",
            id="sealed, of nobody knows which hour",
        ),
        pytest.param(sealed_again(environment="production"), "its digest", id="sealed, for another environment"),
        pytest.param(
            sealed(SMALL[: SMALL.rindex(b'"seal"')].decode() + '"target": "t-9",\n').encode(),
            "a key stands in it twice",
            id="sealed, with a key twice",
        ),
        pytest.param(
            sealed('{"format_version": 1, "changes": ' + "[" * 100_000 + "]" * 100_000 + ",\n").encode(),
            "nested too deeply",
            id="sealed, and nested",
        ),
        pytest.param(
            sealed('{"format_version": 1, "in_sync": ' + "9" * 10_000 + ",\n").encode(),
            "limit",
            id="sealed, with a number of 10,000 digits",
        ),
    ],
)
def test_other_files_are_refused_with_the_reason(content: bytes, reason: str, tmp_path: Path) -> None:
    with pytest.raises(Stale, match=reason) as caught:
        read_plan_file(saved(tmp_path, content))
    assert caught.value.remedy


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    path = saved(tmp_path, SMALL)
    os.truncate(path, 101 * 1024 * 1024)
    with pytest.raises(Stale, match="105,906,176 bytes"):
        read_plan_file(path)


def test_what_is_no_file_is_a_mistake_of_the_command_line(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.json")
    (tmp_path / "link.json").symlink_to("/dev/zero")
    for name in ("missing.json", "pipe.json", "link.json", "."):
        with pytest.raises(UsageError):
            read_plan_file(tmp_path / name)


def test_a_plan_of_ten_thousand_changes_is_read_back(tmp_path: Path) -> None:
    path = saved(tmp_path, plan_json(samples.many(10_000)).encode("ascii"))
    start = time.process_time()
    assert len(read_plan_file(path).changes) == 10_000
    print(f"10,000 changes read back: {time.process_time() - start:.3f} s")
