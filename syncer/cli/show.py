"""``syncer show``: a saved plan, as it was made."""

from __future__ import annotations

import click

from syncer.cli.command import Command
from syncer.cli.exits import Exit
from syncer.cli.pages import name_setup
from syncer.cli.reporting import publish, report_options
from syncer.cli.session import Session


@click.command(
    cls=Command,
    name="show",
    examples=(
        "syncer show plan.json",
        "syncer -v show plan.json             every change and every text in full",
        "syncer show plan.json --format json",
    ),
)
@click.argument("file", metavar="FILE", type=click.Path())
@report_options
@click.pass_obj
def command(session: Session, file: str) -> Exit:
    """Show a plan that was saved. No database is asked.

    Exit 7 where the file was altered, cut short, or is of another tool or format.
    """
    from syncer.desired.plan_file import read_plan_file

    plan = read_plan_file(session.path(file))
    publish(session, plan)
    if plan.target is None:
        name_setup(session, plan.environment)
    elif plan.is_blocked or not plan.changes:
        session.next("plan", plan.environment, why="how it stands now")
    else:
        session.next("apply", file, why="do that, all of it or nothing")
    return Exit.DONE
