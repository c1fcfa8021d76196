"""When two names count as the same for a person or for one of the databases."""

from __future__ import annotations

import unicodedata


def folded(name: str) -> str:
    """A name without case and outer blanks: Db2 and Derby compare with blank padding (reference 3.1)."""
    return name.strip(" ").casefold()


def compatible(name: str) -> str:
    """A name also without compatibility differences (NFKC): for names in one catalog."""
    return unicodedata.normalize("NFKC", folded(unicodedata.normalize("NFKC", name)))
