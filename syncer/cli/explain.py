"""``syncer explain``: what a problem, a refusal or an exit code means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

from syncer.cli.command import Command, format_option
from syncer.cli.exits import Exit
from syncer.cli.session import Session
from syncer.model.errors import UsageError

if TYPE_CHECKING:
    from syncer.model.explanation import Explanation


def _complete_code(_ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    return [code for family in _families().values() for code in family if code.startswith(incomplete)]


@click.command(
    cls=Command,
    name="explain",
    examples=(
        "syncer explain          every code",
        "syncer explain rename   a refusal",
        "syncer explain 6        an exit code",
    ),
)
@click.argument("code", required=False, shell_complete=_complete_code)
@format_option
@click.pass_obj
def command(session: Session, code: str | None, as_json: bool) -> Exit:
    """Say what CODE means, why it matters, and what to do about it."""
    families = _families() if code is None else _matching(code)
    if as_json:
        from syncer.render.command_json import explain_json

        session.out.document(explain_json(families))
    elif code is None:
        from syncer.render.explain_text import explanations_text

        session.out.print(*explanations_text(families))
    else:
        from syncer.render.explain_text import explanation_text

        for family in families.values():
            session.out.print(*explanation_text(code, family[code]))
    session.next("validate", why="check every file")
    return Exit.DONE


def _families() -> Mapping[str, Mapping[str, Explanation]]:
    from syncer.cli.explanations import EXPLANATIONS as EXITS
    from syncer.desired.explanations import EXPLANATIONS as PROBLEMS
    from syncer.planning.explanations import EXPLANATIONS as GUARDS

    return {"Problems in files": PROBLEMS, "Refusals of a plan or a review": GUARDS, "Exit codes": EXITS}


def _matching(code: str) -> Mapping[str, Mapping[str, Explanation]]:
    """The families that know the code, each with nothing else. Raises ``UsageError`` where none does."""
    families = _families()
    found = {name: {code: family[code]} for name, family in families.items() if code in family}
    if not found:
        from difflib import get_close_matches

        near = get_close_matches(code, [one for family in families.values() for one in family], n=1)
        hint = f"Did you mean {near[0]}? " if near else ""
        raise UsageError(f"there is no code {code!r}", f"{hint}`syncer explain` lists them all.")
    return found
