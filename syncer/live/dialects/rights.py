"""How each engine grants rights to a login, and how a trigger of it can refuse one.

PostgreSQL and Derby ran all of this in our tests. For Db2 and Oracle it was written from the makers'
documentation, and says so in what is printed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

_REFUSAL = "members are not for this login to change"
_EVENTS = ("INSERT", "UPDATE", "DELETE")


@dataclass(frozen=True, slots=True)
class Guarded:
    """What a guard trigger needs to know."""

    tables: Sequence[str]
    """The membership tables, without their schema."""
    prefix: str
    """Their schema and a dot, or nothing."""
    login: str
    """As the engine keeps its name."""


@dataclass(frozen=True, slots=True)
class Rights:
    """How one engine grants rights."""

    notes: tuple[str, ...]
    """What whoever runs the statements should know."""
    selects_columns: bool
    """Whether SELECT can be granted on some columns of a table."""
    grantee: str
    """How a login is named in GRANT; ``{}`` is its name."""
    admission: tuple[str, ...]
    """What a login needs beside its tables; ``{logins}`` as they are named in GRANT."""
    schema_admission: tuple[str, ...]
    """The same where the environment names a ``{schema}``."""
    guard: Callable[[Guarded], Iterator[str]]
    """Statements that let the engine itself refuse every write of a login to the membership tables."""
    guard_notes: tuple[str, ...]
    """What is known of them, and what is not."""


def _postgresql_guard(guarded: Guarded) -> Iterator[str]:
    function = f"{guarded.prefix}xsync_refuse()"
    yield (
        f"CREATE FUNCTION {function} RETURNS trigger LANGUAGE plpgsql AS $$\n"
        f"BEGIN RAISE EXCEPTION '{_REFUSAL}' USING ERRCODE = 'insufficient_privilege'; END $$;"
    )
    for table in guarded.tables:
        for name, events, each in (
            ("xsync_guard", "INSERT OR UPDATE OR DELETE", "ROW"),
            ("xsync_guard_all", "TRUNCATE", "STATEMENT"),
        ):
            yield (
                f"CREATE TRIGGER {name} BEFORE {events} ON {guarded.prefix}{table}\n"
                f"    FOR EACH {each} WHEN (session_user = '{guarded.login}') EXECUTE FUNCTION {function};"
            )


def _db2_guard(guarded: Guarded) -> Iterator[str]:
    for table, event in product(guarded.tables, _EVENTS):
        yield (
            f"CREATE TRIGGER {guarded.prefix}xsync_{table}_{event.lower()}\n"
            f"    AFTER {event} ON {guarded.prefix}{table} FOR EACH ROW\n"
            f"    WHEN (SYSTEM_USER = '{guarded.login}')\n"
            f"    SIGNAL SQLSTATE '75001' SET MESSAGE_TEXT = '{_REFUSAL}';"
        )


def _derby_guard(guarded: Guarded) -> Iterator[str]:
    for table, event in product(guarded.tables, _EVENTS):
        yield (
            f"CREATE TRIGGER {guarded.prefix}xsync_{table}_{event.lower()}\n"
            f"    AFTER {event} ON {guarded.prefix}{table} FOR EACH ROW\n"
            f"    WHEN (SESSION_USER = '{guarded.login}') VALUES 1 / 0;"
        )


def _oracle_guard(guarded: Guarded) -> Iterator[str]:
    for table in guarded.tables:
        yield (
            f"CREATE TRIGGER {guarded.prefix}xsync_{table}\n"
            f"    BEFORE INSERT OR UPDATE OR DELETE ON {guarded.prefix}{table} FOR EACH ROW\n"
            f"BEGIN\n"
            f"    IF SYS_CONTEXT('USERENV', 'SESSION_USER') = '{guarded.login}' THEN\n"
            f"        RAISE_APPLICATION_ERROR(-20001, '{_REFUSAL}');\n"
            f"    END IF;\n"
            f"END;\n"
            f"/"
        )


_WHOLE_TABLE = "SELECT cannot be granted by column here, so MBRGRPMBR is readable as a whole for both logins."

POSTGRESQL_RIGHTS = Rights(
    notes=("The roles have to be there, with LOGIN, and with CONNECT on this database.",),
    selects_columns=True,
    grantee="{}",
    admission=(),
    schema_admission=("GRANT USAGE ON SCHEMA {schema} TO {logins};",),
    guard=_postgresql_guard,
    guard_notes=(
        "A cascade is carried out as the owner of the table, so no grant stops it; session_user remains who logged in.",
    ),
)

DB2_RIGHTS = Rights(
    notes=(
        "Never tried: written from IBM's documentation for Db2 on Linux, UNIX and Windows.",
        _WHOLE_TABLE,
        "In a database that was created RESTRICTIVE, both also need SELECT on SYSCAT.TABLES and EXECUTE on the",
        "packages of the client in NULLID, which PUBLIC has otherwise.",
    ),
    selects_columns=False,
    grantee="USER {}",
    admission=("GRANT CONNECT ON DATABASE TO {logins};",),
    schema_admission=(),
    guard=_db2_guard,
    guard_notes=(
        "Never tried. IBM documents that triggers of a dependent table run for rows that a cascade deletes, and that",
        "SYSTEM_USER is who opened the connection, whatever SET SESSION AUTHORIZATION says later.",
    ),
)

DERBY_RIGHTS = Rights(
    notes=(
        "They can be granted only where derby.database.sqlAuthorization is true and the database was started with it;",
        "without it every login may do everything, and only the guard keeps it off members.",
        "derby.storage.indexStats.auto has to be false as well: while Derby 10.14 brings statistics up to date, it has",
        "been seen to run a statement that a login has no right to.",
    ),
    selects_columns=True,
    grantee="{}",
    admission=(),
    schema_admission=(),
    guard=_derby_guard,
    guard_notes=(
        "Derby asks for DELETE on every table that a cascade reaches, so the grants above stop cascades by themselves;",
        "this also stops a login that was given more. A trigger has no words for it here, so it divides by zero.",
    ),
)

ORACLE_RIGHTS = Rights(
    notes=(
        "Never tried: written from Oracle's documentation.",
        _WHOLE_TABLE,
        "From 12.1.0.2 on, READ may stand for SELECT for the login that reads: it cannot lock rows.",
    ),
    selects_columns=False,
    grantee="{}",
    admission=("GRANT CREATE SESSION TO {logins};",),
    schema_admission=(),
    guard=_oracle_guard,
    guard_notes=(
        "Never tried. SESSION_USER is who logged in, for the whole session. That row triggers fire for a cascade",
        "is only to be concluded from what Oracle says of tables that change: try a delete, and roll back.",
    ),
)
