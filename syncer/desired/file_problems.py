"""Own words for what is no file that we read: names, places, kinds and sizes."""

from __future__ import annotations

import errno
import os
import re
import stat
from typing import Protocol

from syncer.desired.workspace import CATALOG
from syncer.model.problem import Problem, Severity
from syncer.model.segment import Location

LARGEST = 256 * 1024
"""Bytes of one file."""
MOST_FILES = 200_000
"""Entries of the whole catalog, whatever they are."""
LONGEST_SLUG = 64

SUFFIX = ".yaml"
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_PASSED_OVER = "README.md"
_LIKELY_SUFFIXES = (".yml", ".YAML", ".YML", ".Yaml", ".Yml", ".json", ".yaml.txt", ".yml.txt")


class Entry(Protocol):
    """What a folder holds under one name: an ``os.DirEntry``, or its like in a commit."""

    @property
    def name(self) -> str:
        """Its name, with bytes that are no UTF-8 as Python escapes them."""

    def is_symlink(self) -> bool:
        """Whether it is a symbolic link."""

    def is_dir(self, *, follow_symlinks: bool = True) -> bool:
        """Whether it is a folder."""

    def is_file(self, *, follow_symlinks: bool = True) -> bool:
        """Whether it is a regular file."""


def is_slug(text: str) -> bool:
    """Whether a text is a-z and 0-9 with single hyphens between, at most 64 characters."""
    return len(text) <= LONGEST_SLUG and _SLUG.fullmatch(text) is not None


def printable(name: str) -> str:
    """A file name that is not UTF-8 with its odd bytes as escapes."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def is_passed_over(name: str) -> bool:
    """Whether nobody expects a file to be read: it is hidden, or a README."""
    return name.startswith(".") or name == _PASSED_OVER


def wrong_store(entry: Entry, where: str) -> Problem | None:
    """Why something in ``catalog/`` is not the folder of a store; ``None`` where it is one."""
    if entry.is_symlink():
        return _symlink(where)
    if not entry.is_dir(follow_symlinks=False):
        if entry.name.endswith((SUFFIX, *_LIKELY_SUFFIXES)):
            return _problem(
                "wrong-depth",
                "a segment file lies in the folder of its store",
                f"Move it to {CATALOG}/<store>/{printable(entry.name)}.",
                where,
            )
        return _stray(where)
    return _wrong_slug(entry.name, "folder of a store", where)


def wrong_file(entry: Entry, where: str, what: str) -> Problem:
    """Why something is not read that lies where only files are expected; ``what`` its name would be."""
    name = entry.name
    if entry.is_symlink():
        return _symlink(where)
    if entry.is_dir(follow_symlinks=False):
        return _problem(
            "wrong-depth",
            "a folder here is not read: the files are catalog/<store>/<id>.yaml and environments/<name>.yaml",
            "Move its files up, and say more in their names.",
            where,
        )
    # A commit holds files, folders and links; only on disk there is more.
    if isinstance(entry, os.DirEntry) and not entry.is_file(follow_symlinks=False):
        return not_regular(entry.stat(follow_symlinks=False).st_mode, where)
    for suffix in _LIKELY_SUFFIXES:
        if name.endswith(suffix):
            better = f"{printable(name).removesuffix(suffix)}{SUFFIX}"
            return _problem(
                "wrong-extension", f"a file here ends in {SUFFIX}, this one in {suffix}", f"Call it {better}.", where
            )
    if name.endswith(SUFFIX):
        return _wrong_slug(name.removesuffix(SUFFIX), what, where) or _stray(where)
    return _stray(where)


def _wrong_slug(slug: str, what: str, where: str) -> Problem | None:
    if len(slug) > LONGEST_SLUG:
        return _problem(
            "bad-slug", f"the {what} has {len(slug)} characters; at most {LONGEST_SLUG}", "Shorten its name.", where
        )
    if is_slug(slug):
        return None
    better = re.sub(r"[^a-z0-9]+", "-", slug.lower()).strip("-")
    return _problem(
        "bad-slug",
        f"the {what} holds something else than a-z, 0-9 and single hyphens",
        f"Call it {better}." if better else "Choose a name of these.",
        where,
    )


_KINDS = (
    (stat.S_ISLNK, "a symbolic link"),
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


def not_regular(mode: int, where: str) -> Problem:
    """The refusal of what would not end, or has no bytes."""
    kind = next((name for test, name in _KINDS if test(mode)), "no regular file")
    return _problem("not-a-file", f"this is {kind}; only regular files are read", "Put the file itself here.", where)


def _symlink(where: str) -> Problem:
    return _problem(
        "symlink",
        "this is a symbolic link; what it leads to is not read",
        "Put the file or folder itself here.",
        where,
    )


def too_large(where: str, size: int) -> Problem:
    """The refusal of a file by its size."""
    return _problem(
        "too-large",
        f"the file has {size:,} bytes or more; at most {LARGEST:,} are read",
        "A few thousand are enough: look whether this is the right file.",
        where,
    )


def too_many() -> Problem:
    """The refusal to go on counting."""
    return _problem(
        "too-many-files",
        f"there are more than {MOST_FILES:,} files; the rest was not read",
        "Look whether this is the right folder, or give stores a catalog of their own.",
        CATALOG,
    )


def unreadable(where: str, error: OSError) -> Problem:
    """What the system said when a file or folder was opened or read."""
    if error.errno == errno.ELOOP:  # ELOOP: it became a link after the folder was listed
        return _symlink(where)
    remedy = "Put the folder itself here." if error.errno == errno.ENOTDIR else "Look at its permissions."
    return _problem("unreadable", f"it cannot be read: {error.strerror}", remedy, where)


def _stray(where: str) -> Problem:
    return _problem(
        "stray-file",
        "nothing reads this file",
        "Move it to another folder, or hide it by a dot in front.",
        where,
        Severity.WARNING,
    )


def _problem(code: str, message: str, remedy: str, where: str, severity: Severity = Severity.ERROR) -> Problem:
    return Problem(code, message, remedy, Location(where), severity)
