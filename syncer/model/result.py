"""The results that can be rendered in every format."""

from __future__ import annotations

from typing import TypeAlias

from syncer.model.plan import SavedPlan
from syncer.model.problem import Checked
from syncer.model.report import DriftReport
from syncer.model.review import Review

Result: TypeAlias = Checked | Review | SavedPlan | DriftReport
"""What ``validate``, ``review``, ``plan`` and ``drift`` find. Each has a ``verdict``, and a ``kind`` by which they are
told apart without importing all of them."""
