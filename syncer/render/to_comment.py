"""The comment on a pull request: one for each environment, found again by its first line."""

from __future__ import annotations

from syncer.model.plan import SavedPlan
from syncer.model.shown import shown
from syncer.model.verdict import Verdict
from syncer.render.page import MARKS
from syncer.render.pages.standing import counted
from syncer.render.sentence import sentence
from syncer.render.to_markdown import code, markdown, words
from syncer.render.words import place

MOST = 60_000
"""Characters. GitHub takes 65,536 and refuses what is longer."""


def marker(environment: str) -> str:
    """The first line of the comment of one environment. Nobody sees it, and no other environment has the same."""
    # An ASCII letter or digit stands for itself; "--" would end a comment, so everything else is a number.
    name = "".join(char if char.isascii() and char.isalnum() else f"_{ord(char):x}_" for char in environment)
    return f"<!-- segment-syncer plan environment={name} -->"


def to_comment(plan: SavedPlan, *, artefact: str | None = None) -> str:
    """The comment of a plan: its marker, then one line where there is nothing to decide, else the page.

    ``artefact`` is an address or a name: where the whole plan lies.
    """
    head = f"{marker(plan.environment)}\n"
    if plan.verdict is Verdict.CLEAN and not (plan.drift or plan.left_out or plan.acceptances):
        return head + _one_line(plan)
    return head + markdown(plan, most=MOST - len(head), artefact=artefact)


def _one_line(plan: SavedPlan) -> str:
    where = code(shown(place(plan.environment, plan.is_sandbox)))
    alone = counted(plan.standing)
    told = f" Left alone: {alone}." if alone else ""
    return f"**{MARKS[plan.verdict]} Plan for** {where}: {words(sentence(plan) + told)}\n"
