"""``syncer drift``: what is live and no longer what was written."""

from __future__ import annotations

import click

from syncer.cli.command import Command, environment_argument
from syncer.cli.exits import Exit, exit_of_verdict
from syncer.cli.reporting import publish, report_options
from syncer.cli.session import Session


@click.command(
    cls=Command,
    name="drift",
    examples=(
        "syncer drift production                 who changed what, and when",
        "syncer drift production --format json",
    ),
)
@environment_argument
@report_options
@click.pass_obj
def command(session: Session, environment: str) -> Exit:
    """Compare the database of ENV with what we wrote there, and with the catalog.

    Exit 2 where there is a difference.
    """
    from syncer.engine.drift import drift

    with session.err.busy() as phase:
        phase(f"Reading {environment}")
        report = drift(session.root, environment)
    publish(session, report)
    if not report.is_recorded:
        session.next("setup", environment, why="make our own tables, so that it can be told who changed what")
    elif not report.is_in_sync:
        session.next("plan", environment, why="what would be done about it")
    else:
        session.next("plan", environment, why="nothing should be left to do")
    return exit_of_verdict(report.verdict)
