"""The mutants that no test can notice, and why: ``tests/mutants.md``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.mutants.mutant import mutants_of
from tests.mutants.naming import Name

PAGE = Path(__file__).parents[1] / "mutants.md"


class Untold(Exception):
    """The page says something that is not so, or leaves something out."""


def listed(page: Path = PAGE) -> dict[Name, str]:
    """The reason for each mutant on the page. Raises :class:`Untold`."""
    found: dict[Name, str] = {}
    file = function = before = ""
    open_: list[Name] = []
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
        match line[:4], line[4:6]:
            case "### ", _:
                function = line[4:].strip("` ")
            case "    ", "- ":
                before = line[6:]
            case "    ", "+ ":
                open_.append(Name(file, function, before, line[6:]))
            case _ if line.startswith("## "):
                file = line[3:].strip("` ")
            case _ if line and open_:
                found |= dict.fromkeys(open_, line)
                open_ = []
        if line.startswith("#") and open_:
            raise Untold(f"{page}:{number}: no reason is given for what stands above\n{open_[0]}")
    if open_:
        raise Untold(f"{page}: no reason is given for\n{open_[0]}")
    return found


def gone(named: Mapping[Name, str], root: Path = Path()) -> Iterator[Name]:
    """Names on the page that no mutant has any more."""
    for file in sorted({name.file for name in named}):
        there = {mutant.name for mutant in mutants_of(file, root)} if (root / file).exists() else set()
        yield from (name for name in named if name.file == file and name not in there)
