"""What is in docs/ci, taken apart: workflows, their steps, and every command line that calls us."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml

ROOT = Path(__file__).parents[2]
CI = ROOT / "docs" / "ci"
WORKFLOWS = sorted((CI / "github").glob("*.yml"))
ACTION = ROOT / "action.yml"
GITLAB = CI / "gitlab" / ".gitlab-ci.yml"
SERVICE = CI / "systemd" / "segments-drift@.service"
TIMER = CI / "systemd" / "segments-drift@.timer"
CRONJOB = CI / "kubernetes" / "cronjob.yaml"
PAGES = sorted(CI.glob("*.md"))

PLACEHOLDER_COMMIT = "0" * 40
MEANT = {"DIGEST": "d" * 64, "ENVIRONMENT": "staging", "ACCEPT": "drift", "HOLD": "aurora/gold"}
"""What the variables of a command line stand for; of others, any word will do."""


class Step(NamedTuple):
    """One step of a job."""

    workflow: str
    job: str
    name: str
    script: str
    """Empty where the step uses an action."""
    action: str
    variables: dict[str, str]
    settings: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.workflow} {self.job} {self.name}"


def load(path: Path) -> dict[str, Any]:
    """A YAML file; ``on:`` stays a word."""
    document: dict[str, Any] = yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)
    return document


def jobs(path: Path) -> dict[str, dict[str, Any]]:
    """The jobs of a workflow; the steps of an action are those of one job."""
    document = load(path)
    found: dict[str, dict[str, Any]] = document["jobs"] if "jobs" in document else {"action": document["runs"]}
    return found


def steps(path: Path) -> Iterator[Step]:
    """The steps of a workflow or an action, in order."""
    for job, content in jobs(path).items():
        for step in content["steps"]:
            name, script, action = step.get("name", step.get("uses", "run")), step.get("run", ""), step.get("uses", "")
            yield Step(path.name, job, name, script, action, step.get("env", {}), step.get("with", {}))


def step(workflow: str, job: str, name: str) -> Step:
    """The step of that name."""
    (found,) = (one for one in steps(CI / "github" / workflow) if (one.job, one.name) == (job, name))
    return found


def gitlab_jobs() -> dict[str, dict[str, Any]]:
    """The jobs that GitLab makes: with what they extend, and without the hidden ones."""
    document = yaml.safe_load(GITLAB.read_text("utf-8"))

    def whole(name: str) -> dict[str, Any]:
        job = dict(document[name])
        return {**whole(job.pop("extends")), **job} if "extends" in job else job

    return {name: whole(name) for name, job in document.items() if name[0] != "." and _is_job(job)}


def _is_job(value: Any) -> bool:
    return isinstance(value, dict) and bool({"script", "extends"} & set(value))


def blocks(page: Path, language: str) -> list[str]:
    """The blocks of a page that are in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)


class CommandLine(NamedTuple):
    """A command line that calls us, and where it stands."""

    place: str
    words: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.place}: {shlex.join(self.words)}"


def command_lines() -> Iterator[CommandLine]:
    """Every command line in docs/ci and the hooks that begins with our name, with words for its variables."""
    for place, text in sorted(set(_texts())):
        for command in re.findall(r"(?:^|\s)syncer (\S.*)$", text.replace("\\\n", ""), flags=re.MULTILINE):
            yield CommandLine(place, tuple(_words(command)))


def _texts() -> Iterator[tuple[str, str]]:
    for path in (*WORKFLOWS, GITLAB, ROOT / ".pre-commit-hooks.yaml"):
        yield from ((path.name, text) for text in _strings(yaml.safe_load(path.read_text("utf-8"))))
    for page in PAGES:
        for block in blocks(page, "yaml"):
            yield from ((page.name, text) for text in _strings(yaml.safe_load(block)))
        for block in blocks(page, "groovy"):
            yield from ((page.name, text) for text in re.findall(r"'(syncer [^']*)'", block))
        yield from ((page.name, text) for text in re.findall(r"`(syncer [^`\n]*)`", page.read_text("utf-8")))
    yield from (
        (SERVICE.name, text) for text in re.findall(r"^ExecStart=.*/(syncer .*)$", SERVICE.read_text("utf-8"), re.M)
    )
    for container in load(CRONJOB)["spec"]["jobTemplate"]["spec"]["template"]["spec"]["containers"]:
        yield CRONJOB.name, shlex.join(["syncer", *container["args"]])


def _strings(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for inner in value.values():
                yield from _strings(inner)
        case list():
            for inner in value:
                yield from _strings(inner)


def _words(command: str) -> Iterator[str]:
    # Words that are there only where a variable is set: ${NAME:+words}.
    for word in shlex.split(re.sub(r"\$\{\w+:\+([^}]*)\}", r"\1", command)):
        if "[@]" not in word:
            yield re.sub(r"\$\{?(\w+)[^}\s/.]*\}?|%i", lambda found: MEANT.get(found[1] or "ENVIRONMENT", "x"), word)
