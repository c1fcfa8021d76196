"""Judging how a segment without conditions is stored here (reference 5.3)."""

from __future__ import annotations

from collections.abc import Iterator

from syncer.model.doctor import Finding, Weight
from syncer.model.examination import Containers, Examination, Shape, Unanswered
from syncer.planning.health.unanswered import counted, unanswered


def judge_containers(examination: Examination) -> Iterator[Finding]:
    """Whether a new segment would be stored as the Marketing tool stores it."""
    answer = examination.containers
    if isinstance(answer, Unanswered):
        yield unanswered("containers", "Segments without conditions", answer, 3)
        return
    seen = tuple(
        f"{_shape(shape)}: {len(names):,}, such as {_quoted(names)}" for shape, names in sorted(answer.shapes.items())
    )
    yield from _declared(answer, seen)
    if answer.shapes:
        yield Finding(
            "containers",
            Weight.OK,
            f"{counted(sum(map(len, answer.shapes.values())), 'segment')} of the Marketing tool without conditions and "
            "members.",
            "They show how the tool stores one, and each can be copied from: `container_condition: {like: NAME}`.",
            question=3,
            details=seen,
        )
    else:
        yield Finding(
            "no-container",
            Weight.NOTE,
            "The Marketing tool made no segment that has neither conditions nor members.",
            "Nothing here shows how the tool stores one.",
            "Make one in the Marketing tool, without conditions, and run this again.",
            3,
        )


def _declared(containers: Containers, seen: tuple[str, ...]) -> Iterator[Finding]:
    if containers.declared is None:
        yield Finding(
            "container-undeclared",
            Weight.WARNING,
            "The environment's file does not say how a segment without conditions is stored.",
            "On a real database creating is refused until it does: a wrong guess can match every shopper.",
            "Set `container_condition`, best of all to `{like: NAME}` of one that the Marketing tool made.",
            3,
        )
    elif len(containers.wanted) != 1:
        yield Finding(
            "container-model",
            Weight.DANGER,
            f"`container_condition: {containers.declared}`: {len(containers.wanted) or 'no'} segments without "
            "conditions answer to that name.",
            "New segments are copied from exactly one, so nothing can be created.",
            "Name a segment that was made in the Marketing tool and has no conditions.",
            3,
        )
    elif containers.shapes and containers.wanted[0] not in containers.shapes:
        yield Finding(
            "container-differs",
            Weight.WARNING,
            f"`container_condition: {containers.declared}` means {_shape(containers.wanted[0])}; the Marketing tool "
            "stores it otherwise here.",
            "Whom a segment matches that is stored in another way than the tool's own is not known.",
            "Set `container_condition` to `{like: NAME}` of one that the Marketing tool made.",
            3,
            seen,
        )


def _shape(shape: Shape) -> str:
    return f"MBRGRPCOND {shape.row}, {'with' if shape.has_top_element else 'without'} topAndList"


def _quoted(names: tuple[str, ...]) -> str:
    return f'"{names[0]}"'
