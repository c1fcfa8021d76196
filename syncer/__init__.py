"""Customer segments of HCL Commerce as files, and the engine that keeps databases like them.

The rooms, in the order in which data walks through them:

    desired/     files -> values              live/      rows <-> values; all SQL
    planning/    values -> a plan; pure       render/    values -> text; pure
    engine/      the rooms in order           sandbox/   databases that we make ourselves
    forge/       comments on pull requests    cli/       ask and answer
    model/       the nouns they share
"""

__version__ = "0.1.0"
