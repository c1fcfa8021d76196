"""Bytes become text, and characters that people cannot see are named."""

from __future__ import annotations

import re
import unicodedata

# Fixed here and not asked of the running Python, so that every version gives the same verdict. Control characters
# but tab and line feed; line and paragraph separators; surrogates; noncharacters; format characters of direction
# and width; and what else Unicode calls ignorable or draws as nothing.
_UNSEEN = (
    r"\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    + "".join(rf"\U{plane:04x}fffe\U{plane:04x}ffff" for plane in range(1, 17))
    + r"\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164"
    r"\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U00013430-\U0001345f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    r"\U000e0000-\U000e0fff"
)
UNSEEN = re.compile(f"[{_UNSEEN}]")
"""Finds a character that must not stand in a file."""

UNSEEN_OR_TAB = re.compile(rf"[\t{_UNSEEN}]")
"""Finds a character that must not stand in a value; a line feed may."""

_BIDIRECTIONAL = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_CONTROL_NAMES = {
    "\0": "NUL",
    "\t": "TAB",
    "\n": "LINE FEED",
    "\r": "CARRIAGE RETURN",
    "\x1b": "ESCAPE",
    "\x7f": "DELETE",
    "\x85": "NEXT LINE",
}
ORDINARY = re.compile(
    r"[\n -~\xa1-\xac\xae-\u024f\u2010-\u2027\u20ac\u3001-\u3003\u3041-\u3096\u30a1-\u30fc\u4e00-\u9fff\uac00-\ud7a3]*"
)
"""Matches most texts: Latin letters, those of East Asia, common signs. All are seen and composed (NFC), none is a
blank but the blank itself, and no letter looks like one of another script."""


def is_clean(text: str) -> bool:
    """Whether a text with line feeds holds no unseen character and no tab."""
    # The class of all unseen characters costs twenty times as much.
    return ORDINARY.fullmatch(text) is not None or UNSEEN_OR_TAB.search(text) is None


def name_of(char: str) -> str:
    """A character as people look it up: ``U+202E RIGHT-TO-LEFT OVERRIDE``."""
    name = _CONTROL_NAMES.get(char) or unicodedata.name(char, "")
    return f"U+{ord(char):04X} {name}".rstrip()


def kind_of(char: str) -> str:
    """What is wrong with an unseen character, in a few words."""
    if char in _BIDIRECTIONAL:
        return "a character that changes the direction of writing"
    if "\ud800" <= char <= "\udfff":
        return "half of a character"
    if unicodedata.category(char) == "Cc":
        return "a control character"
    return "an invisible character"
