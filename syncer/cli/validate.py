"""``syncer validate``: every problem of every file at once."""

from __future__ import annotations

import click

from syncer.cli.command import Command
from syncer.cli.exits import Exit, exit_of_verdict
from syncer.cli.reporting import publish, report_options
from syncer.cli.session import Session


@click.command(
    cls=Command,
    name="validate",
    examples=(
        "syncer validate                     every file",
        "syncer validate catalog/aurora      only problems of these files",
        "syncer validate --format json",
    ),
)
@click.argument("paths", nargs=-1, metavar="[PATHS]...", type=click.Path())
@report_options
@click.pass_obj
def command(session: Session, paths: tuple[str, ...]) -> Exit:
    """Check the files of the catalog and the environments, without a database.

    With PATHS only problems of these files and folders are shown; rules across files still see all.
    Exit 3 where there is an error; warnings do not count.
    """
    from syncer.engine.validate import validate

    checked = validate(session.root, [session.path(path) for path in paths])
    publish(session, checked)
    if checked.problems:
        first = (*checked.errors, *checked.problems)[0]
        session.next("explain", first.code, why="what that means, and what to do")
    else:
        session.next("plan", "ENV", "--out", "plan.json", why="what would be done")
    return exit_of_verdict(checked.verdict)
