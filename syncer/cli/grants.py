"""``syncer grants``: the rights that our logins need, and no more."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar

import click

from syncer.cli.command import Command, dialect_option, environment_argument
from syncer.cli.exits import Exit
from syncer.cli.session import Session

_F = TypeVar("_F", bound=Callable[..., Any])


def _plain(_ctx: click.Context, _parameter: click.Parameter, value: str) -> str:
    """A login's name goes into SQL as it is."""
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_#$]{0,127}", value):
        raise click.BadParameter("a login is one word of letters, digits, _, # and $, like SYNCER_WRITER")
    return value


def _login(option: str, default: str, does: str) -> Callable[[_F], _F]:
    text = f"The login that {does}."
    return click.option(option, default=default, show_default=True, metavar="NAME", callback=_plain, help=text)


@click.command(
    cls=Command,
    name="grants",
    examples=(
        "syncer grants production                    for the engine of its URL",
        "syncer grants production --dialect db2      without its URL",
        "syncer grants production --writer SEGMENTS  with a login of your own",
        "syncer grants production --guard            the guard on members, too",
    ),
)
@environment_argument
@_login("--reader", "SYNCER_READER", "plans")
@_login("--writer", "SYNCER_WRITER", "applies")
@click.option(
    "--guard", is_flag=True, help="Add triggers that refuse every change of members by the login that applies."
)
@dialect_option
@click.pass_obj
def command(session: Session, environment: str, reader: str, writer: str, guard: bool, dialect: str | None) -> Exit:
    """Print the least rights of our logins in ENV, as SQL for a DBA; run nothing.

    They are what the program needs, table by table and where the engine can also column by column.
    """
    from syncer.engine.grants import grants_sql

    sql = grants_sql(session.root, environment, dialect, reader=reader, writer=writer, has_guard=guard)
    session.out.document(sql)
    session.next("plan", environment, why="once they are granted")
    return Exit.DONE
