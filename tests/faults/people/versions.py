"""Two versions of the tool on one database and one plan: what is of another format is refused, and nothing else."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from syncer.cli.exits import Exit
from syncer.model.seal import sealed
from tests.faults.people.scene import APPLY, Scene
from tests.faults.totals import Totals


class Mixture(NamedTuple):
    """What another version has left behind, and how commands have to end that meet it."""

    what: str
    arrange: Callable[[Scene], None]
    arguments: tuple[str, ...]
    exit: Exit
    words: str
    """In what is printed: the version that is needed, or that all is well."""


def format_of_plan(number: str) -> Callable[[Scene], None]:
    """The plan file is of another format."""
    return lambda scene: _replan(scene, r'"format_version": \d+', f'"format_version": {number}')


def tool_of_plan(version: str) -> Callable[[Scene], None]:
    """The plan file is of the same format, and another version has made it."""
    return lambda scene: _replan(scene, r'"tool_version": "[^"]*"', f'"tool_version": "{version}"')


def _replan(scene: Scene, pattern: str, instead: str) -> None:
    file = scene.made.root / "plan.json"
    body = file.read_text()[: -len(sealed(""))]
    changed, number = re.subn(pattern, instead, body, count=1)
    assert number == 1
    file.write_text(sealed(changed))


def tables(*statements: str) -> Callable[[Scene], None]:
    """Our own tables are not those of this version."""

    def arrange(scene: Scene) -> None:
        for statement in statements:
            scene.made.sql(statement)

    return arrange


_READERS = (("plan", "staging"), ("drift", "staging"), APPLY, ("setup", "staging"))
_NEWER = tables("UPDATE xsynchead SET format_version = 2")
_OLDER = tables("UPDATE xsynchead SET format_version = 0")
_ONE_MORE = tables(*(f"ALTER TABLE {table} ADD COLUMN ticket VARCHAR(20)" for table in ("xsyncrun", "xsyncsegment")))
_STATE = tables(
    "INSERT INTO xsyncrun SELECT seq + 100, run_id, 'paused', written_at, actor, tool_version, plan_digest,"
    " catalog_digest, revision, change_count, note, previous_hash, row_hash FROM xsyncrun WHERE seq = 1"
)


def mixtures() -> Iterator[Mixture]:
    """All that are played."""
    for command in ("apply", "show"):
        for number in ("0", "2", "999999999"):
            words = f"is of format {number}; this version of syncer reads format 1"
            yield Mixture(
                f"a plan of format {number}", format_of_plan(number), (command, "plan.json"), Exit.STALE, words
            )
        for version in ("0.0.1", "99.0.0"):
            arguments = (command, "plan.json")
            yield Mixture(f"a plan made by {version}", tool_of_plan(version), arguments, Exit.DONE, "Digest")
    for arguments in _READERS:
        for what, arrange, format in (("newer", _NEWER, 2), ("older", _OLDER, 0)):
            words = f"Our own tables have format {format}, and this version knows 1"
            yield Mixture(f"tables of a {what} version", arrange, arguments, Exit.NOT_PERMITTED, words)
    yield Mixture("tables of a newer version", _NEWER, ("doctor", "staging"), Exit.DIFFERENT, "this version knows 1")
    yield Mixture("one column more", _ONE_MORE, APPLY, Exit.DONE, "Applied to")
    yield Mixture("a run in a state that we do not know", _STATE, APPLY, Exit.DONE, "Applied to")


def play(scene: Scene, size: int, dice: random.Random, totals: Totals) -> None:
    """Play all of them, or so many that the dice choose."""
    every = list(mixtures())
    plan = (scene.made.root / "plan.json").read_bytes()
    for mixture in dice.sample(every, min(size, len(every))):
        scene.rewind()
        mixture.arrange(scene)
        before = scene.made.store.dump()
        totals.tried += 1
        told = f"{mixture.what}: {' '.join(mixture.arguments)}"
        ended = scene.run(mixture.arguments)
        if "Traceback" in ended.err:
            totals.wrong("tracebacks", f"{ended}, {told}")
        elif ended.code != mixture.exit or mixture.words not in ended.out + ended.err:
            totals.wrong("untrue", f"{ended}, {told}")
        if ended.code != Exit.DONE and scene.made.store.dump() != before:
            totals.wrong("partial", f"it wrote, {told}")
        (scene.made.root / "plan.json").write_bytes(plan)
