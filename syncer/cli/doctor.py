"""``syncer doctor``: what a database is like, before the first apply."""

from __future__ import annotations

import click

from syncer.cli.command import Command, environment_argument, format_option
from syncer.cli.exits import Exit, exit_of_verdict
from syncer.cli.session import Session


@click.command(
    cls=Command,
    name="doctor",
    examples=(
        "syncer doctor production                 what to know before the first apply",
        "syncer doctor production --format json",
    ),
)
@environment_argument
@format_option
@click.pass_obj
def command(session: Session, environment: str, as_json: bool) -> Exit:
    """Look at the database of ENV from all sides. Nothing is written.

    Version, columns, foreign keys, triggers, ranges of ids, stores, staging, rights, our own tables: what was found,
    what it means, and what to do. Exit 2 where somebody should look.
    """
    from syncer.engine.doctor import doctor

    with session.err.busy() as phase:
        phase(f"Looking at {environment}")
        diagnosis = doctor(session.root, environment)
    if as_json:
        from syncer.render.command_json import doctor_json

        session.out.document(doctor_json(diagnosis))
    else:
        from syncer.render.doctor_text import doctor_text

        session.out.print(*doctor_text(diagnosis))
    session.next("plan", environment, why="what would be done")
    return exit_of_verdict(diagnosis.verdict)
