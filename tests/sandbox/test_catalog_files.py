"""The files of a generated catalog say what the rows of the generated store hold."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Connection

from syncer.desired.environments import load_environment
from syncer.desired.load_catalog import check, load_catalog
from syncer.model.environment import Role, Sandbox
from syncer.model.segment import Segment, Value
from syncer.sandbox.catalog_files import catalog_for, write_catalog
from syncer.sandbox.connect import sandbox_engine
from syncer.sandbox.generate import build_store
from syncer.sandbox.invent import StoreShape

SEED = 7
SHAPE = StoreShape(segments=400, owners=3, translated=50)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalog repository with both of its databases."""
    folder = tmp_path_factory.mktemp("generated")
    write_catalog(folder, SHAPE, SEED)
    for role in Role:
        build_store(folder / ".sandbox" / f"{role}.db", SHAPE, SEED, role=role)
    return folder


def test_every_file_is_valid(root: Path) -> None:
    checked = check(root)
    assert checked.problems == ()
    assert checked.files == SHAPE.segments + 2


@pytest.mark.parametrize("role", Role)
def test_environments_name_the_databases(root: Path, role: Role) -> None:
    environment = load_environment(root, role)
    assert environment.role is role
    assert isinstance(environment.target, Sandbox)
    assert Path(environment.target.path).is_file()
    assert set(environment.stores) == set(SHAPE.stores)


@pytest.mark.parametrize("role", Role)
def test_the_rows_hold_what_the_files_say(root: Path, role: Role) -> None:
    with sandbox_engine(root / ".sandbox" / f"{role}.db").connect() as connection:
        segments = load_catalog(root).segments
        assert len(segments) == SHAPE.segments
        live = live_fields(connection)
    for segment in segments:
        found = live[segment.id.store, segment.name]
        assert {path: found[path] for path in segment.content} == segment.content
    assert any(is_translated(segment) for segment in segments)


def is_translated(segment: Segment) -> bool:
    return any(path.startswith("translations.") for path in segment.content)


def live_fields(connection: Connection) -> dict[tuple[str, str], dict[str, Value]]:
    """The fields of every group, by store and name, read without the help of the product."""
    found: dict[tuple[str, str], dict[str, Value]] = {}
    for store, name, export, locale, display_name, description in connection.exec_driver_sql(
        "SELECT s.identifier, g.mbrgrpname, g.allowexport, l.localename, d.displayname, d.description"
        " FROM mbrgrp g JOIN storeent s ON s.member_id = g.owner_id AND s.identifier LIKE 'store-%'"
        " JOIN mbrgrpdesc d ON d.mbrgrp_id = g.mbrgrp_id JOIN language l ON l.language_id = d.language_id"
    ):
        prefix = "" if locale.strip() == "en_US" else f"translations.{locale.strip()}."
        found.setdefault((store, name), {"allowExport": bool(export)}).update(
            {f"{prefix}description": description, f"{prefix}displayName": display_name}
        )
    return found


def test_the_same_seed_gives_the_same_files() -> None:
    assert list(catalog_for(SHAPE, SEED)) == list(catalog_for(SHAPE, SEED))
    assert list(catalog_for(SHAPE, SEED)) != list(catalog_for(SHAPE, SEED + 1))
