"""Bytes that are nearly a file of ours: changed in places, by what such files are made of and by what breaks them."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any

_PIECES = (
    *(char.encode() for char in "\n\n \t:#-?,[]{}&*!|>'\"%@`\\~.+019aé日😀"),
    *(char.encode() for char in "\0\a\b\r\x1b\x7f\x85\xa0\u200b\u2028\u202e\ufeff"),
    *(b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\r\n", b": ", b" #", b"- ", b"? ", b"---\n", b"...\n"),
    *(b"&a ", b"*a", b"!!", b"!!binary ", b"<<: ", b"%YAML 1.3\n", b"null", b"true", b"~", b"012", b"0x1F", b"1e999"),
    *(b"1_000", b".inf", b"2001-13-45", b'""', b"''", b"|-\n", b">+2\n", b"{a: b}", b"[a, b]", b"\n  ", b"key: "),
    *(b'"\\0"', b'"\\e[2J"', b'"\\ud800"', b'"\\u202e"', b'"\\U0010ffff"', b"##[error]", b"<!--", b"=1+1"),
    *(b"name: ", b"description: ", b"lifecycle: retired\n", b"lifecycle: released\n", b"translations:\n  fr_FR: {}\n"),
    *(b"displayName: ", b"allowExport: yes\n", b"labels: [a]\n", b"reviewBy: 2027-01-01\n", b"protected: true\n"),
    *(b"url_env: X\n", b"url: x://u:p@h\n", b"password: x\n", b"sandbox: ../x\n", b"{owner_id: '7'}", b"limits: {}\n"),
    *(b'"format_version": 1, ', b'"changes": []', b'"digest": ""', b'"seal": "', b"NaN", b"-1", b"9" * 5_000),
)  # fmt: skip
_VALUES: tuple[Any, ...] = (
    *(None, True, -1, 0, 2**63, 10**400, 1.5, "", [], {}, [[]], {"": None}, "9" * 300, "a/b", "a/b/c", "/", "*"),
    *("\0", "\x1b]0;x\a", "\n::error::x", "\ud800", "\u202e", "=1+1", "</code>", "]]>", "##[x]", "é" * 100),
)  # fmt: skip


LONGEST = 8_192
"""Bytes: longer files tell little more, and take their time."""


def mutated(data: bytes, dice: random.Random) -> bytes:
    """The file with one to five changes, cut where it is too long."""
    if dice.random() < 0.5 and (document := _changed(data, dice)):
        return document[:LONGEST]
    for _ in range(dice.randint(1, 5)):
        at = dice.randrange(len(data) + 1)
        length = dice.choice((0, 0, 1, 4, 40))
        match dice.randrange(4):
            case 0:
                begin = dice.randrange(len(data) + 1)
                piece = data[begin : begin + dice.randint(1, 60)]
            case 1:
                piece = bytes((dice.randrange(256),))
            case _:
                piece = dice.choice(_PIECES) * dice.choice((1, 1, 1, 30))
        data = data[:at] + piece + data[at + length :]
    return data[:LONGEST]


def _changed(data: bytes, dice: random.Random) -> bytes | None:
    """A file of JSON with one to three other values in it; ``None`` for any other file."""
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        return None
    for _ in range(dice.randint(1, 3)):
        places = list(_places(document))
        if not places:
            return None
        holder, key = dice.choice(places)
        if dice.random() < 0.2:
            del holder[key]
        elif dice.random() < 0.2:
            other, place = dice.choice(places)
            holder[key] = json.loads(json.dumps(other[place]))
        else:
            holder[key] = dice.choice(_VALUES)
    return json.dumps(document).encode("ascii")


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every value of a document, as what holds it and under which key."""
    found = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in found:
        yield value, key
        yield from _places(inner)
