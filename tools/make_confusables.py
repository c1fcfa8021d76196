"""Write ``syncer/desired/confusables.json`` from ICU's table of confusable characters (UTS 39).

Run it with Debian's own Python, which has ICU: ``apt-get install python3-icu``, then
``/usr/bin/python3 tools/make_confusables.py``. The table says for each look which characters have it.
"""

from __future__ import annotations

import json
import unicodedata
from collections import defaultdict
from pathlib import Path

import icu  # type: ignore[import-not-found]  # comes with Debian, not from an index

TARGET = Path(__file__).parent.parent / "syncer" / "desired" / "confusables.json"


def main() -> None:
    """Ask ICU for the skeleton of every character that does not decompose."""
    checker = icu.SpoofChecker()
    looks: dict[str, str] = defaultdict(str)
    for code in (*range(0x20, 0x7F), *range(0xA0, 0xD800), *range(0xE000, 0x110000)):
        char = chr(code)
        if unicodedata.normalize("NFD", char) == char:
            skeleton = checker.getSkeleton(0, char)
            if skeleton not in {char, ""} and "\t" not in skeleton:
                looks[skeleton] += char
    made = {"unicode": icu.UNICODE_VERSION, "icu": icu.ICU_VERSION, "looks": dict(sorted(looks.items()))}
    TARGET.write_text(json.dumps(made, indent=0) + "\n", encoding="ascii")


if __name__ == "__main__":
    main()
