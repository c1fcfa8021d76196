"""What a name looks like: names with one skeleton are taken for each other (UTS 39).

The table is Unicode's of version 15.0; ``tools/make_confusables.py`` makes it anew.
"""

from __future__ import annotations

import json
import unicodedata
from functools import cache
from pathlib import Path

# The rows of the table that are about ASCII, so that most names never need the table. A test compares them.
_ASCII = str.maketrans("01I|`", "Olll'")


def skeleton(name: str) -> str:
    """A text that is equal for names that look alike."""
    if name.isascii():
        return name.translate(_ASCII).replace("m", "rn").replace('"', "''").replace("%", "\u00ba/\u2080")
    table = _table()
    decomposed = unicodedata.normalize("NFD", name)
    return unicodedata.normalize("NFD", decomposed.translate(table))


@cache
def _table() -> dict[int, str]:
    looks: dict[str, str] = json.loads(Path(__file__).with_name("confusables.json").read_bytes())["looks"]
    return {ord(char): look for look, chars in looks.items() for char in chars}
