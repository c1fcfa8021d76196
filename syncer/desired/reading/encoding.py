"""Bytes become text: UTF-8 and nothing else. A byte order mark and CRLF are read, and change nothing."""

from __future__ import annotations

from syncer.desired.reading.source import SourceText
from syncer.model.problem import Problem

_MARK = "\ufeff"
_SIGNATURES = (
    (b"\xff\xfe\0\0", "UTF-32"),
    (b"\0\0\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)


def decode(file: str, data: bytes) -> str | Problem:
    """The text of a file with line feeds only, or what its encoding seems to be instead of UTF-8."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _not_utf8(file, data, error.start)
    if "\0" in text and (_wide(data) is not None):
        return _not_utf8(file, data, 0)
    if text.startswith(_MARK):
        text = text[1:]
    return text.replace("\r\n", "\n") if "\r" in text else text


def _not_utf8(file: str, data: bytes, offset: int) -> Problem:
    guess = _signed(data) or _wide(data) or "Latin-1 or Windows-1252"
    before = data[:offset].decode("utf-8", "replace").replace("\r\n", "\n")
    line = before.count("\n")
    return SourceText(file, data.decode("utf-8", "replace").replace("\r\n", "\n")).problem(
        "not-utf8",
        f"the file is not UTF-8; it looks like {guess}",
        "Save it again as UTF-8.",
        line,
        len(before) - (before.rfind("\n") + 1),
    )


def _signed(data: bytes) -> str | None:
    return next((name for signature, name in _SIGNATURES if data.startswith(signature)), None)


def _wide(data: bytes) -> str | None:
    """Latin text in wide characters has a zero in every second byte, or in three of four."""
    zeros = data.count(0)
    if zeros * 3 < len(data):
        return None
    return "UTF-32" if zeros * 2 > len(data) + 4 else "UTF-16"
