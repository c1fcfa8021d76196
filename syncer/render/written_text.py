"""Which files were made."""

from __future__ import annotations

from syncer.model.shown import Line, line, shown
from syncer.model.written import Written
from syncer.render.words import ADDED, HEADING, count


def written_text(written: Written) -> tuple[Line, ...]:
    """One line a file, and how many there are."""
    files = (line(shown("+ ", ADDED), shown(file, HEADING), indent=2) for file in written.files)
    return (*files, line(shown(f"{count(len(written.files), 'file')} written.", HEADING)))
