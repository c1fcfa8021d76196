"""What a single text may hold: its bytes, its blanks, its characters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from syncer.desired.reading.characters import ORDINARY

NAME_BYTES = 254
"""What MBRGRPNAME and DISPLAYNAME hold, in UTF-8 (reference 3.2 and 3.4)."""
DESCRIPTION_BYTES = 4000
"""What MBRGRPDESC.DESCRIPTION holds, in UTF-8 (reference 3.4)."""

# Scripts whose letters are taken for each other.
_ALIKE = frozenset({"LATIN", "GREEK", "CYRILLIC", "ARMENIAN", "CHEROKEE", "COPTIC"})
_WORD = re.compile(r"[^\W\d_]+")


class Fault(NamedTuple):
    """Why a text is not taken as it is."""

    code: str
    message: str
    remedy: str


def are_faultless(texts: Sequence[str]) -> bool:
    """Whether :func:`faults` has nothing to say, where that is easy to see; no text has more characters than it may."""
    together = "\n".join(texts)
    return (
        (together.isascii() or _are_ordinary(texts, together))
        and "  " not in together
        and " \n" not in together
        and "\n " not in together
        and together[:1] != " "
        and together[-1:] != " "
        and together.count("\n") == len(texts) - 1
    )


def _are_ordinary(texts: Sequence[str], together: str) -> bool:
    if ORDINARY.fullmatch(together) is None:
        return False
    # No text has more bytes than its own characters and what all texts have beyond theirs.
    beyond = len(together.encode()) - len(together)
    return max(map(len, texts)) + beyond <= NAME_BYTES


def faults(called: str, text: str, limit: int = NAME_BYTES, *, is_name: bool = False) -> Iterator[Fault]:
    """Every fault of one text; only descriptions, the longer ones, may have several lines."""
    size = len(text.encode("utf-8"))
    if size > limit:
        yield Fault(
            "too-long",
            f"{called} is {size:,} bytes in UTF-8; at most {limit:,} fit",
            "Shorten it; what only people need belongs in a comment or a label.",
        )
    if text != text.strip():
        yield _outer_blanks(called, text)
    elif limit == NAME_BYTES and "\n" in text:
        yield Fault("line-break", f"{called} has a line break in it", "Write it on one line.")
    if not unicodedata.is_normalized("NFC", text):
        yield _not_nfc(called, text)
    if is_name:
        yield from _faults_of_name(text)


def _faults_of_name(text: str) -> Iterator[Fault]:
    odd = next((char for char in text.strip() if char.isspace() and char not in " \n"), None)
    if odd is not None:
        name = f"U+{ord(odd):04X} {unicodedata.name(odd, '')}"
        yield Fault("inner-blanks", f"the name has an unusual blank in it: {name}", "Write a plain blank.")
    if "  " in text.strip():
        yield Fault("inner-blanks", "the name has several blanks in a row", "Keep one: a name can never be corrected.")
    for word in _WORD.findall(text):
        scripts = sorted({script for char in word if (script := _script(char)) in _ALIKE})
        if len(scripts) > 1:
            listed = " and ".join(script.capitalize() for script in scripts)
            yield Fault(
                "mixed-scripts", f"the word `{word}` mixes {listed} letters", "Type the word again in one script."
            )


def _script(char: str) -> str:
    return "LATIN" if char.isascii() else unicodedata.name(char, "").partition(" ")[0]


def _outer_blanks(called: str, text: str) -> Fault:
    if not text.strip():
        return Fault("outer-blanks", f"{called} holds nothing but blanks", "Write something, or '' for nothing.")
    if text.rstrip("\n") == text.strip():
        return Fault(
            "outer-blanks", f"{called} ends with a line break", "Write `>-` or `|-` instead of `>` or `|` before it."
        )
    where = "begins" if text != text.lstrip() else "ends"
    odd = text[0] if where == "begins" else text[-1]
    blank = "a blank" if odd == " " else f"a blank (U+{ord(odd):04X} {unicodedata.name(odd, '')}".rstrip() + ")"
    return Fault(
        "outer-blanks", f"{called} {where} with {blank}", "Remove it: blanks at the ends are not seen, but count."
    )


def _not_nfc(called: str, text: str) -> Fault:
    composed = unicodedata.normalize("NFC", text)
    at = next(number for number, char in enumerate(text) if char != composed[number : number + 1])
    start = max(0, at - 1)
    return Fault(
        "not-nfc",
        f"{called} is not in Unicode's composed form (NFC), from character {at + 1} on",
        f"Write `{composed[start : start + 40]}` there ({_codes(composed[start : start + 2])}, "
        f"not {_codes(text[start : start + 3])}).",
    )


def _codes(text: str) -> str:
    return " ".join(f"U+{ord(char):04X}" for char in text)
