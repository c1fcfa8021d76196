"""What more than one command says."""

from __future__ import annotations

from syncer.cli.session import Session


def name_setup(session: Session, environment: str) -> None:
    """Nothing is recorded yet, and so nothing can be applied."""
    session.next("setup", environment, why="make our own tables, in which we record what we write; then plan again")


def tell_written(session: Session, files: tuple[str, ...], *, as_json: bool) -> None:
    """Which files were made."""
    from syncer.model.written import Written

    written = Written(files)
    if as_json:
        from syncer.render.command_json import written_json

        session.out.document(written_json(written))
    else:
        from syncer.render.written_text import written_text

        session.out.print(*written_text(written))
