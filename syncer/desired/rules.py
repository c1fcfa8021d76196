"""Rules across files, one function each. Each says everything that it finds, and stops nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from syncer.desired.lookalikes import skeleton
from syncer.desired.reading.document import Document, Path
from syncer.desired.reading.load import load, located
from syncer.model.environment import Environment
from syncer.model.names import compatible
from syncer.model.problem import Problem, Severity
from syncer.model.segment import Lifecycle, Location, Segment, locale_of


@dataclass(frozen=True)
class Case:
    """What the rules look at: every segment that has a name, and the environments that could be read."""

    segments: Sequence[Segment]
    stores: Sequence[str]
    """The folders of the catalog."""
    environments: Sequence[Environment]
    knows_all_environments: bool
    data: Mapping[str, bytes]
    """The bytes of each file, as they were read once."""

    @cached_property
    def owners_of_names(self) -> Sequence[Segment]:
        """The segments that lay claim to a name: what is released may have its name taken up by another file."""
        return [segment for segment in self.segments if segment.lifecycle is not Lifecycle.RELEASED]

    @cached_property
    def by_name(self) -> Mapping[tuple[str, str], list[Segment]]:
        """Segments of one store whose names no database would tell apart."""
        return _groups(self.owners_of_names, compatible)

    def problem(
        self,
        segment: Segment,
        code: str,
        message: str,
        remedy: str,
        path: Path = ("name",),
        *,
        of_key: bool = False,
        severity: Severity = Severity.ERROR,
    ) -> Problem:
        """A problem at a place in the file of a segment."""
        file = segment.source.file
        document = load(file, self.data[file])
        assert isinstance(document, Document), "a segment was made of this file before"  # noqa: S101
        return located(document).problem(code, message, remedy, path, of_key=of_key, severity=severity)


Rule: TypeAlias = Callable[[Case], Iterator[Problem]]


def refuse_equal_names(case: Case) -> Iterator[Problem]:
    """A name is unique in its store, also for databases that ignore case and blanks at the end."""
    for group in case.by_name.values():
        for segment, other in _beside(group):
            if segment.name == other.name:
                code, message = "name-taken-twice", f"{other.source} has this name too"
            else:
                code, message = "name-taken-alike", f"`{other.name}` in {other.source} counts as the same name"
            yield case.problem(segment, code, message, "Choose another name for the one that is not applied yet.")


def warn_of_lookalikes(case: Case) -> Iterator[Problem]:
    """Names that differ only in letters that look alike are told apart by nobody (UTS 39)."""
    for group in _groups(case.owners_of_names, skeleton).values():
        for segment, other in _beside(group):
            if compatible(segment.name) != compatible(other.name):
                yield case.problem(
                    segment,
                    "name-looks-alike",
                    f"the name looks like `{other.name}` in {other.source}",
                    "Choose a name that people can tell from it.",
                    severity=Severity.WARNING,
                )


def refuse_unknown_stores(case: Case) -> Iterator[Problem]:
    """A folder that no environment lists would never be written anywhere."""
    if not case.knows_all_environments:
        return
    known = {store for environment in case.environments for store in environment.stores}
    for store in case.stores:
        if store not in known:
            yield Problem(
                "store-nowhere",
                f"no environment lists the store `{store}`",
                "Add it to `stores` of an environment, or correct the name of the folder.",
                Location(f"catalog/{store}"),
            )


def refuse_default_language(case: Case) -> Iterator[Problem]:
    """The text of the default language stands at the top, not among the translations."""
    defaults: dict[str, dict[str, str]] = defaultdict(dict)
    for environment in case.environments:
        for store in environment.stores:
            defaults[store].setdefault(environment.default_language, environment.name)
    for segment in case.segments:
        if len(segment.content) == 1:
            continue
        for locale in dict.fromkeys(map(locale_of, segment.content)):
            if locale is not None and locale in defaults[segment.id.store]:
                yield case.problem(
                    segment,
                    "default-language-translated",
                    f"{locale} is the default language of environment {defaults[segment.id.store][locale]}",
                    "Move its text to `description` at the top; its display name is the name.",
                    ("translations", locale),
                    of_key=True,
                )


REFUSALS: tuple[Rule, ...] = (refuse_equal_names, refuse_unknown_stores, refuse_default_language)
"""The rules that keep a catalog from being used."""

RULES: tuple[Rule, ...] = (*REFUSALS, warn_of_lookalikes)


def _groups(segments: Sequence[Segment], key: Callable[[str], str]) -> dict[tuple[str, str], list[Segment]]:
    """Segments of one store that share a key, where there are several."""
    first: dict[tuple[str, str], Segment] = {}
    groups: dict[tuple[str, str], list[Segment]] = {}
    for segment in segments:
        place = (segment.id.store, key(segment.name))
        other = first.setdefault(place, segment)
        if other is not segment:
            groups.setdefault(place, [other]).append(segment)
    return groups


def _beside(group: Sequence[Segment]) -> Iterator[tuple[Segment, Segment]]:
    """Each of a group with one other: the first with the second, every other with the first."""
    yield group[0], group[1]
    for segment in group[1:]:
        yield segment, group[0]
