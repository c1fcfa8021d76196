"""What the rest of the room knows about an engine: one value of :class:`Dialect` each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from sqlalchemy import Engine
from sqlalchemy.engine import URL
from sqlalchemy.engine import Dialect as Grammar

from syncer.live.dialects.rights import Rights
from syncer.model.environment import Environment


class Trouble(Enum):
    """What an error of a driver means for us."""

    RETRY = "retry"
    """Somebody wrote at the same moment, and this transaction was chosen to give way."""
    BUSY = "busy"
    """Somebody else holds what we need; starting again may help."""
    SLOW = "slow"
    """It ran longer than it may."""
    CONFLICT = "conflict"
    """A row is not what we took it for, or is there already."""
    DENIED = "denied"
    """The login or the file does not allow it."""
    GONE = "gone"
    """The connection, or the device behind it, failed: a COMMIT under way may or may not have happened."""
    FULL = "full"
    """No room left."""
    WRONG = "wrong"
    """Not the database that it should be: a table is not there, or it is damaged or no database at all."""
    OURS = "ours"
    """Anything else that a driver says: most likely a bug of ours."""


@dataclass(frozen=True, slots=True)
class SystemTables:
    """What a database's own catalog is asked.

    Each is a SELECT; ``:schema`` stands for a schema's name, folded, and ``:tables`` for names in lower case.
    """

    current_schema: str | None
    """The schema of tables that are named without one; ``None`` where an engine has no schemas."""
    own_tables: str
    """The names of those of our own tables that are there."""
    tables: str
    """The names of those of ``:tables`` that are there."""
    triggers: str
    """The name of the table, the name and the text of each trigger on ``:tables``."""
    version: str | None = None
    """The version of the server, as it says itself. This and what follows is ``None`` where an engine cannot tell."""
    columns: str | None = None
    """Of each column of ``:tables``: table, column, and 1 where its value is generated, else 0."""
    foreign_keys: str | None = None
    """Of each foreign key onto ``:tables``: schema, table, column, the table it points at, and the delete rule.

    The rule is in words or its first letter; the column is NULL where the engine does not name it.
    """
    schema_names: str | None = None
    """The name ``:schema``, where there is such a schema."""
    contents: str | None = None
    """The names of all that is like a table in ``:schema``: tables, views, and other names for either."""
    schemas: str | None = None
    """Every schema that has a table of the name ``:table``, which is in lower case."""
    privileges: str | None = None
    """What the login of this session may do to ``:tables``: table, column or NULL for the whole table, privilege.

    ``:verbs`` are the SQL verbs to ask for, with commas, and ``:column_verbs`` those that are granted by column. Beside
    verbs a privilege is OWNER (may alter and drop the table) or, without a table, the name of a right over every table.
    The gate lets no verb through in a text, so a verb may have AUTH or PRIV at its end.
    """


@dataclass(frozen=True, slots=True)
class ParentLock:
    """What keeps everybody from adding rows below a member group, up to the end of the transaction.

    A delete reaches those rows by cascade. What is committed between a look at them and the delete would be lost
    without a word.
    """

    statements: tuple[str, ...]
    """Said in this order; ``{schema}`` is the schema with its dot, ``{seconds}`` the limit for locks, ``:id`` the
    MBRGRP_ID."""
    is_proven: bool
    """Whether our own tests have shown it on this engine; where not, only a result of ``conformance`` can."""


@dataclass(frozen=True, slots=True)
class Opening:
    """A database that is about to be opened, for one purpose."""

    url: URL
    variable: str | None
    """Where the URL was read, for messages; ``None`` for a sandbox."""
    environment: Environment
    reads_only: bool
    """Nothing will be written, so the session may be one that cannot write."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """Everything in which one engine differs from another."""

    name: str
    title: str
    """As people write it."""
    extra: str | None
    """The optional extra of this package that brings the driver; ``None`` where Python has it."""
    modules: tuple[str, ...]
    """What has to be importable for that."""
    open: Callable[[Opening], Engine]
    """An engine whose connections have the environment's limits. Raises ``NotPermitted`` for a URL without sense."""
    grammar: Callable[[], Grammar]
    """How statements are written, without a database."""
    begin_reading: str | None
    """What begins a transaction that only reads, where the driver would begin another kind by itself."""
    begin_writing: str | None
    reads_one_moment: bool
    """Whether all that one reading transaction sees was true at one moment."""
    commits_again: bool
    """Whether a COMMIT that was answered with *busy* has ended nothing, and may be said again."""
    fold: Callable[[str], str]
    """How a name without quotes is kept in the system tables."""
    system: SystemTables
    trouble: Callable[[BaseException], Trouble | None]
    """What an error means; ``None`` for one that is not the driver's."""
    rights: Rights | None
    """How rights are granted to a login; ``None`` where there are no logins."""
    lock_clause: Callable[[int], str] | None = None
    """The end of a SELECT that takes the lock within so many seconds, or fails as busy.

    ``None`` where a session has such a limit for every lock, and so for the UPDATE that takes ours.
    """
    parent_lock: ParentLock | None = None
    """``None`` where nobody else writes while one transaction may."""
    indexes_have_schemas: bool = True
    """Whether an index is made under a name with a schema; without one it would be in that of the session."""
