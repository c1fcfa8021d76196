"""``syncer schema``: the JSON Schema of a kind of file or output."""

from __future__ import annotations

import click

from syncer.cli.command import Command
from syncer.cli.exits import Exit
from syncer.cli.session import Session


def _complete_kind(_ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    from syncer.desired.schemas import kinds

    return [kind for kind in kinds() if kind.startswith(incomplete)]


@click.command(
    cls=Command,
    name="schema",
    examples=(
        "syncer schema segment                      what a file of the catalog may say",
        "syncer schema plan > plan.schema.json      for the scripts that read our JSON",
    ),
)
@click.argument("kind", metavar="KIND", shell_complete=_complete_kind)
@click.pass_obj
def command(session: Session, kind: str) -> Exit:
    """Print a JSON Schema: of the files that people write, or of the JSON that commands print.

    A KIND that there is none of lists those there are.
    """
    from syncer.desired.schemas import schema_text

    session.out.document(schema_text(kind))
    session.next("validate", why="check every file against it")
    return Exit.DONE
