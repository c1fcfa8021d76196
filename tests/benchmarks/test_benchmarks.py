"""The benchmarks run, and say everything. How fast anything is, is not for a test to judge."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.measure import Command, Runs, WentWrong, run
from benchmarks.rows import QUICK, rows
from benchmarks.run import BEGIN, END, main, write
from benchmarks.table import Result, table

FOUND = rows(QUICK, Path("data"))


def test_every_row_is_timed_and_told(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--quick"])
    _, _, *lines = capsys.readouterr().out.splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    assert [line[0] for line in cells if line[0]] == [row.label for row in FOUND]
    assert len(cells) == sum(len(row.comparisons) + (row.most_memory is not None) for row in FOUND)
    for line in cells:
        assert line[-1] in {"yes", "**no**", "-"}


def test_one_row_can_be_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--quick", "--only", "help"])
    assert "`--help`" in capsys.readouterr().out.splitlines()[-1]


def test_an_unknown_row_is_answered_with_those_that_there_are() -> None:
    with pytest.raises(SystemExit, match=r"no row is called 'halp'; there are help, "):
        main(["--quick", "--only", "halp"])


def test_a_process_that_fails_is_not_timed() -> None:
    with pytest.raises(WentWrong, match=r"(?s)exit 3.*lost for words"):
        run(Command(("sh", "-c", "echo lost for words >&2; exit 3")))


def test_a_peer_that_is_not_installed_is_named_all_the_same() -> None:
    (row,) = (one for one in FOUND if one.name == "plan")
    without = replace(row, comparisons=tuple(replace(one, command=None) for one in row.comparisons))
    took = Runs(wall=2.0, least=1.0, most=3.0, cpu=2.0, peak=200.0)
    text = table([Result(without, took, (None, None))])
    assert text.count("not installed") == 2
    assert "**no**" in text.splitlines()[-1], "200 MB are more than it may hold"


def test_results_are_put_between_their_marks(tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    readme.write_text(f"before\n{BEGIN}old\n{END}after\n", encoding="utf-8")
    write(readme, "new\n")
    write(readme, "newer\n")
    assert readme.read_text(encoding="utf-8") == f"before\n{BEGIN}\nnewer\n\n{END}after\n"
