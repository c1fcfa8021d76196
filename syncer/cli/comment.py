"""``syncer comment``: what saved plans would do, as comments on a pull request."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from syncer.cli.command import Command, format_option
from syncer.cli.exits import Exit
from syncer.cli.session import Session
from syncer.model.errors import UsageError

if TYPE_CHECKING:
    from syncer.forge.comments import Draft, Forge
    from syncer.model.comment import CommentReport
    from syncer.model.plan import SavedPlan


@click.command(
    cls=Command,
    name="comment",
    examples=(
        "syncer comment plan.json --github               in a job of GitHub Actions",
        "syncer comment staging.json live.json --gitlab  one comment for each environment",
        "syncer comment plan.json --github --number 12   on a pull request of your choice",
    ),
)
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path())
@click.option("--github", "on_github", is_flag=True, help="On a pull request; the token is in GITHUB_TOKEN.")
@click.option("--gitlab", "on_gitlab", is_flag=True, help="On a merge request; the token is in SYNCER_GITLAB_TOKEN.")
@click.option("--number", metavar="N", type=click.IntRange(min=1), help="Which one; by default the one of the CI job.")
@click.option("--artefact", metavar="TEXT", help="Where the whole report lies, as the comments should name it.")
@format_option
@click.pass_obj
def command(
    session: Session,
    files: tuple[str, ...],
    on_github: bool,
    on_gitlab: bool,
    number: int | None,
    artefact: str | None,
    as_json: bool,
) -> Exit:
    """Show saved plans on a pull request: one comment for each environment, written once and then kept up to date.

    Only comments of our own are ever changed. Where nothing changes and no comment is there, none is made.
    """
    from syncer.forge.comments import post
    from syncer.model.comment import CommentReport

    if on_github == on_gitlab:
        raise UsageError("where to comment is not said", "Add either --github or --gitlab.")
    plans = _plans(session, files)
    place = _place(number, on_github=on_github)
    with session.err.busy() as phase:
        phase(f"Asking {place.name}")
        report = CommentReport(place.name, place.number, post(place, [_draft(plan, artefact) for plan in plans]))
    _show(session, report, as_json=as_json)
    session.next("show", files[0], why="what the comment says, in full")
    return Exit.DONE


def _plans(session: Session, files: tuple[str, ...]) -> list[SavedPlan]:
    """The plans, all of them read before anything is sent."""
    from syncer.desired.plan_file import read_plan_file

    plans: dict[str, SavedPlan] = {}
    for file in files:
        plan = read_plan_file(session.path(file))
        if plan.environment in plans:
            raise UsageError(
                f"two of these plans are for {plan.environment}", "Name one plan file for each environment."
            )
        plans[plan.environment] = plan
    return list(plans.values())


def _place(number: int | None, *, on_github: bool) -> Forge:
    import os

    from syncer.forge.github import github
    from syncer.forge.gitlab import gitlab

    return github(os.environ, number) if on_github else gitlab(os.environ, number)


def _draft(plan: SavedPlan, artefact: str | None) -> Draft:
    from syncer.forge.comments import Draft
    from syncer.model.verdict import Verdict
    from syncer.render.to_comment import marker, to_comment

    return Draft(
        environment=plan.environment,
        marker=marker(plan.environment),
        body=to_comment(plan, artefact=artefact),
        has_news=plan.verdict is not Verdict.CLEAN or bool(plan.drift or plan.left_out or plan.acceptances),
    )


def _show(session: Session, report: CommentReport, *, as_json: bool) -> None:
    from syncer.render.posted_text import posted_text, silent_text

    if as_json:
        from syncer.render.command_json import comment_json

        session.out.document(comment_json(report))
    else:
        session.out.print(*posted_text(report))
    session.talk(*silent_text(report))
