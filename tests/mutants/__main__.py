"""``python -m tests.mutants``: the product changed in thousands of small ways, and whether a test notices each.

Ends with 1 where a guard or a gate has a mutant that no test noticed, where a room has more of them than its floor
allows, or where ``tests/mutants.md`` says what is not so.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from tests.figures import Figures, table
from tests.mutants.campaign import Hunt
from tests.mutants.hunt import endings
from tests.mutants.listed import Untold, gone, listed
from tests.mutants.mutant import Mutant, mutants_of
from tests.mutants.naming import Name
from tests.mutants.play import Ending

FLOORS = {
    "syncer/planning/guards": 100,
    "syncer/live/gate.py": 100,
    "syncer/live/scratch_gate.py": 100,
    "syncer/planning": 90,
    "syncer/live": 90,
}
"""How much of a place must be noticed, per cent."""
_OF_GATES = (
    *("tests/live/test_gate.py", "tests/live/test_gate_by_text.py", "tests/live/test_authorizer.py"),
    *("tests/live/test_scratch_gate.py", "tests/live/test_golden_sql.py", "tests/live/test_grants.py"),
)
TESTS = {
    "syncer/live/gate.py": _OF_GATES,
    "syncer/live/scratch_gate.py": _OF_GATES,
    "syncer/planning": ("tests/planning",),
    "syncer/live": ("tests/live", "tests/engine"),
}
"""The tests that answer for a place: the first that fits. For other rooms it is the folder of their name."""
ROOT = Path(__file__).parents[2]

Outcomes = Mapping[Name, tuple[Ending, str]]


def main() -> int:
    asked = _asked()
    started = time.monotonic()
    try:
        reasons = listed()
    except Untold as error:
        raise SystemExit(str(error)) from None
    mutants = [mutant for file in _files(asked.place, asked.changed_since) for mutant in mutants_of(file, ROOT)]
    if not mutants:
        print("There is nothing to change.")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        hunt = Hunt(mutants, ROOT, _tests(mutants), asked.seconds, asked.workers, Path(folder))
        found = endings(hunt, lambda line: print(line, file=sys.stderr, flush=True))
    outcomes = {mutants[index].name: ending for index, ending in found.items()}
    if asked.verbose:
        for name, (ending, told) in outcomes.items():
            print(name, f"    {ending.name.lower()} {told}", sep="\n")
    wrong = [*_wrong(mutants, outcomes, reasons), *_below(outcomes, reasons)]
    print(*_missed(mutants, outcomes, reasons), sep="\n")
    print(*table(list(_rows(outcomes, reasons))), sep="\n")
    print(*wrong, f"{time.monotonic() - started:.0f} s", sep="\n")
    return 1 if wrong else 0


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("place", nargs="*", default=["syncer/planning", "syncer/live"], help="files and folders")
    parser.add_argument("--changed-since", metavar="REF", help="only files that differ from this revision")
    parser.add_argument("--workers", type=int, default=2, help="mutants that are played at a time (default 2)")
    parser.add_argument("--seconds", type=float, default=10, help="of tests for one mutant (default 10)")
    parser.add_argument("--verbose", action="store_true", help="tell of each mutant how it ended")
    return parser.parse_args()


def _files(places: Sequence[str], changed_since: str | None) -> Iterator[str]:
    changed = None
    if changed_since:
        command = ["git", "diff", "--name-only", changed_since, "--", *places]
        changed = set(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split())
    for place in places:
        path = ROOT / place
        if not path.exists():
            raise SystemExit(f"there is no {place}")
        for one in [path] if path.is_file() else sorted(path.rglob("*.py")):
            file = one.relative_to(ROOT).as_posix()
            if changed is None or file in changed:
                yield file


def _tests(mutants: Sequence[Mutant]) -> list[str]:
    """The tests that answer for the files of mutants."""
    found: dict[str, None] = {}
    for file in dict.fromkeys(mutant.name.file for mutant in mutants):
        room = file.split("/")[1]
        found |= dict.fromkeys(next((TESTS[place] for place in TESTS if file.startswith(place)), (f"tests/{room}",)))
    return list(found)


def _counts(names: Iterable[Name], outcomes: Outcomes, reasons: Mapping[Name, str]) -> Counter[str]:
    """How the mutants of a place ended; one that cannot be imported counts nowhere."""
    counts = Counter[str]()
    for name in names:
        ending, _ = outcomes[name]
        if ending is Ending.STILLBORN:
            continue
        counts["mutants"] += 1
        if ending in (Ending.KILLED, Ending.LOOPED):
            counts["noticed"] += 1
        else:
            counts["listed" if name in reasons else "missed"] += 1
    return counts


def _share(counts: Counter[str]) -> float:
    """Per cent of the mutants that a test can notice."""
    return 100 * counts["noticed"] / max(1, counts["noticed"] + counts["missed"])


def _rows(outcomes: Outcomes, reasons: Mapping[Name, str]) -> Iterator[tuple[str, Figures]]:
    files = defaultdict(list)
    for name in outcomes:
        files[name.file].append(name)
    for file, names in sorted(files.items()):
        counts = _counts(names, outcomes, reasons)
        figures = {head: counts[head] for head in ("mutants", "noticed", "missed", "listed")}
        yield file, {**figures, "per cent": f"{_share(counts):.1f}"}


def _missed(mutants: Sequence[Mutant], outcomes: Outcomes, reasons: Mapping[Name, str]) -> Iterator[str]:
    for mutant in mutants:
        ending, _ = outcomes[mutant.name]
        if ending in (Ending.SURVIVED, Ending.STUCK) and mutant.name not in reasons:
            yield f"{mutant.name}\n    line {mutant.lines.start}: {ending.value}\n"


def _wrong(mutants: Sequence[Mutant], outcomes: Outcomes, reasons: Mapping[Name, str]) -> Iterator[str]:
    """What the page of listed mutants says that is not so."""
    for name in gone(reasons, ROOT):
        yield f"tests/mutants.md lists a mutant that does not exist any more: {name}"
    for mutant in mutants:
        ending, told = outcomes[mutant.name]
        if mutant.name in reasons and ending not in (Ending.SURVIVED, Ending.STUCK):
            yield f"tests/mutants.md lists a mutant that is noticed by {told}: {mutant.name}"


def _below(outcomes: Outcomes, reasons: Mapping[Name, str]) -> Iterator[str]:
    for place, floor in FLOORS.items():
        counts = _counts([name for name in outcomes if name.file.startswith(place)], outcomes, reasons)
        if counts["mutants"]:
            share = _share(counts)
            print(f"{place}: {share:.1f} % noticed, {floor} % asked", file=sys.stderr)
            if share < floor:
                yield f"{place}: {share:.1f} % is below {floor} %"


if __name__ == "__main__":
    sys.exit(main())
