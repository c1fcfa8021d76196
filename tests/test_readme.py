"""The README tells of the commands and exit codes that there are, and its tour is what the commands print."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from syncer.cli.commands import COMMANDS
from syncer.cli.exits import PRECEDENCE, Exit
from syncer.desired.load_catalog import check
from syncer.render.formats import FORMATS

ROOT = Path(__file__).parents[1]
CUT = "..."


def section(title: str) -> str:
    """What stands under a heading of the README."""
    return (ROOT / "README.md").read_text("utf-8").partition(f"## {title}\n")[2].partition("\n## ")[0]


def test_every_command_is_listed() -> None:
    assert re.findall(r"^\| `syncer ([a-z]+)", section("Commands"), flags=re.MULTILINE) == list(COMMANDS)


def test_every_exit_code_is_listed_and_their_order_told() -> None:
    assert re.findall(r"^\| (\d+) ", section("Exit codes"), flags=re.MULTILINE) == [str(int(code)) for code in Exit]
    told = ", ".join(str(int(code)) for code in PRECEDENCE if code)
    assert section("Exit codes").strip().endswith(f"the first of {told}.")


def test_every_format_is_listed() -> None:
    assert re.findall(r"^\| `([a-z-]+)` \|", section("In a pull request"), flags=re.MULTILINE) == list(FORMATS)


def blocks(language: str) -> list[str]:
    """Every block of the README in one language."""
    return re.findall(rf"^```{language}\n(.*?)^```", (ROOT / "README.md").read_text("utf-8"), flags=re.M | re.DOTALL)


def test_the_sample_files_are_valid(tmp_path: Path) -> None:
    segment, environment = blocks("yaml")
    for path, text in {"catalog/aurora/loyalty-gold.yaml": segment, "environments/staging.yaml": environment}.items():
        (tmp_path / path).parent.mkdir(parents=True)
        (tmp_path / path).write_text(text, "utf-8")
    assert check(tmp_path).problems == ()


def steps() -> Iterator[tuple[str, list[str]]]:
    """Each command of the tour with the lines that the README shows after it."""
    for block in re.findall(r"^```console\n(.*?)^```", section("Five minutes"), flags=re.MULTILINE | re.DOTALL):
        for step in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, *lines = step.splitlines()
            yield command, lines


def as_pattern(lines: list[str]) -> str:
    """Lines as a pattern in which a cut stands for any lines, or for the rest of one."""

    def one(line: str) -> str:
        whole = line.removesuffix(CUT)
        return re.escape(whole) + (".*" if whole != line else "") + "\n"

    return "".join("(?:.*\n)*?" if line == CUT else one(line) for line in lines)


def test_the_tour_is_what_the_commands_print(tmp_path: Path) -> None:
    for folder in ("catalog", "environments", "demo"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    git = ("git", "-C", tmp_path, "-c", "user.name=Ana", "-c", "user.email=ana@example.org")
    for words in (("init", "-q"), ("add", "catalog", "environments"), ("commit", "-q", "-m", "The catalog")):
        subprocess.run([*git, *words], check=True)
    commands = tmp_path / "bin"
    commands.mkdir()
    (commands / "syncer").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m syncer "$@"\n', "utf-8")
    (commands / "syncer").chmod(0o755)
    surroundings = {"PATH": f"{commands}:{os.defpath}", "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"}
    taken = list(steps())
    assert len(taken) >= 10
    for command, lines in taken:
        done = subprocess.run(
            command,
            shell=True,
            cwd=tmp_path,
            env=surroundings,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        printed = done.stdout + (f"(exit code {done.returncode})\n" if done.returncode else "")
        if not re.fullmatch(as_pattern(lines), printed):
            pytest.fail(f"README.md shows something else after `{command}`; it prints:\n{printed}")
