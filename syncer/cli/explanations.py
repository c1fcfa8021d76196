"""What each exit code means, for ``syncer explain CODE``."""

from __future__ import annotations

from collections.abc import Mapping

from syncer.cli.exits import Exit
from syncer.model.explanation import Explanation

EXPLANATIONS: Mapping[str, Explanation] = {
    str(int(code)): explanation
    for code, explanation in {
        Exit.DONE: Explanation(
            summary="Done; in sync; nothing to do; already applied.",
            why="The command did what it was asked for, or found it done.",
            fix="Nothing.",
            example="syncer plan staging",
        ),
        Exit.FAILED: Explanation(
            summary="Failed: a fault that nobody foresaw, or a mistake of ours; or a check of `conformance`.",
            why="Everything that was not committed was rolled back. `conformance` says what it has seen.",
            fix="Run again. If it happens again, hand over the report file that the message names, which holds no "
            "data, or the file that `conformance` wrote.",
            example="error: an unexpected fault (MemoryError)",
        ),
        Exit.DIFFERENT: Explanation(
            summary="There are differences.",
            why="`drift` found some, `doctor` something to look at, `plan --detailed-exitcode` has changes or "
            "awaits some, `fmt --check` a file to lay out, or `conformance` a check that could not be run: a script "
            "can branch on that.",
            fix="Read them; then plan and apply, or take the edit into the catalog.",
            example="syncer drift production",
        ),
        Exit.INVALID: Explanation(
            summary="Files or settings have problems.",
            why="A catalog that cannot be read without doubt is not compared with a database.",
            fix="Correct every line that is listed; `syncer validate` shows them all at once.",
            example="syncer validate",
        ),
        Exit.NOT_PERMITTED: Explanation(
            summary="Not permitted, not set up, a wrong target, a missing variable or driver.",
            why="Something outside the catalog has to be put right first; nothing was written.",
            fix="Do what the message says: run `syncer setup`, set the variable, save a plan for production.",
            example="syncer apply production --yes",
        ),
        Exit.BUSY: Explanation(
            summary="Busy or unreachable.",
            why="Another run holds the lock, or database or forge do not answer. No row of the store was written.",
            fix="Run again; that is safe.",
            example="two applies to one environment at the same time",
        ),
        Exit.REFUSED: Explanation(
            summary="Refused by a guard.",
            why="A plan or a change would do something that is dangerous or impossible; every reason is listed.",
            fix="Follow the remedy of each; leave out one segment with --hold, or accept where that is offered.",
            example="syncer explain rename",
        ),
        Exit.STALE: Explanation(
            summary="The plan file is stale, too old, altered, of another environment or tool format.",
            why="What was reviewed is what runs: where the catalog or the database moved on, a new plan is needed.",
            fix="Plan again, review again, apply that.",
            example="syncer apply plan.json",
        ),
        Exit.UNKNOWN: Explanation(
            summary="The outcome is unknown.",
            why="The connection was lost while the database committed, and it could not be asked afterwards.",
            fix="Run again; that is safe, and says whether the run was applied.",
            example="error: the connection was lost during COMMIT",
        ),
        Exit.USAGE: Explanation(
            summary="The command line cannot be meant like this.",
            why="An option or argument is missing, unknown or does not go with another.",
            fix="See `syncer COMMAND --help`; it begins with examples.",
            example="syncer plan",
        ),
        Exit.INTERRUPTED: Explanation(
            summary="Interrupted; rolled back.",
            why="A person or the system stopped the command before it had committed.",
            fix="Run again; that is safe.",
            example="Ctrl-C",
        ),
    }.items()
}
