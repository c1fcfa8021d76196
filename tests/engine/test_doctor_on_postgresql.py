"""What doctor says of real logins on a real PostgreSQL: with the least rights, with too few, and with too many."""

from __future__ import annotations

import pytest

from syncer.engine.doctor import doctor
from syncer.live import gate
from syncer.live.dialects.postgresql import POSTGRESQL
from syncer.live.gate import Access
from syncer.live.gate import permit as syncer_permit
from syncer.model.doctor import FINDING, Diagnosis, Finding, Weight
from tests.live.test_grants_on_postgresql import OURS, READER, STORE, WRITER, Site
from tests.live.test_grants_on_postgresql import site as site
from tests.live.test_grants_on_postgresql import template as template


def look(site: Site) -> Diagnosis:
    return doctor(site.workspace.root, "staging")


def about_rights(diagnosis: Diagnosis) -> list[Finding]:
    """What is said of logins, apart from what is as it should be."""
    return [one for one in diagnosis.findings if "login" in one.found and one.weight in FINDING]


def test_the_least_rights_are_as_they_should_be(site: Site) -> None:
    diagnosis = look(site)
    assert [one.found.partition(" has")[0] for one in diagnosis.findings if one.code == "rights"] == [
        "The reading login",
        "The writing login",
    ]
    assert [one.code for one in diagnosis.findings if one.weight in FINDING] == []


def test_both_logins_only_ever_read(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The login that writes could write, too; but not one statement does, and none begins to."""
    sent: list[str] = []

    def permit(statement: str, access: Access) -> None:
        assert access is Access.READ
        sent.append(statement)
        syncer_permit(statement, access)

    monkeypatch.setattr(gate, "permit", permit)
    look(site)
    assert {statement.split()[0] for statement in sent} == {"SELECT", "SET"}
    assert {statement for statement in sent if statement.startswith("SET")} == {POSTGRESQL.begin_reading}


@pytest.mark.parametrize(
    "statement, code, said",
    [
        pytest.param(
            f"REVOKE SELECT ON {STORE}.keys FROM {READER}", "too-few-rights", "SELECT KEYS", id="the reader lacks KEYS"
        ),
        pytest.param(
            f"REVOKE INSERT ON {STORE}.mbrgrpusg FROM {WRITER}", "too-few-rights", "INSERT MBRGRPUSG", id="no usages"
        ),
        pytest.param(
            f"REVOKE UPDATE (counter) ON {STORE}.keys FROM {WRITER}",
            "too-few-rights",
            "UPDATE KEYS (COUNTER)",
            id="a column of KEYS",
        ),
        pytest.param(
            f"REVOKE INSERT ON {OURS}.xsyncrun FROM {WRITER}", "too-few-rights", "INSERT XSYNCRUN", id="no journal"
        ),
        pytest.param(
            f"GRANT DELETE ON {STORE}.mbrgrpmbr TO {WRITER}", "may-write-members", "DELETE MBRGRPMBR", id="members"
        ),
        pytest.param(
            f"GRANT TRUNCATE ON {STORE}.mbrgrpmbr TO {WRITER}", "may-write-members", "TRUNCATE MBRGRPMBR", id="emptying"
        ),
        pytest.param(
            f"GRANT UPDATE (exclude) ON {STORE}.mbrgrpmbr TO {READER}",
            "may-write-members",
            "UPDATE MBRGRPMBR (EXCLUDE)",
            id="a column of members",
        ),
        pytest.param(
            f"GRANT INSERT ON {STORE}.dmmbrgrppzn TO PUBLIC", "may-write-members", "INSERT DMMBRGRPPZN", id="everybody"
        ),
        pytest.param(
            f"GRANT DELETE ON {STORE}.mbrgrp TO {WRITER}", "too-many-rights", "DELETE MBRGRP", id="deleting groups"
        ),
        pytest.param(
            f"GRANT UPDATE (mbrgrpname) ON {STORE}.mbrgrp TO {WRITER}",
            "too-many-rights",
            "UPDATE MBRGRP (MBRGRPNAME)",
            id="renaming",
        ),
        pytest.param(f"GRANT UPDATE ON {STORE}.keys TO {WRITER}", "too-many-rights", "UPDATE KEYS", id="all of KEYS"),
        pytest.param(
            f"GRANT DELETE ON {OURS}.xsyncrun TO {WRITER}", "too-many-rights", "DELETE XSYNCRUN", id="unwriting history"
        ),
        pytest.param(
            f"ALTER TABLE {STORE}.mbrgrpcond OWNER TO {WRITER}", "may-drop-tables", "MBRGRPCOND", id="dropping a table"
        ),
    ],
)
def test_too_few_and_too_many_are_found(statement: str, code: str, said: str, site: Site) -> None:
    site.run(statement)
    found = [one for one in about_rights(look(site)) if one.code == code]
    assert any(said in (one.found, *one.details) or said in one.found for one in found)


def test_rights_through_a_role_count(site: Site) -> None:
    site.run(f"CREATE ROLE {site.database}_many", f"GRANT DELETE ON {STORE}.mbrgrpmbr TO {site.database}_many")
    site.run(f"GRANT {site.database}_many TO {WRITER}")
    try:
        assert "may-write-members" in {one.code for one in about_rights(look(site))}
    finally:
        site.run(f"REVOKE {site.database}_many FROM {WRITER}")


def test_a_table_of_workspaces_is_seen(site: Site) -> None:
    site.run("CREATE SCHEMA wcs1", "CREATE TABLE wcs1.mbrgrp (mbrgrp_id bigint)")
    (found,) = [one for one in look(site).findings if one.code == "workspaces"]
    assert "wcs, wcs1" in found.found


def test_a_writing_login_that_is_not_named_here_is_not_assessable(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WRITER_URL")
    codes = [one.code for one in look(site).findings if "the writing login was not asked" in one.found]
    assert codes == ["rights"]


def test_a_wrong_schema_is_told_table_by_table(site: Site) -> None:
    site.workspace.environment(url_env="READER_URL", schema="elsewhere", ledger_schema=OURS)
    found = look(site)
    (tables,) = [one for one in found.findings if one.code == "missing-table"]
    assert "MBRGRP" in tables.found
    assert "not assessable, a table or column is not there" in next(
        one.found for one in found.findings if one.code == "usages"
    )


def test_a_table_that_may_not_be_read_hides_no_other(site: Site) -> None:
    site.run(f"REVOKE SELECT ON {STORE}.language FROM {READER}")
    found = {one.code: one for one in look(site).findings}
    assert "not assessable, this login may not read it" in found["languages"].found
    assert found["usages"].weight is Weight.OK
