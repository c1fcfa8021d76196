"""A store with a reviewed plan, on which one command after the other meets a fault; and whether its words are true."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from pathlib import Path

from syncer.cli.exits import Exit
from tests.faults.command import Ended, Trap, become, nothing
from tests.faults.crash.mortals import warm_up
from tests.faults.crash.shapes import mix
from tests.faults.fork_server import HUNG, ForkServer, fork_server
from tests.faults.ground import NewWorkshop, ground
from tests.faults.judge import Judge, State
from tests.faults.people.disk import disk_of_our_own
from tests.faults.people.traps import note
from tests.faults.totals import Totals
from tests.rows import Dump, runs
from tests.workshop import IN_MEMORY

APPLY = ("apply", "plan.json")
PLAN = ("plan", "staging", "--accept", "adoption", "--accept", "drift", "--reason", "it is", "--out", "new.json")

_NOTHING = re.compile(r"nothing was written|everything was rolled back|no run is ever written by halves", re.IGNORECASE)
_WRITTEN = re.compile(r"run (\d+) was (?:written all the same|applied before)", re.IGNORECASE)
_EVIDENCE = re.compile(
    r"^Unfinished: run (\d+), opened .+ by .+\. Nothing of it is committed: its row `applied`", re.MULTILINE
)
_REASON = re.compile(r"^(error: |Interrupted)", re.MULTILINE)
_EXITS = frozenset(Exit)


class Scene:
    """Begins anew from the same rows and files for each fault."""

    def __init__(self, engine: str, new: NewWorkshop, folder: Path, words: Path, processes: ForkServer) -> None:
        self.engine = engine
        self.made = new(folder / "w")
        self._processes, self.outside = processes, words
        self.made.save_plan(*mix(self.made))
        self._go_back = self.made.store.way_back()
        self.before = self.made.store.dump()
        self._files = self._listed()
        self.steps: dict[tuple[str, ...], list[str]] = {
            arguments: self._rehearse(arguments) for arguments in (PLAN, APPLY)
        }
        self.judge = Judge(self.before, self.made.store.dump())
        self.rewind()

    def _rehearse(self, arguments: tuple[str, ...]) -> list[str]:
        """The moments of a command that nothing happens to."""
        file = self.outside / "moments"
        file.unlink(missing_ok=True)
        ended = self.run(arguments, partial(note, self.engine, file))
        assert ended.code == Exit.DONE, ended
        return file.read_text().splitlines()

    def rewind(self) -> None:
        """Back to before, with no file that was not there."""
        self._go_back()
        for name in self._listed() - self._files:
            (self.made.root / name).unlink()

    def run(
        self, arguments: tuple[str, ...], trap: Trap = nothing, out: Path | None = None, err: Path | None = None
    ) -> Ended:
        """Run a command; ``out`` and ``err`` are where its streams lead, when not to us."""
        files = [self.outside / name for name in ("out", "err")]
        for file in files:
            file.write_bytes(b"")
        outputs = (out or files[0], err or files[1])
        (code,) = self._processes.run(partial(become, self.made.root, arguments, outputs, trap))
        return Ended(code, *(file.read_text("utf-8", "replace") for file in files))

    def judge_apply(self, ended: Ended, totals: Totals, told: str, *, is_heard: bool = True) -> State | None:
        """What an apply has come to; what it said, if that can be heard, is compared with it."""
        left = self.made.store.dump()
        state = self.judge.state(left, totals, told)
        if not is_heard:
            return state
        self.judge_words(ended, totals, told)
        if state is not None and (lie := self._lie(ended, state, left)):
            totals.wrong("untrue", f"{lie}: {ended}, {told}")
        return state

    def _lie(self, ended: Ended, state: State, left: Dump) -> str:
        said = _WRITTEN.search(ended.err)
        match ended.code:
            case Exit.DONE:
                is_true = state == "new"
            case Exit.UNKNOWN:
                is_true = "unknown" in ended.err
            case _ if state == "new":
                is_true = said is not None and [int(said[1])] == self.judge.new_runs(left)
            case _:
                is_true = bool(_NOTHING.search(ended.err)) and not said
        return "" if is_true else f"it is {state}"

    def judge_other(self, ended: Ended, totals: Totals, told: str, *, is_heard: bool = True) -> None:
        """A command that writes nothing to the database."""
        if self.made.store.dump() != self.before:
            totals.wrong("partial", f"the database is not as it was, {told}")
        if is_heard:
            self.judge_words(ended, totals, told)

    def judge_words(self, ended: Ended, totals: Totals, told: str) -> None:
        """Whatever a command ends with, it is one of our exit codes and a sentence."""
        if ended.code == HUNG:
            totals.wrong("stuck", f"it did not end, {told}")
        elif "Traceback" in ended.err or "Exception ignored" in ended.err:
            totals.wrong("tracebacks", f"{ended}, {told}")
        elif ended.code not in _EXITS:
            totals.wrong("untrue", f"{ended}, {told}")
        elif ended.code not in (Exit.DONE, Exit.DIFFERENT, Exit.REFUSED) and not _REASON.search(ended.err):
            totals.wrong("untrue", f"no reason is told: {ended}, {told}")

    def go_on(self, state: State, totals: Totals, told: str) -> None:
        """The next commands: a plan that says what the last run did, and an apply that comes to the end."""
        left = self.made.store.dump()
        plan, again = self.run(("plan", "staging")), self.run(APPLY)
        unfinished = [str(run) for run, states in runs(left).items() if states == {"opened"}]
        said = _EVIDENCE.findall(plan.out)
        if said != unfinished:
            totals.wrong("untrue", f"the next plan says {said}, and {unfinished} are unfinished, {told}")
        if again.code != Exit.DONE or ("already applied" in again.out) != (state == "new"):
            totals.wrong("stuck", f"the next apply: {again}, {told}")
        elif self.judge.state(self.made.store.dump(), totals, told) != "new":
            totals.wrong("partial", f"the next run does not come to the end, {told}")
        self.judge_files(totals, told)

    def judge_files(self, totals: Totals, told: str, asked_for: Collection[str] = ()) -> None:
        """No file is left that was not asked for."""
        if remains := self._listed() - self._files - {"new.json", *asked_for}:
            totals.wrong("stuck", f"somebody has to clean up {sorted(remains)}, {told}")

    def _listed(self) -> set[str]:
        root = self.made.root
        return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


@contextmanager
def scene(engine: str, *, with_disk: bool = False) -> Iterator[tuple[Scene, Path | None]]:
    """On an engine that is started for it; maybe on a disk of its own, where we may have one."""
    with (
        tempfile.TemporaryDirectory(prefix="people-", dir=IN_MEMORY) as folder,
        disk_of_our_own(Path(folder, "disk")) if with_disk else nullcontext() as disk,
        fork_server(partial(warm_up, engine)) as processes,
        ground(engine) as new,
    ):
        yield Scene(engine, new, disk or Path(folder), Path(folder), processes), disk
