"""``syncer setup``: our own tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from syncer.cli.command import Command, dialect_option, environment_argument, format_option
from syncer.cli.exits import Exit
from syncer.cli.session import Session
from syncer.model.errors import NotPermitted

if TYPE_CHECKING:
    from syncer.model.report import SetupReport


@click.command(
    cls=Command,
    name="setup",
    examples=(
        "syncer setup staging         make them; again does nothing",
        "syncer setup staging --sql   print the SQL for a DBA instead",
    ),
)
@environment_argument
@click.option("--sql", is_flag=True, help="Print the SQL, and run nothing.")
@dialect_option
@format_option
@click.pass_obj
def command(session: Session, environment: str, sql: bool, dialect: str | None, as_json: bool) -> Exit:
    """Make the tables in which we record what we wrote to the database of ENV.

    They are ours alone; no table of the store is changed. Without them apply cannot run.
    """
    from syncer.engine.setup import setup, setup_sql

    if sql and as_json:
        raise click.UsageError("--sql prints SQL, not JSON")
    if dialect and not sql:
        raise click.UsageError("--dialect is for --sql: the URL says what a database is")
    if sql:
        session.out.document(setup_sql(session.root, environment, dialect))
        session.next("setup", environment, why="once these tables are there")
        return Exit.DONE
    report = setup(session.root, environment)
    try:
        _tell(session, report, as_json=as_json)
    except NotPermitted as error:
        raise NotPermitted(f"{error.message}; the tables are made, and stay", error.remedy) from None
    session.next("plan", environment, "--out", "plan.json", why="what would be done")
    return Exit.DONE


def _tell(session: Session, report: SetupReport, *, as_json: bool) -> None:
    """Raises ``NotPermitted`` where standard output cannot be written."""
    if as_json:
        from syncer.render.command_json import setup_json

        session.out.document(setup_json(report))
    else:
        from syncer.render.report_text import setup_text

        session.out.print(*setup_text(report))
