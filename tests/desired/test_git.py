"""A commit is read like the files that were committed; and what git cannot tell is said with a way out."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from syncer.desired.commit import open_commit
from syncer.desired.files import read_catalog, read_environments
from syncer.desired.git import ask, commit_of, list_tree, merge_base_of, read_blobs, require_repository, revision_of
from syncer.desired.load_catalog import check_all
from syncer.desired.work_tree import WorkTree
from syncer.model.errors import NotPermitted, SyncerError, UsageError
from syncer.model.problem import Problem
from tests.repository import Repository, git, new_repository


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return new_repository(tmp_path / "work")


def awkward(repository: Repository) -> None:
    """Everything that is no file to read, and files that are read in their own way."""
    write, root = repository.write, repository.root
    write("catalog/README.md", "x")
    write("catalog/notes.txt", "x")
    write("catalog/lost.yaml", "name: Lost\n")
    write("catalog/Bad_Store/a.yaml", "name: A\n")
    write("catalog/aurora/deep/a.yaml", "name: A\n")
    write("catalog/aurora/deep.yaml", "name: Before the folder in git, behind it by code point\ndescription: d\n")
    write("catalog/aurora/a.yml", "name: A\n")
    write("catalog/aurora/Bad.yaml", "name: A\n")
    write("catalog/aurora/.hidden.yaml", "x")
    write("catalog/aurora/empty.yaml", "")
    write("catalog/aurora/crlf.yaml", b"\xef\xbb\xbfname: CRLF\r\ndescription: d\r\n")
    write("catalog/aurora/latin.yaml", b"name: G\xf6ld\n")
    write("catalog/aurora/a-b.yaml", "name: Hyphen\ndescription: d\n")
    write("catalog/aurora/long.yaml", "#" * (256 * 1024 + 1))
    write("catalog/aurora/full.yaml", "#" * (256 * 1024))
    write("catalog/aurora/copy.yaml", "#" * (256 * 1024))
    write("environments/broken.yaml", "role: nobody\n")
    (root / "catalog/aurora/link.yaml").symlink_to("gold.yaml")
    (root / "catalog/linked").symlink_to("aurora")
    (root / "catalog/aurora/wei\u00df \u00e9.yaml").touch()
    Path(os.fsdecode(os.fsencode(root) + b"/catalog/aurora/odd\xff.yaml")).touch()


@pytest.mark.parametrize("folder", [".", "deep/down"], ids=["at the top", "in a subfolder"])
def test_a_commit_is_read_like_the_files_that_were_committed(tmp_path: Path, folder: str) -> None:
    repository = new_repository(tmp_path / "work", folder)
    awkward(repository)
    commit, tree = open_commit(repository.root, repository.commit()), WorkTree(repository.root)
    assert list(read_catalog(commit)) == list(read_catalog(tree))
    assert list(read_environments(commit)) == list(read_environments(tree))
    assert check_all(commit, repository.root) == check_all(tree, repository.root)
    assert len(list(read_catalog(commit))) == 20


def test_a_commit_is_read_whatever_lies_there_now(repository: Repository) -> None:
    first = repository.git("rev-parse", "HEAD")
    repository.remove("aurora/gold")
    repository.segment("aurora/silver", "Other")
    repository.commit()
    names = [one.name for one in check_all(open_commit(repository.root, first), repository.root).catalog.segments]
    assert names == ["Gold", "Silver"]


def test_a_submodule_is_not_taken_for_an_empty_store(repository: Repository, tmp_path: Path) -> None:
    other = new_repository(tmp_path / "other")
    for place in ("catalog/borealis", "catalog/aurora/more"):
        repository.git("submodule", "--quiet", "add", other.top.as_uri(), place)
    found = [one for one in read_catalog(open_commit(repository.root, repository.commit())) if isinstance(one, Problem)]
    assert [(one.source.file, one.code) for one in found] == [
        ("catalog/aurora/more", "wrong-depth"),
        ("catalog/borealis", "unreadable"),
    ]
    assert "submodule" in found[1].message


def test_a_commit_without_folders_is_empty(repository: Repository) -> None:
    repository.git("rm", "--quiet", "-r", "catalog", "environments")
    commit = open_commit(repository.root.parent / "work", repository.commit())
    assert not commit.has("catalog")
    assert list(read_catalog(commit)) == []


def test_a_folder_that_is_a_link_in_a_commit_is_refused(repository: Repository) -> None:
    repository.git("mv", "catalog", "elsewhere")
    (repository.root / "catalog").symlink_to("elsewhere")
    commit = open_commit(repository.root, repository.commit())
    with pytest.raises(NotPermitted, match="catalog is no folder in"):
        commit.has("catalog")
    with pytest.raises(NotPermitted, match="catalog is no folder in"):
        list(read_catalog(commit))


def test_hundreds_of_files_come_from_one_process(repository: Repository) -> None:
    for number in range(300):
        repository.segment(f"aurora/n{number}", f"Name {number}", "x" * 200)
    found = check_all(open_commit(repository.root, repository.commit()), repository.root)
    assert len(found.catalog.segments) == 302


@pytest.mark.parametrize(
    "reference",
    ["main", "v1", "HEAD", "HEAD^", "@{0}", "refs/heads/main", "short", "feature/x"],
)
def test_whatever_names_a_commit(repository: Repository, reference: str) -> None:
    repository.commit()
    repository.git("tag", "-a", "v1", "-m", "x")
    repository.git("branch", "feature/x")
    hash = repository.git("rev-parse", "HEAD^" if reference == "HEAD^" else "HEAD")
    assert commit_of(repository.root, hash[:10] if reference == "short" else reference) == hash


@pytest.mark.parametrize(
    "reference",
    [
        pytest.param("", id="nothing"),
        pytest.param("nonsense", id="no branch"),
        pytest.param("origin/nonsense", id="no branch of a remote"),
        pytest.param("-h", id="an option"),
        pytest.param("--output=planted", id="an option with a value"),
        pytest.param("^main", id="all but main"),
        pytest.param("main..HEAD", id="a range"),
        pytest.param("main HEAD", id="two"),
        pytest.param("HEAD:catalog", id="a folder"),
        pytest.param("HEAD:catalog/aurora/gold.yaml", id="a file"),
        pytest.param("0" * 40, id="a hash of nothing"),
        pytest.param("main\n--all", id="a line more"),
        pytest.param("$(touch planted)", id="a command"),
    ],
)
def test_what_names_no_commit(repository: Repository, reference: str) -> None:
    with pytest.raises(UsageError, match="git knows no commit"):
        commit_of(repository.root, reference)
    assert not list(repository.top.glob("planted"))


@pytest.mark.parametrize("name", ["main", "origin/main"])
def test_a_tag_does_not_take_the_place_of_a_branch(repository: Repository, tmp_path: Path, name: str) -> None:
    clone = repository.clone(tmp_path / "clone")
    clone.git("tag", name, clone.commit("Something else"))
    with pytest.raises(UsageError, match=f"several things are called '{name}'"):
        commit_of(clone.root, name)
    first = repository.git("rev-parse", "HEAD")
    assert commit_of(clone.root, "refs/remotes/origin/main") == first
    clone.git("update-ref", f"refs/heads/{first}", "HEAD")
    assert commit_of(clone.root, first) == first


@pytest.mark.parametrize(
    "reference", ["origin/$(touch planted)", "origin/`x`", "o;x/main", "refs/heads/x", "main^{/x}"]
)
def test_no_command_is_made_of_what_is_no_branch(repository: Repository, reference: str) -> None:
    with pytest.raises(UsageError) as caught:
        commit_of(repository.root, reference)
    assert "git fetch" not in caught.value.remedy


def test_a_branch_that_was_not_fetched_is_told_how_to_fetch(repository: Repository, tmp_path: Path) -> None:
    """In a clone of one branch, shallow or not; and the command that is given does it."""
    repository.git("branch", "side")
    for options in (("--single-branch",), ("--depth", "1")):
        clone = repository.clone(tmp_path / f"clone{len(options)}", *options)
        with pytest.raises(SyncerError) as caught:
            commit_of(clone.root, "origin/side")
        command = caught.value.remedy.split("`")[1]
        clone.git(*command.split()[1:])
        assert commit_of(clone.root, "origin/side") == repository.git("rev-parse", "side")


def test_a_shallow_clone_is_no_mistake_of_the_person(repository: Repository, tmp_path: Path) -> None:
    first = repository.git("rev-parse", "HEAD")
    repository.commit()
    clone = repository.clone(tmp_path / "clone", "--depth", "1")
    with pytest.raises(NotPermitted, match="shallow") as caught:
        commit_of(clone.root, first)
    clone.git(*caught.value.remedy.split("`")[1].split()[1:])
    assert commit_of(clone.root, first) == first


def test_a_shallow_clone_without_the_common_commit_says_what_to_fetch(repository: Repository, tmp_path: Path) -> None:
    first = repository.git("rev-parse", "HEAD")
    repository.git("checkout", "--quiet", "-b", "change")
    repository.commit("On the branch")
    repository.git("checkout", "--quiet", "main")
    repository.commit("On main")
    clone = repository.clone(tmp_path / "clone", "--depth", "1", "--no-single-branch")
    main, change = (commit_of(clone.root, f"origin/{name}") for name in ("main", "change"))
    with pytest.raises(NotPermitted, match="parted is not in it") as caught:
        merge_base_of(clone.root, main, change)
    clone.git(*caught.value.remedy.split("`")[1].split()[1:])
    assert merge_base_of(clone.root, main, change) == first


def test_histories_without_a_common_commit(repository: Repository) -> None:
    main = repository.commit()
    repository.git("checkout", "--quiet", "--orphan", "other")
    other = repository.commit()
    with pytest.raises(NotPermitted, match="have no commit in common"):
        merge_base_of(repository.root, main, other)


def without_git(_root: Path, patch: pytest.MonkeyPatch) -> None:
    patch.setenv("PATH", "/nowhere")


def no_repository(root: Path, _patch: pytest.MonkeyPatch) -> None:
    (root / ".git").rename(root / "git")


def of_somebody_else(_root: Path, patch: pytest.MonkeyPatch) -> None:
    patch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")


@pytest.mark.parametrize(
    "spoil, message, remedy",
    [
        pytest.param(without_git, "git cannot be run: No such file", "Install git", id="no git"),
        pytest.param(no_repository, "is not in a git repository", "work in a clone", id="no repository"),
        pytest.param(of_somebody_else, "fatal: detected dubious ownership", "safe.directory", id="somebody else's"),
    ],
)
def test_where_git_does_not_work(
    repository: Repository,
    monkeypatch: pytest.MonkeyPatch,
    spoil: Callable[[Path, pytest.MonkeyPatch], None],
    message: str,
    remedy: str,
) -> None:
    spoil(repository.root, monkeypatch)
    with pytest.raises(NotPermitted) as caught:
        require_repository(repository.root)
    assert message in caught.value.message
    assert remedy in caught.value.remedy
    assert revision_of(repository.root) is None


def test_a_git_that_hangs_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "git").write_text("#!/bin/sh\nexec sleep 5\n")
    (tmp_path / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with pytest.raises(NotPermitted, match=r"git log took more than 0.05 s"):
        ask(tmp_path, "log", seconds=0.05)


def test_an_object_that_is_missing_is_said(repository: Repository) -> None:
    with pytest.raises(NotPermitted, match="git lacks the file"):
        list(read_blobs(repository.root, ["1" * 40]))
    with pytest.raises(NotPermitted, match="git cannot list"):
        list(list_tree(repository.root, "1" * 40, "catalog"))


def test_variables_of_a_hook_do_not_lead_to_another_repository(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = new_repository(tmp_path / "other")
    other.commit("Something else")
    monkeypatch.setenv("GIT_DIR", str(other.top / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other.top / ".git/index"))
    monkeypatch.setenv("GIT_ICASE_PATHSPECS", "1")
    assert commit_of(repository.root, "HEAD") == git(repository.top, "rev-parse", "HEAD")
    assert revision_of(repository.root) == git(repository.top, "rev-parse", "HEAD")
    assert len(list(list_tree(repository.root, "HEAD", "catalog"))) == 4


def test_a_revision_says_whether_the_files_differ(repository: Repository) -> None:
    head = repository.git("rev-parse", "HEAD")
    assert revision_of(repository.root) == head
    repository.segment("aurora/new", "New")
    assert revision_of(repository.root) == f"{head}+"
