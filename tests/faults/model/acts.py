"""What can happen in a script of the model test, and how often each of it is drawn."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from hypothesis import strategies as st

from syncer.planning.guards import ACCEPTABLE
from tests.faults.model.breaking import Break
from tests.faults.model.files import EDITS, Edit
from tests.faults.model.outsiders import DEEDS, Deed

REFUSED = "what is refused"
"""Left out is whatever the plan refuses for good."""


class Plan(NamedTuple):
    """A plan is made, and kept for later."""

    accept: tuple[str, ...] = ()
    hold: str = "nothing"


class Apply(NamedTuple):
    """A plan is applied: the one that was kept, which may be stale, or else a new one.

    On the way the process or its connection ends, or others work in the store between the plan and the lock.
    """

    plan: Plan | None = None
    what: Break | list[Deed] | None = None


class Look(NamedTuple):
    """Somebody asks what has drifted, or the doctor."""

    asks_doctor: bool = False


Act: TypeAlias = list[Edit] | list[Deed] | Plan | Apply | Look

_USUAL = ("load", "load", "load", "edit a text", "edit a text", "make", "make", "take keys", "delete")

_numbers = st.integers(0, 71)
_edit = st.builds(Edit, st.sampled_from(["write", "write", "activate", *EDITS]), _numbers, _numbers)
_deed = st.builds(Deed, st.sampled_from([*_USUAL, *DEEDS]), _numbers, _numbers)
_edits, _deeds = st.lists(_edit, min_size=1, max_size=3), st.lists(_deed, min_size=1, max_size=2)
_any = {"is_late": st.booleans(), "is_crash": st.booleans(), "lasts": st.booleans()}
_anywhere = st.builds(Break, st.integers(0, 70), **_any)
_at_commit = st.builds(Break, st.none(), **_any)
_events = st.none() | _anywhere | _at_commit | _deeds
_plans = st.builds(
    Plan,
    accept=st.sampled_from([tuple(sorted(ACCEPTABLE))] * 4 + [("drift",), ("adoption", "rename"), ()]),
    hold=st.sampled_from([REFUSED, REFUSED, REFUSED, "nothing", "nothing", "one"]),
)
_applies = st.builds(Apply, _plans, _events)
_of_saved = st.builds(Apply, st.none(), _events)
ACTS = st.one_of(_edits, _edits, _deeds, _plans, _applies, _applies, _of_saved, st.builds(Look, st.booleans()))
"""Whatever can happen."""
FIRST_FILES = st.lists(st.builds(Edit, st.just("write"), _numbers, _numbers))
"""The files that are there before the first plan."""
