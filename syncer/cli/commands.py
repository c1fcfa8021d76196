"""Every command in one table, so that the help needs none of them."""

from __future__ import annotations

from typing import NamedTuple


class Entry(NamedTuple):
    """Where a command stands in the help, and what it says there."""

    group: str
    line: str


COMMANDS = {
    "sandbox": Entry("Begin", "Make the sandbox databases of this catalog."),
    "setup": Entry("Begin", "Make our own tables in the database of an environment."),
    "init": Entry("Begin", "Start a catalog repository of your own."),
    "new": Entry("Begin", "Add the file of one segment."),
    "validate": Entry("Main job", "Check every file, without a database."),
    "fmt": Entry("Main job", "Lay out every file alike; comments stay."),
    "review": Entry("Main job", "Say what a change to the files does, without a database."),
    "plan": Entry("Main job", "Show what apply would do, and what speaks against it."),
    "show": Entry("Main job", "Show a saved plan."),
    "comment": Entry("Main job", "Tell on a pull request what saved plans would do."),
    "apply": Entry("Main job", "Carry out a plan: all of it, or nothing."),
    "drift": Entry("Main job", "Show what is live and no longer what was written."),
    "doctor": Entry("Care", "Look at a database from all sides, before the first apply."),
    "grants": Entry("Care", "Print the least rights of our logins, for a DBA."),
    "conformance": Entry("Care", "Try out a database engine in an empty schema of it."),
    "explain": Entry("Help", "Say what a problem, a refusal or an exit code means."),
    "schema": Entry("Help", "Print the JSON Schema of a kind of file or output."),
    "completion": Entry("Help", "Print the script that completes commands in a shell."),
}
"""Name to entry. The module of a command is ``syncer.cli.<name>``, its object there ``command``."""
