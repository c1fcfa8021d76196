"""``syncer schema``: the JSON Schema of a kind of file or output."""

from __future__ import annotations

import click

from syncer.cli.command import Command
from syncer.cli.exits import Exit
from syncer.cli.session import Session

KINDS = ("segment", "environment", "plan", "report", "drift", "validate", "setup", "sandbox", "explain", "error")


@click.command(
    cls=Command,
    name="schema",
    examples=(
        "syncer schema segment                      what a file of the catalog may say",
        "syncer schema plan > plan.schema.json      for the scripts that read our JSON",
    ),
)
@click.argument("kind", type=click.Choice(KINDS))
@click.pass_obj
def command(session: Session, kind: str) -> Exit:
    """Print a JSON Schema: of the files that people write, or of the JSON that commands print."""
    from syncer.desired.schemas import schema_text

    session.out.document(schema_text(kind))
    session.next("validate", why="check every file against it")
    return Exit.DONE
