"""Sample databases for every environment that asks for one."""

from __future__ import annotations

from pathlib import Path

from syncer.desired.environments import list_environments, load_environment
from syncer.engine.setup import setup
from syncer.model.environment import Sandbox
from syncer.model.errors import NotPermitted
from syncer.model.report import SandboxReport


def sandbox(root: Path, *, profile: str = "9", reset: bool = False) -> SandboxReport:
    """Make them, and our own tables in each. Raises ``NotPermitted`` where one is there and ``reset`` was not said."""
    from syncer.sandbox.build import build_sandbox
    from syncer.sandbox.commerce import Profile

    found = (load_environment(root, name) for name in list_environments(root))
    targets = [(where, where.target) for where in found if isinstance(where.target, Sandbox)]
    if not targets:
        raise NotPermitted("No environment has a sandbox.", "Write `sandbox: PATH` into a file of environments/.")
    segments = members = 0
    for where, target in targets:
        segments, members = build_sandbox(Path(target.path), role=where.role, profile=Profile(profile), reset=reset)
        setup(root, where.name)
    return SandboxReport(
        environments=tuple(where.name for where, _ in targets),
        paths=tuple(target.path for _, target in targets),
        segments=segments,
        members=members,
    )
