"""An environment file becomes an environment, and never shows a secret."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, time, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from syncer.desired.environments import list_environments, load_environment
from syncer.desired.load_catalog import check
from syncer.model.environment import (
    ContainerCondition,
    DatabaseUrl,
    EmptyMeans,
    Environment,
    Like,
    Limits,
    Mode,
    NoRow,
    Once,
    OwnerId,
    Role,
    RowWithNull,
    Sandbox,
    Scale,
    StoreIdentifier,
    Timeouts,
    Weekday,
    Weekly,
)
from syncer.model.errors import Invalid, UsageError

Write = Callable[[Mapping[str, str | bytes]], Path]
SMALL = "role: staging\ncatalog: c\nstores: {aurora: Aurora}\ndefault_language: en_US\n"
FULL = """\
url_env: PRODUCTION_URL
read_url_env: PRODUCTION_READ_URL
role: production
catalog: aurora-retail
mode: create-only
stores:
  borealis: {owner_id: "7000000000000000101"}
  aurora: Aurora
default_language: en_US
empty_segment_means: everybody
container_condition: {like: Made in the tool}
keys_row: MBRGRP
schema: WCSADMIN
ledger_schema: SYNCER
limits: {changes: 25, newly_managed: 3, plan_age: 24, stores: {aurora: {changes: 40, share: 5}, borealis: {changes: 0}}}
freezes:
  The sales: {from: "2026-11-24T00:00+01:00", until: "2026-12-01T08:00:30Z"}
  Weekend: {from: fri 16:00, until: mon 06:30, timezone: Europe/Paris}
  Backup: {from: wed 00:00, until: wed 01:00}
timeouts: {lock: 5, overall: 60}
"""


def test_a_file_with_everything_becomes_an_environment(repository: Write) -> None:
    found = load_environment(repository({"environments/prod.yaml": FULL}), "prod")
    assert found == Environment(
        name="prod",
        target=DatabaseUrl("PRODUCTION_URL", "PRODUCTION_READ_URL"),
        role=Role.PRODUCTION,
        catalog="aurora-retail",
        stores={"aurora": StoreIdentifier("Aurora"), "borealis": OwnerId(7000000000000000101)},
        default_language="en_US",
        mode=Mode.CREATE_ONLY,
        empty_segment_means=EmptyMeans.EVERYBODY,
        container_condition=Like("Made in the tool"),
        keys_row="MBRGRP",
        schema="WCSADMIN",
        ledger_schema="SYNCER",
        limits=Limits(Scale(25, 30), {"aurora": Scale(25, 5), "borealis": Scale(0, 30)}, newly_managed=3, plan_age=24),
        freezes=(
            Weekly((Weekday.WED, time()), (Weekday.WED, time(1)), UTC, "Backup"),
            Once(
                datetime(2026, 11, 24, tzinfo=timezone(timedelta(hours=1))),
                datetime(2026, 12, 1, 8, 0, 30, tzinfo=UTC),
                "The sales",
            ),
            Weekly((Weekday.FRI, time(16)), (Weekday.MON, time(6, 30)), ZoneInfo("Europe/Paris"), "Weekend"),
        ),
        timeouts=Timeouts(lock=5, overall=60),
    )
    assert list(found.stores) == ["aurora", "borealis"]
    assert found.source.file == "environments/prod.yaml"


@pytest.mark.parametrize(
    "written, condition",
    [("no-row", NoRow()), ("row-with-null", RowWithNull()), ("{like: row-with-null}", Like("row-with-null"))],
)
def test_the_condition_of_a_container(repository: Write, written: str, condition: ContainerCondition) -> None:
    root = repository({"environments/a.yaml": f"{SMALL}sandbox: a.db\ncontainer_condition: {written}\n"})
    assert load_environment(root, "a").container_condition == condition


def test_the_path_of_a_sandbox_is_absolute(repository: Write) -> None:
    root = repository({"environments/a.yaml": f"{SMALL}sandbox: b/../.sandbox/a.db\n"})
    assert load_environment(root, "a").target == Sandbox(str(root / ".sandbox/a.db"))


def test_a_sandbox_behind_a_link_that_leads_outside(
    repository: Write, tmp_path_factory: pytest.TempPathFactory
) -> None:
    root = repository({"environments/a.yaml": f"{SMALL}sandbox: out/a.db\n"})
    (root / "out").symlink_to(tmp_path_factory.mktemp("elsewhere"))
    with pytest.raises(Invalid) as raised:
        load_environment(root, "a")
    assert [problem.code for problem in raised.value.problems] == ["path-outside"]


def test_names_are_listed(repository: Write) -> None:
    root = repository({"environments/b.yaml": "x", "environments/a.yaml": SMALL, "environments/README.md": "x"})
    assert list_environments(root) == ("a", "b", "staging")


def test_an_unknown_name_lists_those_that_there_are(repository: Write) -> None:
    with pytest.raises(UsageError) as raised:
        load_environment(repository({"environments/prod.yaml": FULL}), "production")
    assert raised.value.remedy == "There are: prod, staging."


def test_an_unknown_name_where_there_is_none(tmp_path: Path) -> None:
    (tmp_path / "environments").mkdir()
    with pytest.raises(UsageError) as raised:
        load_environment(tmp_path, "staging")
    assert "environments/NAME.yaml" in raised.value.remedy


def test_a_file_that_is_a_link_is_named(repository: Write) -> None:
    root = repository({})
    (root / "environments/prod.yaml").symlink_to("staging.yaml")
    with pytest.raises(Invalid) as raised:
        load_environment(root, "prod")
    assert [problem.code for problem in raised.value.problems] == ["symlink"]


SECRET = "db2+ibm_db://wcs:Tr0ub4dor@db.example.com:50000/MALL"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"url_env: {SECRET}\n", id="for the name of a variable"),
        pytest.param(f"url: {SECRET}\n", id="under its own key"),
        pytest.param(f"sandbox: {SECRET}\n", id="for a path"),
        pytest.param(f"mode: {SECRET}\n", id="for one of several words"),
        pytest.param(f"schema: '{SECRET}'\n", id="in quotes"),
        pytest.param(f"schema: [{{a: '{SECRET}'}}]\n", id="deep inside"),
        pytest.param(f"? {SECRET}\n: x\n", id="as a key"),
        pytest.param(f"? {SECRET}\n: x\n? {SECRET}\n: x\n", id="as a key, twice"),
        pytest.param("password: Tr0ub4dor\n", id="a password"),
        pytest.param("db_passwd: Tr0ub4dor\n", id="a password by another name"),
        pytest.param("sandbox: 'hostname=db;pwd=Tr0ub4dor'\n", id="a connection string"),
        pytest.param(f"url_env: {SECRET}: x\n", id="in a line that is not YAML"),
        pytest.param(f"url_env: !{SECRET} x\n", id="in a tag"),
        pytest.param("password: *Tr0ub4dor\n", id="behind a star"),
        pytest.param("password: Tr0ub4dor\npassword: Tr0ub4dor\n", id="a password, twice"),
        pytest.param("password: 'Tr0ub4dor\n", id="a password with one quote"),
    ],
)
def test_a_secret_is_refused_and_not_shown(repository: Write, text: str) -> None:
    problems = check(repository({"environments/a.yaml": SMALL + text})).problems
    assert problems
    assert "Tr0ub4dor" not in repr(problems)


def test_a_store_may_be_called_like_a_secret(repository: Write) -> None:
    text = SMALL.replace("aurora: Aurora", "user-portal: Users") + "sandbox: a.db\n"
    assert check(repository({"environments/a.yaml": text})).problems == ()


def test_the_path_of_a_sandbox_is_not_absolute_even_inside(repository: Write) -> None:
    root = repository({})
    repository({"environments/a.yaml": f"{SMALL}sandbox: {root}/a.db\n"})
    assert [problem.code for problem in check(root).problems] == ["path-outside"]


def test_a_secret_is_one_problem(repository: Write) -> None:
    root = repository({"environments/a.yaml": f"{SMALL}sandbox: a.db\npassword: x\n"})
    assert [problem.code for problem in check(root).problems] == ["secret-in-file"]


FREEZE = "freezes: {{R: {{from: {}, until: {}{}}}}}\n"


@pytest.mark.parametrize(
    "text, said",
    [
        (FREEZE.format("fri 24:00", "mon 06:00", ""), "`from` must be a moment"),
        (FREEZE.format("fri 16:00", "mon 06:60", ""), "`until` must be a moment"),
        (FREEZE.format("fri 16:00", "mon 06:00", ", timezone: localtime"), "knows no time zone localtime"),
        (FREEZE.format("2026-02-29T00:00Z", "2026-03-01T00:00Z", ""), "there is no such moment as 2026-02-29T00:00Z"),
        (FREEZE.format("2026-11-24T00:00Z", "mon 06:00", ""), "`from` is in the other form"),
        (FREEZE.format("fri 16:00", "2026-11-24T00:00Z", ""), "`from` is in the other form"),
        (FREEZE.format("2026-11-24T00:00Z", "2026-11-24T01:00+01:00", ""), "it ends before it begins"),
        (FREEZE.format("2026-11-24T00:01Z", "2026-11-24T00:00Z", ""), "it ends before it begins"),
        (FREEZE.format("fri 16:00", "fri 16:00", ""), "it begins where it ends"),
        (FREEZE.format("fri 16:00", "mon 06:00", ", timezone: Europe/Nowhere"), "knows no time zone Europe/Nowhere"),
        (FREEZE.format("2026-11-24T00:00Z", "2026-11-25T00:00Z", ", timezone: UTC"), "the moments say it themselves"),
        (FREEZE.format("fri 16:00", "mon 06:00", ", timezone: ../etc/passwd"), "`timezone` must be the name of a"),
        (FREEZE.format("friday", "mon 06:00", ""), "`from` must be a moment"),
        ("freezes: {R: {from: fri 16:00}}\n", "`until` is missing"),
        ("freezes: {}\n", "`freezes` holds nothing"),
        ('freezes: {"": {from: fri 16:00, until: mon 06:00}}\n', "at most 64 characters that say why"),
        ("limits: {stores: {borealis: {changes: 1}}}\n", "there is no store `borealis` in `stores`"),
        ("limits: {stores: {aurora: {}}}\n", "`aurora` holds nothing"),
        ("limits: {stores: {aurora: {changes: 51}}}\n", "`changes` is at most 50"),
        ("limits: {newly_managed: 11}\n", "`newly_managed` is at most 10"),
        ("limits: {plan_age: 0}\n", "`plan_age` is at least 1"),
    ],
)
def test_what_limits_and_freezes_cannot_say(repository: Write, text: str, said: str) -> None:
    with pytest.raises(Invalid) as caught:
        load_environment(repository({"environments/e.yaml": SMALL + "sandbox: a.db\n" + text}), "e")
    (problem,) = caught.value.problems
    assert said in f"{problem.source.line}:{problem.source.column}: {problem.message}"


@pytest.mark.parametrize("text, word", [("url_env: A\nsandbox: a.db\n", "both"), ("mode: apply\n", "neither")])
def test_the_words_about_two_targets_and_none(repository: Write, text: str, word: str) -> None:
    (problem,) = check(repository({"environments/a.yaml": SMALL + text})).problems
    assert problem.message.startswith(word)
