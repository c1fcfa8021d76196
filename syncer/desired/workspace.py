"""Where the catalog repository begins."""

from __future__ import annotations

from pathlib import Path

from syncer.model.errors import NotPermitted

CATALOG = "catalog"
ENVIRONMENTS = "environments"


def find_root(start: Path) -> Path:
    """The nearest folder, from ``start`` upwards, that holds both ``catalog/`` and ``environments/``.

    Raises ``NotPermitted`` where there is none.
    """
    here = start.absolute()
    for folder in (here, *here.parents):
        if (folder / CATALOG).is_dir() and (folder / ENVIRONMENTS).is_dir():
            return folder
    raise NotPermitted(
        f"neither {here} nor a folder above it holds {CATALOG}/ and {ENVIRONMENTS}/",
        "Go to the catalog repository, or name it: -C DIR.",
    )


def place_in_repository(root: Path) -> str:
    """Where the catalog lies in its git repository, with a slash behind: ``shop/``; empty at its top or without git."""
    folder = root.resolve()
    top = next((one for one in (folder, *folder.parents) if (one / ".git").exists()), folder)
    return "".join(f"{part}/" for part in folder.relative_to(top).parts)
