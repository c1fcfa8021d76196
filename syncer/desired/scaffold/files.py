"""What ``syncer init`` writes, by path."""

from __future__ import annotations

import re
from pathlib import Path

from syncer.desired.file_problems import LONGEST_SLUG
from syncer.desired.schemas import SUFFIX, schema_text

_TEMPLATES = {
    "catalog/retail/loyalty-gold.yaml": "loyalty-gold.yaml",
    "environments/staging.yaml": "staging.yaml",
    "environments/production.yaml": "production.yaml",
    ".vscode/settings.json": "vscode-settings.json",
    ".pre-commit-config.yaml": "pre-commit-config.yaml",
    ".gitignore": "gitignore",
    "CODEOWNERS": "CODEOWNERS",
    "README.md": "README.md",
}
_KINDS = ("segment", "environment")
_NAME = "CATALOG_NAME"
"""What stands in a template for the name of the catalog."""


def files_of_a_catalog(name: str) -> dict[str, str]:
    """The text of every file of a new repository; its catalog is called after ``name``, in letters of a slug."""
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower())[:LONGEST_SLUG].strip("-") or "segments"
    folder = Path(__file__).parent / "templates"
    texts = {path: (folder / template).read_text("utf-8") for path, template in _TEMPLATES.items()}
    files = {path: text.replace(_NAME, slug) for path, text in texts.items()}
    files |= {f"schemas/{kind}{SUFFIX}": schema_text(kind) for kind in _KINDS}
    for workflow in sorted((_ci_folder() / "github").iterdir()):
        files[f".github/workflows/{workflow.name}"] = workflow.read_text("utf-8")
    files[".gitlab-ci.yml"] = (_ci_folder() / "gitlab" / ".gitlab-ci.yml").read_text("utf-8")
    return files


def _ci_folder() -> Path:
    """The files for CI: in ``docs/`` of a checkout, inside the package once installed."""
    package = Path(__file__).parents[2]
    inside = package / "ci"
    return inside if inside.is_dir() else package.parent / "docs" / "ci"
