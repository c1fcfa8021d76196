"""``syncer fmt``: every file laid out alike."""

from __future__ import annotations

import click

from syncer.cli.command import Command, format_option
from syncer.cli.exits import Exit, exit_of_verdict
from syncer.cli.session import Session
from syncer.model.verdict import Verdict


@click.command(
    cls=Command,
    name="fmt",
    examples=(
        "syncer fmt                      lay out every file",
        "syncer fmt catalog/aurora       only these files",
        "syncer fmt --check              change nothing; exit 2 where a file would change",
        "syncer fmt --diff               the same, and what would change",
    ),
)
@click.argument("paths", nargs=-1, metavar="[PATHS]...", type=click.Path())
@click.option("--check", is_flag=True, help="Change nothing, and name the files that would change.")
@click.option("--diff", is_flag=True, help="Change nothing, and show what would change.")
@format_option
@click.pass_obj
def command(session: Session, paths: tuple[str, ...], check: bool, diff: bool, as_json: bool) -> Exit:
    """Bring files of the catalog and the environments into their canonical layout.

    Order of keys, quotes, line breaks, indentation; comments stay with what they belong to, and what a file says never
    changes. Files with errors are left as they are: exit 3.
    """
    from syncer.engine.fmt import fmt

    writes = not (check or diff)
    found = fmt(session.root, [session.path(path) for path in paths])
    if writes:
        from syncer.cli.files import rewrite

        for one in found.changed:
            rewrite(session.root / one.file, one.before, one.after)
    if as_json:
        from syncer.render.command_json import fmt_json

        session.out.document(fmt_json(found, written=writes))
    else:
        from syncer.render.fmt_text import fmt_text

        session.out.print(*fmt_text(found, written=writes, differences=diff, width=session.out.width))
    if found.problems:
        session.next("explain", found.problems[0].code, why="what that means, and what to do")
    elif found.changed and not writes:
        session.next("fmt", *paths, why="do that")
    else:
        session.next("validate", why="check what the files say")
    return Exit.DONE if writes and found.verdict is Verdict.DIFFERENT else exit_of_verdict(found.verdict)
