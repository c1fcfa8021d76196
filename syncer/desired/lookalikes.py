"""What a name looks like: names with one skeleton are taken for each other (UTS 39).

The table is Unicode's of version 15.0; ``tools/make_confusables.py`` makes it anew.
"""

from __future__ import annotations

import json
import unicodedata
from functools import cache, lru_cache
from pathlib import Path

# The rows of the table that are about ASCII, so that most names never need the table. A test compares them.
_ASCII = str.maketrans("01I|`", "Olll'")


def skeleton(name: str) -> str:
    """A text that is equal for names that look alike."""
    return " ".join(map(_of_word, name.split(" ")))


# The same words come back in many names.
@lru_cache(maxsize=10_000)
def _of_word(word: str) -> str:
    if word.isascii():
        return word.translate(_ASCII).replace("m", "rn").replace('"', "''").replace("%", "\u00ba/\u2080")
    decomposed = unicodedata.normalize("NFD", word)
    return unicodedata.normalize("NFD", decomposed.translate(_table()))


@cache
def _table() -> dict[int, str]:
    looks: dict[str, str] = json.loads(Path(__file__).with_name("confusables.json").read_bytes())["looks"]
    return {ord(char): look for look, chars in looks.items() for char in chars}
