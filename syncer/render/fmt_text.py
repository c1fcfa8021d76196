"""What formatting did, or would do."""

from __future__ import annotations

import re
from collections.abc import Iterator

from syncer.model.formatted import Formatted, FormattedFile
from syncer.model.shown import Line, line, shown
from syncer.render.problems_text import problems_text
from syncer.render.words import ADDED, CHANGED, DANGER, FAINT, HEADING, NOTE, REMOVED, count

_STYLES = {"+": ADDED, "-": REMOVED, "@": NOTE}
_BLANKS_AT_THE_END = re.compile(" +$")
_NO_END = "\\ No newline at end of file"


def fmt_text(found: Formatted, *, written: bool, differences: bool = False, width: int = 80) -> tuple[Line, ...]:
    """Problems first, then the files; ``written`` tells what was done from what would be."""
    verb = "formatted" if written else "would change"
    return (
        *problems_text(found.problems, width=width),
        *(row for one in found.changed if differences for row in _difference(one)),
        *(line(shown(f"{verb}  ", CHANGED), shown(one.file, HEADING), indent=2) for one in found.changed),
        *(line(shown(f"left as it is  {file}", DANGER), _LEFT, indent=2) for file in found.left),
        line(shown(_sentence(found, written), DANGER if found.problems or found.left else HEADING)),
    )


_LEFT = ": its canonical layout would not say the same; lay it out by hand"


def _sentence(found: Formatted, written: bool) -> str:
    done = "formatted" if written else "to be formatted"
    said = f"{count(len(found.changed), 'file')} {done}, {found.unchanged:,} unchanged"
    left = len({problem.source.file for problem in found.problems} | {*found.left})
    return f"{said}, {left:,} left alone because of problems." if left else f"{said}."


def _difference(one: FormattedFile) -> Iterator[Line]:
    """A unified difference; what cannot be seen, as the ends of lines of Windows, is made visible."""
    from difflib import unified_diff

    before, after = _lines(one.before), _lines(one.after)
    for row in unified_diff(before, after, one.file, f"{one.file} (formatted)", lineterm=""):
        if row[0] in "+-":
            row = _BLANKS_AT_THE_END.sub(lambda blanks: "\\x20" * len(blanks[0]), row)
        style = HEADING if row.startswith(("+++", "---")) else _STYLES.get(row[:1], FAINT)
        yield line(shown(row, style))
    yield line()


def _lines(text: str) -> list[str]:
    *lines, last = text.split("\n")
    return [*lines, last, _NO_END] if last else lines
