"""Reviews in real repositories: which commits are compared, in whatever state the clone is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from syncer.engine.review import review
from syncer.model.errors import NotPermitted, UsageError
from syncer.model.review import Review
from syncer.model.segment import Location
from syncer.model.verdict import Verdict
from tests.repository import Repository, new_repository


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return new_repository(tmp_path / "work")


def verbs(found: Review) -> list[str]:
    return [f"{change.verb} {change.id}" for change in found.changes]


def branch(repository: Repository) -> str:
    """A change on a branch, while main moves on; the commit where they parted."""
    parted = repository.git("rev-parse", "HEAD")
    repository.git("checkout", "--quiet", "-b", "change")
    repository.segment("aurora/bronze", "Bronze")
    repository.commit("Bronze")
    repository.git("checkout", "--quiet", "main")
    repository.segment("aurora/gold", "Gold", "Another text.")
    repository.remove("aurora/silver")
    repository.commit("Main moves on")
    repository.git("checkout", "--quiet", "change")
    return parted


def test_what_came_to_the_base_since_then_does_not_show(repository: Repository) -> None:
    parted = branch(repository)
    found = review(repository.root, "main")
    assert verbs(found) == ["create aurora/bronze"]
    assert (found.base, found.head, found.segments, found.files) == (parted, None, 3, 4)
    assert found.verdict is Verdict.CHANGES


def test_the_files_are_reviewed_before_they_are_committed(repository: Repository) -> None:
    repository.segment("aurora/gold", "Gold", "Another text.")
    repository.segment("aurora/new", "New")
    assert verbs(review(repository.root, "HEAD")) == ["update aurora/gold", "create aurora/new"]
    head = repository.git("rev-parse", "HEAD")
    committed = review(repository.root, "HEAD", "HEAD")
    assert (committed.changes, committed.head, committed.verdict) == ((), head, Verdict.CLEAN)


def test_another_layout_is_no_change(repository: Repository) -> None:
    repository.write(
        "catalog/aurora/gold.yaml", b"\xef\xbb\xbf# why\r\ndescription: 'Some text.'\r\nname:  \"Gold\"\r\n"
    )
    assert review(repository.root, "main").verdict is Verdict.CLEAN


def merged(repository: Repository) -> None:
    """What CI checks out for a pull request: the change, merged into main, on no branch."""
    branch(repository)
    repository.git("checkout", "--quiet", "--detach", "main")
    repository.git("merge", "--quiet", "--no-ff", "change", "-m", "merge")


def detached(repository: Repository) -> None:
    branch(repository)
    repository.git("checkout", "--quiet", "--detach", "change")


@pytest.mark.parametrize("state", [branch, merged, detached], ids=["a branch", "a merge commit", "a detached head"])
@pytest.mark.parametrize("head", [None, "HEAD", "change"], ids=["the files", "what is checked out", "another commit"])
def test_whatever_is_checked_out(
    repository: Repository, state: Callable[[Repository], object], head: str | None
) -> None:
    state(repository)
    assert verbs(review(repository.root, "main", head)) == ["create aurora/bronze"]


def test_a_hash_may_be_reviewed_without_checking_it_out(repository: Repository) -> None:
    branch(repository)
    change = repository.git("rev-parse", "change")
    repository.git("checkout", "--quiet", "main")
    found = review(repository.root, "main", change[:12])
    assert (verbs(found), found.head) == (["create aurora/bronze"], change)


def test_a_linked_work_tree(repository: Repository, tmp_path: Path) -> None:
    branch(repository)
    repository.git("worktree", "add", "--quiet", "--detach", str(tmp_path / "linked"), "change")
    assert verbs(review(tmp_path / "linked", "main")) == ["create aurora/bronze"]


def test_a_shallow_clone_that_is_deep_enough(repository: Repository, tmp_path: Path) -> None:
    merged(repository)
    clone = repository.clone(tmp_path / "clone", "--depth", "2")
    assert (clone.root / ".git/shallow").exists()
    assert verbs(review(clone.root, "HEAD^1")) == ["create aurora/bronze"]


def test_a_shallow_clone_that_is_not(repository: Repository, tmp_path: Path) -> None:
    merged(repository)
    clone = repository.clone(tmp_path / "clone", "--depth", "1")
    with pytest.raises(NotPermitted, match="shallow") as caught:
        review(clone.root, "origin/main")
    assert "git fetch origin main" in caught.value.remedy
    assert "fetch-depth: 0" in caught.value.remedy


def test_what_a_sparse_checkout_leaves_out_is_not_removed(repository: Repository) -> None:
    repository.segment("borealis/x", "X")
    repository.commit()
    repository.git("sparse-checkout", "set", "catalog/aurora", "environments")
    with pytest.raises(NotPermitted, match=r"catalog/borealis/x\.yaml is left out") as caught:
        review(repository.root, "HEAD")
    assert review(repository.root, "HEAD", "HEAD").segments == 3
    repository.git(*caught.value.remedy.split("`")[1].split()[1:])
    assert verbs(review(repository.root, "HEAD^")) == ["create borealis/x"]


def test_a_sparse_checkout_of_the_catalog_is_enough(tmp_path: Path) -> None:
    repository = new_repository(tmp_path / "work", "shop/segments")
    (repository.top / "other").mkdir()
    (repository.top / "other/file").write_text("x")
    repository.commit()
    repository.git("sparse-checkout", "set", "shop")
    repository.segment("aurora/new", "New")
    assert not (repository.top / "other").exists()
    assert verbs(review(repository.root, "main")) == ["create aurora/new"]


def test_a_catalog_in_a_subfolder(tmp_path: Path) -> None:
    repository = new_repository(tmp_path / "work", "shop/segments")
    repository.segment("aurora/gold", "Golden")
    (found,) = review(repository.root, "main").refusals
    assert found.source == Location("catalog/aurora/gold.yaml", 1, 7)
    repository.commit()
    assert len(review(repository.root, "HEAD^", "HEAD").refusals) == 1


def test_a_catalog_that_is_new_is_created(tmp_path: Path) -> None:
    repository = new_repository(tmp_path / "work")
    repository.git("mv", "catalog", "environments", str(_made(tmp_path / "work/sub")))
    moved = Repository(repository.top, repository.top / "sub")
    assert verbs(review(moved.root, "main")) == ["create aurora/gold", "create aurora/silver"]


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def test_a_head_without_a_catalog_is_no_empty_one(repository: Repository) -> None:
    repository.git("rm", "--quiet", "-r", "--cached", "catalog")
    repository.git("commit", "--quiet", "-m", "gone")
    with pytest.raises(NotPermitted, match="has no catalog/ here"):
        review(repository.root, "HEAD^", "HEAD")


@pytest.mark.parametrize("head", [None, "HEAD"], ids=["the files", "a commit"])
def test_a_catalog_that_was_a_link_at_the_base_hides_no_rename(repository: Repository, head: str | None) -> None:
    repository.git("mv", "catalog", "elsewhere")
    (repository.root / "catalog").symlink_to("elsewhere")
    repository.commit()
    (repository.root / "catalog").unlink()
    repository.git("mv", "elsewhere", "catalog")
    repository.segment("aurora/gold", "Golden")
    repository.commit()
    with pytest.raises(NotPermitted, match="catalog is no folder in"):
        review(repository.root, "HEAD^", head)


def test_a_rename_is_refused_on_its_line(repository: Repository) -> None:
    repository.write("catalog/aurora/gold.yaml", "# A comment.\ndescription: Some text.\nname: GOLD\n")
    found = review(repository.root, "main")
    assert found.verdict is Verdict.REFUSED
    (refusal,) = found.refusals
    assert refusal.source == Location("catalog/aurora/gold.yaml", 3, 7)
    assert "Keep 'Gold'" in refusal.remedy
    assert "`lifecycle: retired`" in refusal.remedy
    accepted = review(repository.root, "main", accept=["rename"], reason="it must be")
    assert (accepted.verdict, accepted.acceptances, accepted.reason) == (Verdict.REFUSED, (), None)


def test_a_look_alike_may_be_accepted_with_a_reason(repository: Repository) -> None:
    repository.remove("aurora/gold")
    repository.segment("aurora/golden", "Golden")
    assert review(repository.root, "main").verdict is Verdict.REFUSED
    found = review(repository.root, "main", accept=["rename"], reason="two segments")
    assert (found.verdict, found.reason) == (Verdict.CHANGES, "two segments")
    assert [one.id for one in found.acceptances] == ["aurora/golden"]
    assert len(found.refusals) == 1


def test_only_what_reviews_refuse_can_be_accepted(repository: Repository) -> None:
    with pytest.raises(UsageError, match="'drift' cannot be accepted"):
        review(repository.root, "main", accept=["drift"])


def test_the_head_is_checked_as_validate_does(repository: Repository) -> None:
    repository.segment("aurora/gold", "Gold", more="colour: red\n")
    repository.segment("aurora/twin", "SILVER")
    repository.segment("elsewhere/x", "X")
    repository.write("environments/staging.yaml", "role: nobody\n")
    found = review(repository.root, "main")
    assert found.verdict is Verdict.INVALID
    assert {"unknown-key", "name-taken-alike", "missing-key"} <= {one.code for one in found.problems}
    assert verbs(found) == ["create aurora/twin", "create elsewhere/x"]


def test_a_file_that_was_not_valid_at_the_base_is_listed(repository: Repository) -> None:
    repository.segment("aurora/gold", "Gold", more="colour: red\n")
    repository.segment("aurora/odd", "Odd", more="name: Odd\n")
    repository.write("catalog/aurora/notes.txt", "x")
    repository.commit()
    repository.segment("aurora/gold", "Golden")
    repository.segment("aurora/odd", "Odder")
    found = review(repository.root, "HEAD")
    assert found.unread == ("catalog/aurora/gold.yaml", "catalog/aurora/odd.yaml")
    assert found.changes == ()
    assert [one.id for one in found.refusals] == ["aurora/gold"]


def test_a_file_that_was_invalid_and_released_may_have_another_name(repository: Repository) -> None:
    repository.segment("aurora/gold", "Gold", more="lifecycle: released\ncolour: red\n")
    repository.commit()
    repository.segment("aurora/gold", "Golden")
    assert review(repository.root, "HEAD").refusals == ()


def test_before_the_first_commit(tmp_path: Path) -> None:
    repository = new_repository(tmp_path / "work")
    repository.git("checkout", "--quiet", "--orphan", "empty")
    with pytest.raises(UsageError, match="git knows no commit 'HEAD' here"):
        review(repository.root, "main")
