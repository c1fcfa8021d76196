"""``syncer review``: what a change to the catalog does, told from its files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from syncer.cli.command import Command, accept_option, name_unneeded, reason_option, require_reason
from syncer.cli.exits import Exit, exit_of_verdict
from syncer.cli.reporting import publish, report_options
from syncer.cli.session import Session

if TYPE_CHECKING:
    from syncer.model.review import Review


@click.command(
    cls=Command,
    name="review",
    examples=(
        "syncer review --base origin/main              the files, as they are now",
        "syncer review --base origin/main --head HEAD  only what is committed",
        "syncer review --base main --report github=-   with annotations on the lines",
        "syncer review --base main --accept rename --reason 'two segments'",
    ),
)
@click.option("--base", metavar="REF", required=True, help="The branch that the change is for, or any commit.")
@click.option("--head", metavar="REF", help="The commit with the change; default: the files as they are.")
@accept_option("review")
@reason_option("review")
@report_options
@click.pass_obj
def command(session: Session, base: str, head: str | None, accept: tuple[str, ...], reason: str | None) -> Exit:
    """Say what a change does to the catalog, without a database.

    Compared is the commit where REF and the head parted (git merge-base), so that what came to REF since then does
    not show. Every file of the head is checked as validate does. Exit 3 where a file has an error, 6 where a
    segment would be renamed.
    """
    from syncer.engine.review import review

    require_reason(accept, (), reason)
    with session.err.busy() as phase:
        phase(f"Comparing with {base}")
        found = review(session.root, base, head, accept=accept, reason=reason)
    publish(session, found)
    name_unneeded(session, accept, found.acceptances)
    _name_next(session, found)
    return exit_of_verdict(found.verdict)


def _name_next(session: Session, review: Review) -> None:
    codes = [one.code for found in (review.errors, review.open_refusals, review.problems) for one in found]
    if codes:
        session.next("explain", codes[0], why="what that means, and what to do")
    else:
        session.next("plan", "ENV", "--out", "plan.json", why="what it would do to a database")
