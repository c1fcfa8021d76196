"""Random values, and files that say them in a random layout with comments in many places."""

from __future__ import annotations

import json
import re
from random import Random
from typing import Any

from syncer.desired.writing.scalars import text_on_a_line

TRICKY = (
    "members -",
    *(
        "no",
        "Yes",
        "ON",
        "off",
        "y",
        "N",
        "true",
        "False",
        "null",
        "Null",
        "~",
        "",
        "=",
        "<<",
        "-",
        "?",
        "!",
        "&a",
        "*a",
    ),
    *("012", "0o14", "0x1F", "0b101", "1_000", "1,000", "1:30", "190:20:30", "1e3", "1.", ".5", "+1", "-0", "+.inf"),
    *(".NaN", "2001-12-14", "2001-12-14 21:59:43.10 -5", "2001-12-14t21:59:43.10-05:00", "9" * 60, "90 days", "1st"),
    *(
        "a: b",
        "a:",
        ":a",
        "a #b",
        "a#b",
        "# a",
        "- a",
        "[a",
        "a, b",
        "{a}",
        "a]",
        "'a'",
        '"a"',
        "it's",
        'a "b"',
        "a\\b",
    ),
    *(
        "@a",
        "`a`",
        "%a",
        "|",
        ">-",
        "a\nb",
        "a\n\nb",
        "a\n  b\nc",
        " a",
        "a ",
        "a\n",
        "\na",
        "a \nb",
        "a  b",
        "http://x",
    ),
    *("Größe", "日本語", "é # ü", "a b", "---", "...", "--- a", "02:30", "x" * 150, 'don\'t: "quote" \\ me', "\\n"),
)
KEYS = (
    "a",
    "b-c",
    "de_DE",
    "no",
    "012",
    "1e3",
    "null",
    "key with blanks",
    "x: y",
    "#",
    "é",
    "~",
    "k1",
    "k2",
    "k3",
    "-",
)
REMARKS = ("why", "it's: [odd", "} ] # more", "# twice", '"quoted"', "- item", "key: value", "ünï", "|", "a  b")


def value(random: Random, depth: int = 1) -> dict[str, Any]:
    """A mapping that our reader could read: at most four deep, lists of scalars only."""
    keys = random.sample(KEYS, random.randint(1, 5))
    return {key: _any(random, depth) for key in keys}


def _any(random: Random, depth: int) -> Any:
    match random.randrange(8):
        case 0 if depth < 4:
            return value(random, depth + 1) if random.random() < 0.9 else {}
        case 1:
            return [_scalar(random) for _ in range(random.randint(0, 6))]
        case _:
            return _scalar(random)


def _scalar(random: Random) -> Any:
    match random.randrange(10):
        case 0:
            return random.choice((None, True, False, 0, -7, 12, 10**15, 0.5, -2.5e300, 1e16, 1e-7, float("inf")))
        case 1 | 2 | 3:
            return random.choice(TRICKY)
        case 4:
            return "".join(random.choice("ab 1:#-'\"\\,[]{}\n.é") for _ in range(random.randint(1, 12)))
        case _:
            words = (
                random.choice(("gold", "it's", "02:30", "#1", "a:", "- b", "tier", "Größe", "e")) for _ in range(99)
            )
            return " ".join(word for word, _ in zip(words, range(random.randint(1, 60)), strict=False))


class Messy:
    """Writes one file, and remembers its comments."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.comments: list[str] = []

    def file(self, value: dict[str, Any]) -> bytes:
        lines = ["# yaml-language-server: $schema=x"] if self.chance(0.3) else []
        self.comments += lines
        lines += ["---"] if self.chance(0.1) else []
        lines += [*self.loose(0), *self.mapping(value, self.random.choice((0, 0, 0, 2))), *self.loose(0)]
        text = self.random.choice(("\n", "\n", "\r\n")).join([*lines, *[""] * self.random.randint(0, 3)])
        return (self.random.choice(("", "", "\ufeff")) + text).encode()

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def comment(self) -> str:
        self.comments.append(f"#{self.random.choice(('', ' '))}{len(self.comments)} {self.random.choice(REMARKS)}")
        return self.comments[-1]

    def behind(self) -> str:
        return f"{' ' * self.random.randint(1, 4)}{self.comment()}" if self.chance(0.2) else ""

    def loose(self, indent: int) -> list[str]:
        """Empty lines and comments on lines of their own, indented no deeper than what is around them."""
        rows = []
        while self.chance(0.3):
            rows.append(" " * self.random.randint(0, indent) + self.comment() if self.chance(0.6) else "")
        return rows

    def mapping(self, value: dict[str, Any], indent: int) -> list[str]:
        items = list(value.items())
        self.random.shuffle(items)
        rows = []
        for key, item in items:
            rows += [*self.loose(indent), *self.entry(f"{' ' * indent}{self.quoted(key)}:", item, indent)]
        return [*rows, *self.loose(indent)]

    def entry(self, opening: str, item: Any, indent: int) -> list[str]:
        deeper = indent + self.random.randint(1, 5)
        if isinstance(item, dict) and item and self.chance(0.7):
            return [opening + self.behind(), *self.mapping(item, deeper)]
        if isinstance(item, list) and item and self.chance(0.5):
            at = self.random.choice((indent, deeper))
            rows = [opening + self.behind()]
            for one in item:
                rows += [*self.loose(at), *self.entry(f"{' ' * at}-", one, at)]
            return rows
        # Over several lines, our reader takes such a sign for a comment even in quotes.
        if isinstance(item, list) and item and not re.search(r"[\[{,]#", str(item)) and self.chance(0.5):
            rows = [f"{opening} [{self.behind()}"]
            for one in item:
                rows += [*self.brackets(deeper), f"{' ' * deeper}{self.quoted(one)},{self.behind()}"]
            return [*rows, *self.brackets(deeper), f"{' ' * deeper}]{self.behind()}"]
        if isinstance(item, dict | list):
            return [f"{opening} {self.flow(item)}{self.behind()}"]
        return self.scalar(opening, item, deeper)

    def brackets(self, indent: int) -> list[str]:
        return [f"{' ' * self.random.randint(indent, indent + 5)}{self.comment()}"] if self.chance(0.2) else []

    def flow(self, item: Any) -> str:
        match item:
            case dict():
                return f"{{{', '.join(f'{self.quoted(key)}: {self.flow(one)}' for key, one in item.items())}}}"
            case list():
                return f"[{', '.join(map(self.flow, item))}]"
            case _:
                return self.quoted(item)

    def quoted(self, item: Any) -> str:
        if isinstance(item, str) and "\n" not in item and self.chance(0.5):
            return self.random.choice((text_on_a_line(item, in_flow=True), "'" + item.replace("'", "''") + "'"))
        if isinstance(item, float):
            return ".inf" if item == float("inf") else repr(item)
        return json.dumps(item, ensure_ascii=False)

    def scalar(self, opening: str, item: Any, indent: int) -> list[str]:
        pad = " " * indent
        if isinstance(item, str) and item and item == item.strip() and self.chance(0.5):
            lines = item.split("\n")
            if not any(line.endswith(" ") for line in lines):
                return [f"{opening} |-{self.behind()}", *(pad + line if line else "" for line in lines)]
        words = item.split(" ") if isinstance(item, str) else []
        if len(words) > 1 and all(words) and "\n" not in item and self.chance(0.6):
            at = self.random.randint(1, len(words) - 1)
            first, rest = " ".join(words[:at]), " ".join(words[at:])
            if self.chance(0.5):
                return [f"{opening} >-{self.behind()}", pad + first, pad + rest]
            if text_on_a_line(item) == item and not rest.startswith("#") and self.chance(0.7):
                return [opening + self.behind(), pad + first, pad + rest + self.behind()]
        if self.chance(0.1):
            return [opening + self.behind(), *self.loose(indent), pad + self.quoted(item) + self.behind()]
        return [f"{opening} {self.quoted(item)}{self.behind()}"]
