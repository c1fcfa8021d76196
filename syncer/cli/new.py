"""``syncer new``: the file of one segment."""

from __future__ import annotations

import click

from syncer.cli.command import Command, format_option
from syncer.cli.exits import Exit
from syncer.cli.pages import tell_written
from syncer.cli.session import Session


@click.command(
    cls=Command,
    name="new",
    examples=(
        "syncer new aurora/win-back-90-days",
        "syncer new aurora/vip --name 'VIP customers' --description 'From the CRM.'",
    ),
)
@click.argument("id", metavar="STORE/ID")
@click.option("--name", metavar="TEXT", help="Its name; made from ID if not given. It never changes once applied.")
@click.option("--description", metavar="TEXT", help="Its description; a reminder to write one if not given.")
@format_option
@click.pass_obj
def command(session: Session, id: str, name: str | None, description: str | None, as_json: bool) -> Exit:
    """Write the file of a new segment: catalog/STORE/ID.yaml.

    STORE is a folder that an environment lists. A file that is there is never overwritten.
    """
    from syncer.cli.files import write_new
    from syncer.engine.new import new

    found = new(session.root, id, name, description)
    write_new(session.root / found.file, found.text)
    tell_written(session, (found.file,), as_json=as_json)
    session.next("validate", why="check it" if description else "once its description says what people need")
    return Exit.DONE
