"""Every statement that the product sends, with what it is for: all that runs sent, and every template that writes."""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple, cast

import pytest
from sqlalchemy import ClauseElement, Connection, Engine, TextClause, event
from sqlalchemy.sql.ddl import ExecutableDDLElement

import syncer.live
from syncer.engine.doctor import doctor
from syncer.engine.setup import setup
from syncer.live import templates
from syncer.live.connect import Database, connect
from syncer.live.dialects.dialect import Dialect
from syncer.live.gate import Access
from syncer.live.journal import is_applied, take_lock
from syncer.live.tables import OWN_TABLES, STAGING_LISTS
from syncer.model.environment import DatabaseUrl, Environment, Role
from syncer.model.errors import NotPermitted
from tests.workspace import NAME, TEXT, Workspace

LIVE = Path(syncer.live.__file__).parent

_THEIRS = "recorded groups that another organisation owns now"
WORDS: Mapping[str, tuple[str, ...]] = {
    "look_up/_columns": ("which columns MBRGRP has", "which columns KEYS has"),
    "look_up/look_up": ("is there the usage type of segments",),
    "look_up/_owners": ("the owners of stores that are named by their identifier",),
    "look_up/_members": ("are the owners there that are named by their id",),
    "look_up/_languages": ("the languages",),
    "create_missing/create_missing": tuple(f"setup: {table.name.upper()}" for table in OWN_TABLES),
    "complete/complete": ("setup: is it complete", "setup: its last statement"),
    "read_signs/<genexpr>": tuple(
        f"stagingprop: the tables that {table.name.upper()} lists" for table in STAGING_LISTS
    ),
    "read_signs/_logged": ("stagingprop: what STAGLOG holds",),
    "read_snapshot/_site": ("a plan: which catalog the ledger belongs to",),
    "read_snapshot/_entries": ("a plan: the ledger",),
    "read_snapshot/_held_with_members": ("a plan: held groups that have members now",),
    "read_snapshot/_without": ("a plan: groups that are seen and have no member, where that means everybody",),
    "read_snapshot/_usages": ("a plan: usages of the stores' groups", f"a plan: usages of {_THEIRS}"),
    "read_snapshot/_texts": ("a plan: texts of the stores' groups", f"a plan: texts of {_THEIRS}"),
    "read_snapshot/_with_conditions": (
        "a plan: condition elements of the stores' groups",
        "a plan: compiled conditions of the stores' groups",
        f"a plan: condition elements of {_THEIRS}",
        f"a plan: compiled conditions of {_THEIRS}",
    ),
    "read_snapshot/_groups": (
        "a plan: the stores' groups",
        f"a plan: {_THEIRS}",
        "a plan: the stores' groups, on version 7",
        f"a plan: {_THEIRS}, on version 7",
    ),
    "read_snapshot/_has_created": ("a plan: whether a run of ours ever created a segment",),
    "read_snapshot/_unfinished": ("a plan: runs that have no end",),
    "run_of/run_of": ("an apply: was this plan applied before",),
    "take_lock/take_lock": ("an apply: take the lock", "an apply: the head of the chain"),
    "add_run/_now": ("an apply: what time the server has",),
    "add_run/_add": ("an apply: what became of the run",),
    "add_changes/_add": ("an apply: a change, before and after",),
    "move_head/move_head": ("an apply: the new head of the chain",),
    "reserve/_row": ("ids: the rows of KEYS", "ids: the rows of KEYS, on version 7"),
    "reserve/_block": ("ids: take a block", "ids: what the row of KEYS became"),
    "reserve/_require_untouched": ("ids: the highest group of the range", "ids: the highest element of the range"),
    "reserve/reserve": ("ids: members inside the block", "ids: condition elements inside the block"),
    "condition_rows/_like": (
        "a create: the model that `container_condition` names",
        "a create: the condition elements of the model",
        "a create: the compiled condition of the model",
    ),
    "read_groups/_usages": ("read back: usages",),
    "read_groups/_texts": ("read back: texts",),
    "read_groups/_with_conditions": ("read back: condition elements", "read back: compiled conditions"),
    "read_groups/_groups": ("read back: groups", "read back: groups, on version 7"),
    "read_entries/_entries": ("read back: the ledger",),
    "without_members/without_members": ("a report: groups that have members",),
    "is_applied/is_applied": ("after a lost connection: is the run on record as applied",),
    "glance/_range": ("doctor: all of KEYS",),
    "examine/languages": ("doctor: the languages",),
    "examine/stores": ("doctor: the owners of stores", "doctor: how many segments each owner has"),
    "examine/_answers": ("doctor: is an owner there that is named by its id",),
    "examine/usages": ("doctor: how many groups each usage has",),
    "examine/_chain": ("doctor: the chain, runs", "doctor: the chain, changes"),
    "examine/staging": ("doctor: how much of STAGLOG waits",),
    "examine/_shapes": (
        "doctor: containers that the Marketing tool made and nobody is in",
        "doctor: which of them have a condition element",
        "doctor: their compiled conditions",
        "doctor: the container that `container_condition` names",
    ),
}
"""What a statement is for, by the function of this room that was entered first and the one that made it.

One that makes several has several, in the order in which they are first sent.
"""

_ROWS = "run/run"
"""Sends what :func:`every_template` makes."""
COUNTED = "examine/count"
"""Asks about every table with a foreign key onto groups or members, whichever a site has."""

_HELPERS = frozenset({"_rows", "_system", "system", "ask", "run"})
"""They only pass on what others made."""


class Sent(NamedTuple):
    """One statement. ``columns`` are those that get a value from the parameters."""

    words: str
    clause: ClauseElement
    columns: tuple[str, ...]


class Heard:
    """What was sent while somebody listened."""

    def __init__(self) -> None:
        self.statements: dict[str, tuple[str, Sent]] = {}
        """By text, in one line: where it came from, and it."""
        self.functions: set[tuple[str, str]] = set()
        """File and name of each function that had a part in it."""
        self.texts: set[str] = set()
        """What the driver was given, each in one line."""

    def in_words(self) -> list[Sent]:
        """What was sent but rows and texts. Raises ``AssertionError`` where words are missing, or too many."""
        by_origin: defaultdict[str, list[Sent]] = defaultdict(list)
        for sql, (origin, sent) in self.statements.items():
            if origin == COUNTED:
                by_origin[origin].append(sent._replace(words=f"doctor: {_counted(sql)}"))
            elif origin != _ROWS and not isinstance(sent.clause, TextClause):
                by_origin[origin].append(sent)
        counted = sorted(by_origin.pop(COUNTED), key=lambda one: one.words)
        assert {origin: len(found) for origin, found in by_origin.items()} == {one: len(WORDS[one]) for one in WORDS}
        said = (zip(by_origin[origin], words, strict=True) for origin, words in WORDS.items())
        return [*(sent._replace(words=words) for pairs in said for sent, words in pairs), *counted]

    def rows(self) -> set[str]:
        """The statements that wrote what a plan says."""
        return {sql for sql, (origin, _) in self.statements.items() if origin == _ROWS}

    def questions(self) -> set[str]:
        """What system tables were asked."""
        return {sent.clause.text for _, sent in self.statements.values() if isinstance(sent.clause, TextClause)}


def _counted(sql: str) -> str:
    """``SELECT count(*) AS n FROM child WHERE column ...`` in words."""
    words = sql.split()
    column = f".{words[words.index('WHERE') + 1]}" if "WHERE" in words else ""
    points_at = " point at a group" if "IN" in words else " are there"
    return f"how many of {(words[5] + column).upper()}{points_at}"


@contextmanager
def listening() -> Iterator[Heard]:
    """Hear what the product says to any database."""
    heard = Heard()

    def clause_sent(connection: Connection, clause: ClauseElement, many: Any, one: Any, _options: object) -> None:
        if path := _path():
            columns = () if isinstance(clause, ExecutableDDLElement) else tuple(sorted((many or [one])[0]))
            makers = [name for _, name in path if name not in _HELPERS] or ["run"]
            sql = one_line(compiled(clause, connection.dialect, columns))
            heard.statements.setdefault(sql, (f"{makers[0]}/{makers[-1]}", Sent("", clause, columns)))
            heard.functions.update(path)

    def text_sent(_c: object, _cursor: object, statement: str, *_: object) -> None:
        heard.texts.add(one_line(with_short_lists(statement)))

    event.listen(Engine, "before_execute", clause_sent)
    event.listen(Engine, "before_cursor_execute", text_sent)
    try:
        yield heard
    finally:
        event.remove(Engine, "before_execute", clause_sent)
        event.remove(Engine, "before_cursor_execute", text_sent)


_VALUE = r"(?:\?|:\w+|%\(\w+\)s)(?:::\w+)?"
_LIST = re.compile(rf"IN \(({_VALUE})(?:, {_VALUE})*\)")


def compiled(clause: ClauseElement, grammar: Any, columns: tuple[str, ...], **terms: Any) -> str:
    """A statement as an engine is told it, but that every list has one value."""
    if isinstance(clause, TextClause):
        return clause.text
    if not isinstance(clause, ExecutableDDLElement):
        terms |= {"column_keys": columns or None, "compile_kwargs": {"render_postcompile": True}}
    return with_short_lists(str(clause.compile(dialect=grammar, **terms)))


def with_short_lists(sql: str) -> str:
    """The statement where every list has one value."""
    return _LIST.sub(r"IN (\1)", sql)


def one_line(sql: str) -> str:
    """The statement without its line breaks."""
    return " ".join(sql.split())


def _path() -> list[tuple[str, str]]:
    """The functions of this room that are at work now, the first one first; without those that open connections."""
    path = []
    frame = sys._getframe(2)
    while frame.f_back:
        file = Path(frame.f_code.co_filename)
        if file.is_relative_to(LIVE) and file.name != "connect.py":
            path.append((file.relative_to(LIVE).as_posix(), frame.f_code.co_name))
        frame = frame.f_back
    return path[::-1]


# What is sent


def heard_from(new_workspace: Callable[[str], Workspace]) -> Heard:
    """All that is said in the life of two sites."""
    workspace, older = new_workspace("9"), new_workspace("7")
    with workspace.connection() as connection:
        for table in OWN_TABLES:
            connection.execute(f"DROP TABLE {table.name}")
    with listening() as heard:
        setup(workspace.root, "staging")
        _live_through_everything(workspace)
        _live_through_little(older)
        workspace.environment(container_condition={"like": "Survey Panel"}, stores={"aurora": {"owner_id": "-2000"}})
        workspace.plan()
        doctor(workspace.root, "staging")
        with connect(workspace.settings(), Access.READ) as database, database.reading() as session:
            assert is_applied(session, 2)
    return heard


def _live_through_everything(workspace: Workspace) -> None:
    """A create that is held, an adoption, an activation, a create like another, a plan again, a release, a loss."""
    workspace.environment(empty_segment_means="everybody")
    workspace.segment()
    workspace.segment("aurora/survey", "Survey Panel", description="Agreed to be asked.")
    workspace.apply(accept=["adoption"])
    workspace.fill(NAME)
    workspace.apply()
    workspace.environment(container_condition={"like": "Preferred Partners"})
    workspace.segment("borealis/more", "Another")
    workspace.segment(lifecycle="released", description=TEXT)
    plan = workspace.plan()
    for _ in range(2):
        workspace.apply(plan)
    _lose(workspace)


def _live_through_little(workspace: Workspace) -> None:
    """A create and a loss."""
    workspace.segment("aurora/survey", "Survey Panel")
    workspace.segment()
    workspace.apply(accept=["adoption"])
    _lose(workspace)


def _lose(workspace: Workspace) -> None:
    """A recorded group goes to an organisation that has no store here."""
    workspace.edit("UPDATE mbrgrp SET owner_id = -2000 WHERE mbrgrpname = 'Survey Panel'")
    workspace.plan()


FLAGS = ("allowexport", "exportall")
_TEXTS = ("displayname", "description")
_ENTRY = (
    *("segment_id", "mbrgrp_id", "mbrgrpname", "content", "counters", "digest"),
    *("lifecycle", "is_held", "is_protected", "run_id"),
)


def every_template() -> Iterator[Sent]:
    """Every template of rows, with whatever was seen and is set."""
    group = ("mbrgrp_id", "owner_id", "mbrgrpname", "lastupdatedby")
    yield Sent("a create: its MEMBER row", templates.INSERT_MEMBER, ("member_id", "type", "state", "optcounter"))
    yield Sent("a create: the group", templates.INSERT_GROUP, (*group, *FLAGS, "optcounter"))
    yield Sent("a create: the group, on version 7", templates.INSERT_GROUP, (*group, "optcounter"))
    usage = ("mbrgrptype_id", "mbrgrp_id", "optcounter")
    yield Sent("a create or an activation: the usage", templates.INSERT_USAGE, usage)
    text = ("mbrgrp_id", "language_id", *_TEXTS, "optcounter")
    yield Sent("a create, or an update where it was missing: a text", templates.INSERT_TEXT, text)
    condition = ("mbrgrp_id", "conditions", "field1", "field2", "optcounter")
    yield Sent("a create: the compiled condition", templates.INSERT_CONDITION, condition)
    element = ("mgpcondele_id", "mbrgrp_id", "name", "type", "parent", "negate", "optcounter")
    yield Sent("a create: the top element", templates.INSERT_ELEMENT, element)
    yield from _updates()
    yield Sent("the ledger: a new entry", templates.RECORD_NEW, _ENTRY)
    yield Sent("the ledger: an entry again", templates.RECORD_AGAIN, _ENTRY)
    yield Sent("the ledger: forget", templates.FORGET, ())


def _updates() -> Iterator[Sent]:
    """Whatever is set, and whatever of it was NULL before."""
    counters = {False: "", True: ", its counter was NULL"}
    for seen, flags in [(FLAGS, flags) for flags in ((), *((flag,) for flag in FLAGS), FLAGS)] + [((), ())]:
        what = " and ".join(flag.upper() for flag in flags) or "who and when"
        for is_null, words in counters.items():
            template = templates.update_group(flags, seen, is_null)
            version = "" if seen else ", on version 7"
            yield Sent(
                f"an update: {what} of a group{words}{version}", template, (*flags, "lastupdatedby", "optcounter")
            )
    nothing = {False: "", True: ", its description was nothing"}
    for columns, is_null, is_nothing in product((_TEXTS[:1], _TEXTS[1:], _TEXTS), counters, nothing):
        what = " and ".join(column.upper() for column in columns)
        template = templates.update_text(columns, is_null, is_nothing)
        yield Sent(
            f"an update: {what} of a text{counters[is_null]}{nothing[is_nothing]}", template, (*columns, "optcounter")
        )


class _Deaf:
    """Takes statements, and touches no row."""

    def __init__(self) -> None:
        self.taken: list[ClauseElement] = []

    def execute(self, clause: ClauseElement) -> SimpleNamespace:
        self.taken.append(clause)
        return SimpleNamespace(rowcount=0)


_ANY = Environment("any", DatabaseUrl("ANY"), Role.STAGING, catalog="main", stores={}, default_language="en_US")


def taking_the_lock(dialect: Dialect) -> Iterator[Sent]:
    """What an engine is told before the lock, where a session has no limit for it."""
    deaf = _Deaf()
    with pytest.raises(NotPermitted):
        take_lock(cast(Connection, deaf), Database(cast(Engine, None), dialect, _ANY))
    for clause in deaf.taken[:-1]:
        yield Sent("an apply: wait for the lock, as long as `timeouts` allow", clause, ())
