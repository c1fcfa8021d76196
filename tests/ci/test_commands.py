"""Every command line in docs/ci is one that the program takes."""

from __future__ import annotations

import re

import click
import pytest

from syncer.cli.commands import COMMANDS
from syncer.cli.main import syncer
from syncer.render.formats import FORMATS
from tests.ci.pieces import CommandLine, command_lines

LINES = list(command_lines())


@pytest.mark.parametrize("line", LINES, ids=str)
def test_a_command_line_is_taken(line: CommandLine) -> None:
    name, *rest = line.words
    assert name in COMMANDS
    parent = click.Context(syncer)
    command = syncer.get_command(parent, name)
    assert command is not None
    command.make_context(name, rest, parent=parent)


def test_a_command_line_that_is_not_taken_is_noticed() -> None:
    parent = click.Context(syncer)
    command = syncer.get_command(parent, "plan")
    assert command is not None
    with pytest.raises(click.UsageError):
        command.make_context("plan", ["staging", "--report", "sarf=plan.sarif"], parent=parent)


def test_every_step_of_the_way_is_among_them() -> None:
    assert {line.words[0] for line in LINES} >= {"validate", "fmt", "review", "plan", "comment", "apply", "drift"}
    assert len(LINES) >= 20


def test_every_report_that_pipelines_read_is_made_somewhere() -> None:
    reports = {word.partition("=")[0] for line in LINES for word in line.words if re.match(r"[a-z-]+=", word)}
    assert reports >= {"github-summary", "sarif", "junit", "gitlab", "gitlab-terraform", "html", "markdown", "csv"}
    assert reports <= set(FORMATS)
