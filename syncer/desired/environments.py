"""``environments/``: one file a database, checked and made regular. No address and no password stands in one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, overload

from syncer.desired.files import EnvironmentFile, Tree, read_environments
from syncer.desired.freezes import freeze_problems, freezes
from syncer.desired.reading.document import Document
from syncer.desired.reading.load import load, located
from syncer.desired.secrets import hide_secrets, refuse_secrets
from syncer.desired.shape import shape_of
from syncer.desired.texts import faults
from syncer.desired.work_tree import WorkTree
from syncer.desired.workspace import ENVIRONMENTS
from syncer.model.environment import (
    ContainerCondition,
    DatabaseUrl,
    EmptyMeans,
    Environment,
    Like,
    Limits,
    Mode,
    NoRow,
    OwnerId,
    Propagation,
    Role,
    RowWithNull,
    Sandbox,
    Scale,
    StoreIdentifier,
    StoreOwner,
    Target,
    Timeouts,
)
from syncer.model.errors import Invalid, UsageError
from syncer.model.problem import Problem, in_order
from syncer.model.segment import Location

KIND = "environment"


class CheckedEnvironments(NamedTuple):
    """The environments that could be read, and what is wrong with the others."""

    environments: tuple[Environment, ...]
    problems: tuple[Problem, ...]
    files: tuple[str, ...]

    @property
    def are_complete(self) -> bool:
        """Whether every file could be read."""
        return len(self.environments) == len(self.files)


def check_environments(tree: Tree, root: Path) -> CheckedEnvironments:
    """Every environment of a tree, with every problem of every file; paths in them begin at ``root``."""
    environments: list[Environment] = []
    problems: list[Problem] = []
    files: list[str] = []
    for found in read_environments(tree):
        if isinstance(found, Problem):
            problems.append(found)
            continue
        files.append(found.file)
        environment = _read(found, root)
        if isinstance(environment, Environment):
            environments.append(environment)
        else:
            problems.extend(environment)
    return CheckedEnvironments(tuple(environments), tuple(problems), tuple(files))


def load_environment(root: Path, name: str) -> Environment:
    """One environment by its name.

    Raises ``UsageError`` where there is no file of that name, and ``Invalid`` where the file has problems.
    """
    for found in read_environments(WorkTree(root)):
        if isinstance(found, Problem):
            if found.source.file == f"{ENVIRONMENTS}/{name}.yaml":
                raise Invalid((found,))
        elif found.name == name:
            environment = _read(found, root)
            if isinstance(environment, Environment):
                return environment
            raise Invalid(environment)
    names = list_environments(root)
    there = f"There are: {', '.join(names)}." if names else f"Add {ENVIRONMENTS}/NAME.yaml, or run `syncer sandbox`."
    raise UsageError(f"there is no environment of this name: {name}", there)


def list_environments(root: Path) -> tuple[str, ...]:
    """The names of all environments, sorted."""
    return tuple(found.name for found in read_environments(WorkTree(root)) if isinstance(found, EnvironmentFile))


def _read(found: EnvironmentFile, root: Path) -> Environment | tuple[Problem, ...]:
    document = load(found.file, found.data)
    problems = list(_problems(document, root) if isinstance(document, Document) else document)
    if problems and isinstance(document, Document):
        # Only now it matters where they stand.
        problems = list(_problems(located(document), root))
    if problems or not isinstance(document, Document):
        return in_order([hide_secrets(problem) for problem in problems])
    return _parse(found.name, document, root)


def _problems(document: Document, root: Path) -> Iterator[Problem]:
    secrets = tuple(refuse_secrets(document))
    yield from secrets
    places = {(secret.source.line, secret.source.column) for secret in secrets}
    shape = tuple(_shape_problems(document))
    found = (
        *shape,
        *_faults(document),
        *_outside(document, root),
        *_repeated_owners(document),
        *_limits_of_others(document),
        *(() if shape else freeze_problems(document)),
    )
    # An unknown key `password` is refused as a secret once, and not as an unknown key too.
    yield from (problem for problem in found if (problem.source.line, problem.source.column) not in places)


def _shape_problems(document: Document) -> Iterator[Problem]:
    if not shape_of(KIND)(document.value):
        from syncer.desired.schema import explain_shape

        yield from explain_shape(document, KIND)


def _faults(document: Document) -> Iterator[Problem]:
    """Texts that go to the database as they are."""
    value: dict[str, Any] = document.value
    paths = [("keys_row",), ("sandbox",), ("conformance",), ("container_condition", "like")]
    paths += [("stores", store) for store in _mapping(value.get("stores"))]
    for path in paths:
        inner: Any = value
        for key in path:
            inner = inner.get(key) if isinstance(inner, dict) else None
        if isinstance(inner, str) and inner:
            for code, message, remedy in faults(f"`{'.'.join(path)}`", inner):
                yield document.problem(code, message, remedy, path)


def _outside(document: Document, root: Path) -> Iterator[Problem]:
    for key, what, example in _FILES:
        path = document.value.get(key)
        if not isinstance(path, str):
            continue
        inside = os.path.realpath(root)
        target = os.path.realpath(os.path.join(inside, path))
        if os.path.isabs(path) or target == inside or not target.startswith(inside + os.sep):
            yield document.problem(
                "path-outside", f"{what} lies inside this repository", f"Write a path like `{example}`.", [key]
            )


_FILES = (
    ("sandbox", "the file of a sandbox", ".sandbox/staging.db"),
    ("conformance", "the result of `syncer conformance`", "conformance/db2.json"),
)
"""Keys that name a file, what it is, and how one looks."""


def _repeated_owners(document: Document) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for store, owner in _mapping(document.value.get("stores")).items():
        first = seen.setdefault(repr(owner), store)
        if first != store:
            yield document.problem(
                "store-listed-twice",
                f"`{store}` is the same store as `{first}`",
                "Every folder of catalog/ is a store of its own: correct one of the two.",
                ["stores", store],
            )


def _limits_of_others(document: Document) -> Iterator[Problem]:
    stores = _mapping(document.value.get("stores"))
    for store in _mapping(_mapping(document.value.get("limits")).get("stores")):
        if store not in stores:
            yield document.problem(
                "bad-value",
                f"there is no store `{store}` in `stores` above",
                f"Name one of them: {', '.join(stores) or 'none is listed'}.",
                ["limits", "stores", store],
                of_key=True,
            )


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _parse(name: str, document: Document, root: Path) -> Environment:
    value: dict[str, Any] = document.value
    empty, propagation = value.get("empty_segment_means"), value.get("propagation")
    return Environment(
        name=name,
        target=_target(value, root),
        role=Role(value["role"]),
        catalog=value["catalog"],
        stores={store: _owner(owner) for store, owner in sorted(value["stores"].items())},
        default_language=value["default_language"],
        mode=Mode(value.get("mode", Mode.APPLY)),
        empty_segment_means=EmptyMeans(empty) if empty else None,
        container_condition=_condition(value.get("container_condition")),
        propagation=Propagation(propagation) if propagation else None,
        keys_row=value.get("keys_row"),
        conformance=_path(value.get("conformance"), root),
        schema=value.get("schema"),
        ledger_schema=value.get("ledger_schema"),
        limits=_limits(value.get("limits", {})),
        freezes=freezes(value.get("freezes")),
        timeouts=Timeouts(**_whole_numbers(value.get("timeouts", {}))),
        source=Location(document.source.file),
    )


def _target(value: dict[str, Any], root: Path) -> Target:
    if "sandbox" in value:
        return Sandbox(_path(value["sandbox"], root))
    return DatabaseUrl(value["url_env"], value.get("read_url_env"))


@overload
def _path(value: str, root: Path) -> str: ...
@overload
def _path(value: str | None, root: Path) -> str | None: ...
def _path(value: str | None, root: Path) -> str | None:
    return None if value is None else os.path.normpath(root.absolute() / value)


def _owner(value: Any) -> StoreOwner:
    return OwnerId(int(value["owner_id"])) if isinstance(value, dict) else StoreIdentifier(value)


def _condition(value: Any) -> ContainerCondition | None:
    match value:
        case None:
            return None
        case {"like": name}:
            return Like(name)
        case "no-row":
            return NoRow()
        case _:
            return RowWithNull()


def _limits(value: dict[str, Any]) -> Limits:
    scale = _scale(Scale(), value)
    others = {key: number for key, number in value.items() if key in ("newly_managed", "plan_age")}
    stores = {store: _scale(scale, given) for store, given in sorted(value.get("stores", {}).items())}
    return Limits(scale, stores, **_whole_numbers(others))


def _scale(outer: Scale, given: dict[str, Any]) -> Scale:
    return outer.tightened(**{key: int(given[key]) if key in given else None for key in ("changes", "share")})


def _whole_numbers(value: dict[str, Any]) -> dict[str, int]:
    return {key: int(number) for key, number in value.items()}
