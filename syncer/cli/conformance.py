"""``syncer conformance``: what an engine shows when it is tried out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from syncer.cli.command import Command, environment_argument, format_option
from syncer.cli.exits import Exit
from syncer.cli.session import Session
from syncer.model.shown import Line, line

if TYPE_CHECKING:
    from syncer.model.conformance import Conformance


@click.command(
    cls=Command,
    name="conformance",
    examples=(
        "syncer conformance staging --scratch-schema SCRATCH   try everything there",
        "syncer conformance staging --scratch-schema SCRATCH --keep",
    ),
)
@environment_argument
@click.option(
    "--scratch-schema",
    "schema",
    metavar="NAME",
    required=True,
    allow_from_autoenv=False,
    callback=lambda _ctx, _parameter, value: _identifier(value),
    help="An empty schema of the same database.",
)
@click.option("--keep", is_flag=True, allow_from_autoenv=False, help="Leave the tables there, to look at.")
@click.option(
    "--out", metavar="FILE.json", type=click.Path(), help="Where the result goes; else conformance-ENGINE.json."
)
@format_option
@click.pass_obj
def command(session: Session, environment: str, schema: str, keep: bool, out: str | None, as_json: bool) -> Exit:
    """Try out the database of ENV in an empty schema, and write down what was seen.

    For a Db2 or an Oracle: the store's tables are made there, the whole core runs, two at once, killed, beside others,
    and all is dropped again. Nothing outside of the schema is written. Exit 1 where a check failed, 2 where one could
    not be run.
    """
    from syncer.cli.files import require_place, write_whole
    from syncer.engine.conformance.conform import conform
    from syncer.render.command_json import conformance_json

    if out is not None and not out.endswith(".json"):
        raise click.BadParameter("a result ends in .json", param_hint="--out")
    require_place(session.path(out or "conformance.json"))
    with session.err.busy() as phase:
        found = conform(session.root, environment, schema, keep=keep, progress=lambda what: phase(f"Trying: {what}"))
    document = conformance_json(found)
    file = out or f"conformance-{found.engine}.json"
    try:
        write_whole(session.path(file), document)
    finally:  # it took minutes: what was seen is told also where it cannot be kept
        if not as_json:
            session.out.print(*_page(found))
    if as_json:
        session.out.document(document)
    session.talk(line(f"Saved {file}. Whatever it says, please attach it to an issue of segment-syncer."))
    session.next("doctor", environment, why="once its file names the result under `conformance`")
    return _EXITS[found.verdict]


def _page(found: Conformance) -> tuple[Line, ...]:
    from syncer.render.conformance_text import conformance_text

    return conformance_text(found)


def _identifier(value: str) -> str:
    """A name that needs no quotes."""
    import re

    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_#$]{0,127}", value):
        raise click.BadParameter("an SQL identifier, like SCRATCH")
    return value


_EXITS = {"passed": Exit.DONE, "failed": Exit.FAILED, "not-run": Exit.DIFFERENT}
