"""``syncer init``: a catalog repository of one's own."""

from __future__ import annotations

import shlex
from dataclasses import replace

import click

from syncer.cli.command import Command, format_option
from syncer.cli.exits import Exit
from syncer.cli.pages import tell_written
from syncer.cli.session import Session


@click.command(
    cls=Command,
    name="init",
    examples=(
        "syncer init              in this folder",
        "syncer init segments     in a folder of this name",
    ),
)
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path())
@format_option
@click.pass_obj
def command(session: Session, folder: str, as_json: bool) -> Exit:
    """Start a catalog repository: an example, environments, schemas, CI files, CODEOWNERS, README.

    Nothing that is there is overwritten; what is in the way is listed, and then nothing is written.
    """
    from syncer.cli.files import write_new
    from syncer.engine.init import init

    root = session.path(folder)
    files = init(root)
    for path, text in files.items():
        write_new(root / path, text)
    tell_written(session, tuple(files), as_json=as_json)
    if folder != ".":
        session = replace(session, program=shlex.join(("syncer", "-C", str(root))))
    session.next("sandbox", why="databases to try it on; the README says what to fill in")
    return Exit.DONE
