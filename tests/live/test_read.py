"""Rows -> snapshot: every awkward row is read right, and the number of statements does not grow."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import pytest
from sqlalchemy import Engine, event

from syncer.engine.setup import setup
from syncer.live.connect import connect
from syncer.live.gate import Access
from syncer.live.lists import chunks
from syncer.live.lookups import look_up
from syncer.live.read import overlay, read_entries, read_groups, read_snapshot, without_members
from syncer.model.environment import Role
from syncer.model.errors import Invalid
from syncer.model.segment import Lifecycle, SegmentId
from syncer.model.snapshot import LiveSegment, Snapshot, Staged
from syncer.sandbox.catalog_files import write_catalog
from syncer.sandbox.generate import build_store
from syncer.sandbox.invent import StoreShape
from tests.lanes.fixtures import every_lane, not_on, only_on
from tests.membership import Watch
from tests.workspace import GOLD, NAME, Workspace

pytestmark = every_lane


def snapshot_of(workspace: Workspace, name: str = "staging") -> Snapshot:
    environment = workspace.settings(name)
    with connect(environment, Access.READ) as database, database.reading() as connection:
        return read_snapshot(connection, look_up(connection, database.dialect, environment))


def group(workspace: Workspace, name: str, store: str | None = "aurora") -> LiveSegment:
    (found,) = (one for one in snapshot_of(workspace).groups if one.name == name and one.store == store)
    return found


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that are sent to any database in here."""
    sent: list[str] = []

    def count(_c: object, _cursor: object, statement: str, *_: object) -> None:
        sent.append(statement)

    event.listen(Engine, "before_cursor_execute", count)
    try:
        yield sent
    finally:
        event.remove(Engine, "before_cursor_execute", count)


# The awkward rows of reference 13.3


def test_a_starter_segment_with_two_languages(workspace: Workspace) -> None:
    found = group(workspace, "Registered Customers")
    assert (found.mbrgrp_id, found.usages, found.is_segment) == (8000000000000000551, frozenset({-1}), True)
    assert found.content == {
        "displayName": "Registered Customers",
        "description": "Shoppers who have registered with the store.",
        "translations.fr_FR.displayName": "Clients enregistrés",
        "translations.fr_FR.description": None,
        "allowExport": False,
        "exportAll": False,
    }
    assert found.counters == {"": 0, "en_US": 0, "fr_FR": 0}
    assert found.updated_by == "wcsadmin"
    assert (found.updated_at or "").startswith("2024-03-18 09:15:00")


def test_one_name_under_two_owners_is_two_segments(workspace: Workspace) -> None:
    ours, theirs = group(workspace, "Loyalty Insiders"), group(workspace, "Loyalty Insiders", "borealis")
    assert ours.mbrgrp_id != theirs.mbrgrp_id
    assert ours.content["description"] != theirs.content["description"]


@pytest.mark.parametrize(
    "name, store, usages",
    [
        pytest.param("Preferred Partners", "aurora", {-8}, id="a price group with the name of a segment elsewhere"),
        pytest.param("Preferred Partners", "borealis", {-1}, id="the segment"),
        pytest.param("Registered Customers", "borealis", {-8}, id="a price group named like a starter"),
        pytest.param("Alpine Territory", "aurora", {-5}, id="a territory"),
        pytest.param("Trade Fair Leads", "aurora", {-1, -2}, id="a segment with a second usage"),
    ],
)
def test_usages(workspace: Workspace, name: str, store: str, usages: set[int]) -> None:
    found = group(workspace, name, store)
    assert (set(found.usages), found.is_segment) == (usages, -1 in usages)


@pytest.mark.parametrize(
    "name, has_conditions",
    [
        pytest.param("Survey Panel", False, id="a container of the tool"),
        pytest.param("Legacy Mail Order", False, id="no row of MBRGRPCOND"),
        pytest.param("Store Opening Guests", False, id="empty CONDITIONS"),
        pytest.param("Catalog Request 2018", False, id="an empty profile and no element"),
        pytest.param("Clicked Spring Campaign", True, id="filled by marketing, in both forms"),
        pytest.param("Gala Invitations", True, id="members of another segment"),
        pytest.param("Loaded By File", True, id="compiled only, as the loader writes it"),
    ],
)
def test_conditions_wherever_they_stand(workspace: Workspace, name: str, has_conditions: bool) -> None:
    assert group(workspace, name).has_conditions is has_conditions


def test_elements_without_a_compiled_form_are_conditions_too(workspace: Workspace) -> None:
    workspace.edit(
        "INSERT INTO mgpcondele (mgpcondele_id, mbrgrp_id, name, type)"
        " SELECT 5, mbrgrp_id, 'age', 'simpleCondition' FROM mbrgrp WHERE mbrgrpname = 'Survey Panel'"
    )
    assert group(workspace, "Survey Panel").has_conditions


def test_an_element_that_is_nearly_called_like_the_top_is_a_condition(workspace: Workspace) -> None:
    """Blanks at the end of a text count, on engines too that compare without them."""
    assert not group(workspace, "Survey Panel").has_conditions
    workspace.edit(
        "UPDATE mgpcondele SET name = 'topAndList '"
        " WHERE mbrgrp_id = (SELECT mbrgrp_id FROM mbrgrp WHERE mbrgrpname = 'Survey Panel')"
    )
    assert group(workspace, "Survey Panel").has_conditions


def test_an_editor_without_a_name_is_none(workspace: Workspace) -> None:
    workspace.edit("UPDATE mbrgrp SET lastupdatedby = '' WHERE mbrgrpname = 'Survey Panel'")
    assert group(workspace, "Survey Panel").updated_by is None


def test_no_text_is_no_path(workspace: Workspace) -> None:
    assert group(workspace, "Imported From CRM 2019").content == {"allowExport": False, "exportAll": False}
    assert group(workspace, "Imported From CRM 2019").counters == {"": 0}


@not_on("oracle")  # '' is NULL there
def test_an_empty_description_is_none(workspace: Workspace) -> None:
    assert workspace.value("SELECT description FROM mbrgrpdesc WHERE displayname = 'Store Opening Guests'") == ""
    assert group(workspace, "Store Opening Guests").content["description"] is None
    workspace.edit("UPDATE mbrgrpdesc SET description = NULL WHERE displayname = 'Store Opening Guests'")
    assert group(workspace, "Store Opening Guests").content["description"] is None


def test_languages_that_no_file_mentions_are_there(workspace: Workspace) -> None:
    content = group(workspace, "Tokyo Pop-up Visitors").content
    assert content["translations.ja_JP.displayName"] == "東京ポップアップ"
    assert content["translations.pl_PL.description"] is None


@pytest.mark.parametrize("name", ["VIP Shoppers", "VIP shoppers", "Holiday Gift Buyers  ", "Café-Stammgäste Zürich"])
def test_names_are_read_as_they_are(workspace: Workspace, name: str) -> None:
    assert group(workspace, name).name == name


def test_export_flags(workspace: Workspace) -> None:
    content = group(workspace, "Survey Panel").content
    assert (content["allowExport"], content["exportAll"]) == (True, False)


def test_groups_of_owners_that_are_not_ours_stay_out(workspace: Workspace) -> None:
    names = {one.name for one in snapshot_of(workspace).groups}
    assert names.isdisjoint({"Every Store Newsletter", "Catalog Editors"})


def test_a_recorded_row_is_there_whatever_became_of_it(workspace: Workspace) -> None:
    workspace.segment()
    workspace.apply()
    workspace.edit("UPDATE mbrgrp SET owner_id = -2000, mbrgrpname = 'Elsewhere' WHERE mbrgrpname = ?", NAME)
    workspace.edit(
        "DELETE FROM mbrgrpusg WHERE mbrgrp_id = (SELECT mbrgrp_id FROM mbrgrp WHERE mbrgrpname = 'Elsewhere')"
    )
    found = group(workspace, "Elsewhere", None)
    assert (found.usages, found.content["description"]) == (frozenset(), "Tier gold.")


def test_version_7_lacks_flags_and_has_counters_that_are_null(workspace_7: Workspace) -> None:
    found = snapshot_of(workspace_7)
    assert found.site.lacking == {"allowExport", "exportAll"}
    legacy = group(workspace_7, "Legacy Mail Order")
    assert legacy.counters == {"": None, "en_US": None}
    assert legacy.content.keys() == {"displayName", "description"}


def test_a_locale_with_two_ids_is_not_guessed(workspace: Workspace) -> None:
    workspace.edit("INSERT INTO language (language_id, localename) VALUES (-99, 'fr_FR')")
    assert "fr_FR" not in snapshot_of(workspace).site.languages
    assert "translations.fr_FR.displayName" not in group(workspace, "Registered Customers").content
    workspace.segment(description="Tier gold.", translations={"fr_FR": {"description": "Or."}})
    assert [refusal.code for refusal in workspace.plan().refusals] == ["language"]


@only_on("sqlite")
def test_a_text_in_a_language_that_is_not_there_is_left_alone(workspace: Workspace) -> None:
    """A database that keeps to its foreign keys has none."""
    with workspace.connection() as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("DELETE FROM language WHERE language_id = -2")
    assert group(workspace, "Registered Customers").counters == {"": 0, "en_US": 0}


@only_on("sqlite")
def test_without_our_tables_the_groups_are_read_all_the_same(workspace: Workspace) -> None:
    before = snapshot_of(workspace)
    with workspace.connection() as connection:
        connection.execute("DROP TABLE xsynchead")
    found = snapshot_of(workspace)
    assert (found.groups, found.ledger, found.site.target) == (before.groups, (), None)


@only_on("sqlite")
def test_what_the_site_carries_itself_is_handed_on(workspace: Workspace) -> None:
    environment, staged = workspace.settings(), Staged(by_trigger=("mbrgrp",))
    with connect(environment, Access.READ) as database, database.reading() as connection:
        lookups = look_up(connection, database.dialect, environment)
        assert read_snapshot(connection, lookups, staged).site.staged == staged


def test_the_ledger_comes_back_as_it_was_written(workspace: Workspace) -> None:
    workspace.segment(description="Tier gold.", allowExport=True, protected=True)
    workspace.apply()
    (entry,) = snapshot_of(workspace).ledger
    assert (entry.id, entry.name, entry.held, entry.protected, entry.run) == (
        *(SegmentId.parse(GOLD), NAME),
        *(False, True, 1),
    )
    assert entry.content == {"description": "Tier gold.", "allowExport": True}
    assert entry.counters == group(workspace, NAME).counters


@only_on("sqlite")
def test_every_state_of_an_entry_is_read(workspace: Workspace) -> None:
    workspace.segment()
    workspace.apply()
    workspace.edit("UPDATE xsyncsegment SET lifecycle = 'released', is_held = 1, is_protected = 1, run_id = 7")
    (entry,) = snapshot_of(workspace).ledger
    assert (entry.lifecycle, entry.held, entry.protected, entry.run) == (Lifecycle.RELEASED, True, True, 7)


@only_on("sqlite")
def test_only_what_is_held_is_asked_for_members(workspace: Workspace) -> None:
    workspace.segment()
    workspace.segment("aurora/silver", "Silver members")
    workspace.apply()
    for name in (NAME, "Silver members"):
        workspace.fill(name)
    silver = workspace.value("SELECT mbrgrp_id FROM mbrgrp WHERE mbrgrpname = 'Silver members'")
    assert not [one.name for one in snapshot_of(workspace).groups if one.has_members]
    workspace.edit("UPDATE xsyncsegment SET is_held = 1 WHERE mbrgrp_id = ?", silver)
    assert [one.name for one in snapshot_of(workspace).groups if one.has_members] == ["Silver members"]


@only_on("sqlite")
def test_a_recorded_row_of_others_is_read_beside_ours(workspace: Workspace) -> None:
    workspace.segment()
    workspace.apply()
    workspace.edit("UPDATE mbrgrp SET owner_id = (SELECT min(member_id) FROM member) WHERE mbrgrpname = ?", NAME)
    groups = snapshot_of(workspace).groups
    assert [one.store for one in groups if one.name == NAME] == [None]
    assert len(groups) == len({one.mbrgrp_id for one in groups}) > 1


# Owners


OWNER_REMEDIES = {
    "Correct the id, or give the store's identifier in STOREENT.",
    'Correct the identifier, or give the owner\'s id: `{owner_id: "..."}`.',
    "List one of them only.",
}


def owner_problems(workspace: Workspace, stores: Mapping[str, object]) -> list[tuple[str, str]]:
    workspace.environment(stores=stores)
    with pytest.raises(Invalid) as invalid:
        snapshot_of(workspace)
    assert {problem.source.file for problem in invalid.value.problems} == {"environments/staging.yaml"}
    assert {problem.remedy for problem in invalid.value.problems} <= OWNER_REMEDIES
    return [(problem.code, problem.message) for problem in invalid.value.problems]


def test_stores_that_cannot_be_told(workspace: Workspace) -> None:
    assert owner_problems(workspace, {"aurora": "Aurora", "borealis": "Nowhere", "outlet": "Outlet"}) == [
        ("unknown-store", "store borealis: no rows of STOREENT have the identifier 'Nowhere'"),
        ("ambiguous-store", "store outlet: 2 rows of STOREENT have the identifier 'Outlet'"),
    ]


def test_a_group_of_stores_is_no_store(workspace: Workspace) -> None:
    assert [code for code, _ in owner_problems(workspace, {"shared": "Shared Assets"})] == ["unknown-store"]


def test_stores_that_share_an_owner(workspace: Workspace) -> None:
    stores = {"aurora": "Aurora", "twin": {"owner_id": "7000000000000000101"}}
    message = "the stores aurora, twin have one owner (7000000000000000101), so their segments are the same rows"
    assert owner_problems(workspace, stores) == [("shared-owner", message)]


@pytest.mark.parametrize("owner", ["999", "9223372036854775807", "9999999999999999999"])
def test_an_owner_that_is_no_member(workspace: Workspace, owner: str) -> None:
    message = f"store one: MEMBER has no row {owner}, which would own its segments"
    assert owner_problems(workspace, {"one": {"owner_id": owner}}) == [("unknown-store", message)]


@pytest.mark.parametrize("owner", ["7000000000000000101", "-2000"])
def test_an_owner_by_its_id(workspace: Workspace, owner: str) -> None:
    workspace.environment(stores={"one": {"owner_id": owner}})
    assert {one.store for one in snapshot_of(workspace).groups} <= {"one"}


# How many statements


@pytest.fixture(scope="module", params=[10, 400])
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A generated store in which every segment is adopted."""
    shape = StoreShape(segments=request.param)
    workspace = Workspace(tmp_path_factory.mktemp(f"store-{request.param}"), Watch())
    write_catalog(workspace.root, shape, seed=7)
    build_store(workspace.database(), shape, seed=7, role=Role.STAGING)
    setup(workspace.root, "staging")
    workspace.apply(accept=["adoption", "change-limit"], hold=_twins(workspace))
    return workspace


def _twins(workspace: Workspace) -> list[str]:
    return [refusal.id for refusal in workspace.plan().refusals if refusal.code == "ambiguous"]


def test_a_plan_sends_no_more_statements_for_more_segments(store: Workspace) -> None:
    with counted() as planned:
        store.plan()
    hold = _twins(store)
    with counted() as applied:
        assert store.apply(hold=hold).already_applied
    assert len(planned) < len(applied) <= 26, "\n".join(applied)


# Reading some rows again


def test_only_the_rows_that_are_asked_for(workspace: Workspace) -> None:
    workspace.segment()
    workspace.apply()
    workspace.fill(NAME, exclude=True)  # who is excluded is no member
    environment, before = workspace.settings(), snapshot_of(workspace)
    ids = {one.mbrgrp_id for one in before.groups if one.name in (NAME, "Survey Panel", "Press Day Visitors")}
    with connect(environment, Access.READ) as database, database.reading() as connection:
        lookups = look_up(connection, database.dialect, environment)
        groups = {one.mbrgrp_id: one for one in read_groups(connection, lookups, ids)}
        entries = {one.id: one for one in read_entries(connection, [SegmentId.parse(GOLD)])}
        empty = without_members(connection, ids)
    assert groups.keys() == ids
    assert {groups[id].name for id in empty} == {NAME} | {
        name
        for name in ("Survey Panel", "Press Day Visitors")
        if not workspace.value(
            "SELECT count(*) FROM mbrgrpmbr m JOIN mbrgrp g ON g.mbrgrp_id = m.mbrgrp_id"
            " WHERE mbrgrpname = ? AND exclude = '0'",
            name,
        )
    }
    assert overlay(before, groups, entries, ()) == before
    assert overlay(before, {}, {}, entries.keys()).ledger == ()


@pytest.mark.parametrize("count, sizes", [(0, []), (1, [1]), (500, [500]), (501, [500, 1]), (1500, [500] * 3)])
def test_lists_for_in_are_short(count: int, sizes: list[int]) -> None:
    assert [len(chunk) for chunk in chunks(range(count))] == sizes


def test_an_environment_with_more_stores_than_a_list_holds(workspace: Workspace) -> None:
    stores = {f"s{number}": {"owner_id": str(number)} for number in range(1, 1200)}
    workspace.environment(stores={"aurora": "Aurora", **stores})
    with pytest.raises(Invalid) as invalid:
        workspace.plan()
    assert len(invalid.value.problems) == len(stores), "each asked for, and none of them there"


@only_on("sqlite")
def test_the_order_of_rows_says_nothing(workspace: Workspace, new_order: Callable[[], None]) -> None:
    workspace.segment()
    workspace.apply()
    before, digest = snapshot_of(workspace), workspace.plan().digest
    new_order()
    after = snapshot_of(workspace)
    by_id = {one.mbrgrp_id: one for one in after.groups}
    assert by_id == {one.mbrgrp_id: one for one in before.groups}
    assert workspace.plan().digest == digest


@pytest.fixture
def new_order(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Lets SQLite return rows without an order in the other direction."""

    def reverse() -> None:
        connect_driver = sqlite3.connect

        class Reversed(sqlite3.Connection):
            def set_authorizer(self, *arguments: object) -> None:
                self.execute("PRAGMA reverse_unordered_selects = ON")
                super().set_authorizer(*arguments)  # type: ignore[arg-type]

        monkeypatch.setattr(
            sqlite3, "connect", lambda *args, **options: connect_driver(*args, factory=Reversed, **options)
        )

    return reverse
