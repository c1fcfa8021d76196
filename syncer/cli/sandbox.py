"""``syncer sandbox``: databases to play with."""

from __future__ import annotations

import click

from syncer.cli.command import Command, format_option
from syncer.cli.exits import Exit
from syncer.cli.session import Session


@click.command(
    cls=Command,
    name="sandbox",
    examples=(
        "syncer sandbox               make those that the environments name",
        "syncer sandbox --reset       throw them away and make them anew",
        "syncer sandbox --profile 7   with the tables of version 7",
    ),
)
@click.option(
    "--profile",
    type=click.Choice(["7", "9"]),
    default="9",
    show_default=True,
    help="The version of the store whose tables are made.",
)
@click.option("--reset", is_flag=True, allow_from_autoenv=False, help="Replace sandboxes that are there.")
@format_option
@click.pass_obj
def command(session: Session, profile: str, reset: bool, as_json: bool) -> Exit:
    """Make a SQLite database for every environment that names a sandbox, and set it up.

    They hold the real tables, keys and cascades of a store, seed rows, and a few thousand members.
    """
    from syncer.engine.sandbox import sandbox

    with session.err.busy() as phase:
        phase("Making sandboxes")
        report = sandbox(session.root, profile=profile, reset=reset)
    if as_json:
        from syncer.render.command_json import sandbox_json

        session.out.document(sandbox_json(report))
    else:
        from syncer.render.report_text import sandbox_text

        session.out.print(*sandbox_text(report))
    if report.environments:
        session.next("plan", report.environments[-1], "--out", "plan.json", why="what would be done")
    return Exit.DONE
