"""The versions of a step: what they are, what changed from one to the next, and what
must hold of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count, pairwise
from typing import Any

from django.db.models import Q

from assessment.coverage.models import WorkStep
from listing.columns import NOTHING, joined, printed
from standards_catalog.models import Pilot

NAMES = ("domain", "item", "name")
WRITTEN = (
    *NAMES,
    "time_limit",
    "applicability",
    "needs_standard",
    "no_standard_reason",
    "source_file",
    "source_clause",
)
"""What a person writes about a step, besides its owners and its dates."""
_SHOWN = (*WRITTEN, "covering_clauses")
_SERIAL = re.compile(r"H(\d+)")


class StepRefusedError(Exception):
    """A step cannot be written like this; ``field`` is where the reason belongs."""

    def __init__(self, reason: str, field: str = "") -> None:
        super().__init__(reason)
        self.field = field


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that two versions say differently, in words."""

    label: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.label}：{self.before} → {self.after}"


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a step with what is different from the one before it."""

    step: WorkStep
    differences: tuple[Difference, ...]
    is_first: bool

    @property
    def since(self) -> str:
        """The day it begins, in words."""
        return day_text(self.step.starts_on, "一直")

    @property
    def until(self) -> str:
        """The day it is no more, in words."""
        return day_text(self.step.ends_on, "至今")

    @property
    def what_changed(self) -> str:
        """The differences in one line."""
        if self.is_first:
            return "首个版本"
        return joined(self.differences) or "没有不同"


def day_text(day: date | None, otherwise: str) -> str:
    """``day`` as it is printed, or ``otherwise`` without one."""
    return day.isoformat() if day is not None else otherwise


def same_step(step: WorkStep) -> Q:
    """The rows of the pilot that are versions of ``step``: same code, else names."""
    if step.code:
        return Q(pilot=step.pilot_id, code=step.code)
    names = {name: getattr(step, name) for name in NAMES}
    return Q(pilot=step.pilot_id, code="", **names)


def versions_of(step: WorkStep) -> list[WorkStep]:
    """All versions of ``step`` in order of time, itself among them."""
    rows = WorkStep.objects.filter(same_step(step) | Q(pk=step.pk))
    found = rows.prefetch_related("owner_units")
    return sorted(found, key=lambda row: (row.starts_on or date.min, row.pk))


def history(versions: Sequence[WorkStep]) -> list[Version]:
    """``versions`` in order of time, each with what changed."""
    firsts = [Version(versions[0], (), is_first=True)] if versions else []
    return firsts + [
        Version(after, differences(before, after), is_first=False)
        for before, after in pairwise(versions)
    ]


def differences(before: WorkStep, after: WorkStep) -> tuple[Difference, ...]:
    """What two versions say differently, owners first."""
    told = [("责任单位", owner_words(before), owner_words(after))]
    for name in _SHOWN:
        told.append((label_of(name), words_of(before, name), words_of(after, name)))
    return tuple(Difference(*each) for each in told if each[1] != each[2])


def label_of(name: str) -> str:
    """The Chinese name of a field of a step."""
    field: Any = WorkStep._meta.get_field(name)
    return str(field.verbose_name)


def owner_words(step: WorkStep) -> str:
    """The units as they are named in the step."""
    return joined(step.owner_units.all()) or NOTHING


def words_of(step: WorkStep, name: str) -> str:
    """A field of ``step`` as it is printed."""
    value: Any = getattr(step, name)
    return printed(value)


def next_code(pilot: Pilot) -> str:
    """The next free 环节编号 of the pilot: H0001, H0002 …"""
    return next(free_codes(pilot))


def free_codes(pilot: Pilot) -> Iterator[str]:
    """The free codes of the pilot, one after the other."""
    codes = WorkStep.objects.filter(pilot=pilot).exclude(code="")
    taken = set(codes.values_list("code", flat=True).distinct())
    serials = [int(m[1]) for m in map(_SERIAL.fullmatch, taken) if m is not None]
    for serial in count(max(serials, default=0) + 1):
        yield f"H{serial:04d}"


def overlapping(begin: date | None, end: date | None) -> Q:
    """The rows that stand on some day from ``begin`` until ``end``, that day not."""
    found = Q()
    if end is not None:
        found &= Q(starts_on__isnull=True) | Q(starts_on__lt=end)
    if begin is not None:
        found &= Q(ends_on__isnull=True) | Q(ends_on__gt=begin)
    return found


def check_names(step: WorkStep, own: Iterable[int] = ()) -> None:
    """StepRefusedError if, on some day of ``step``, another step has its names.

    ``own`` are the keys of rows that do not count, besides the step's own.
    """
    if step.starts_on and step.ends_on and step.ends_on <= step.starts_on:
        raise StepRefusedError("停用日期应晚于启用日期。", "ends_on")
    names = {name: getattr(step, name) for name in NAMES}
    rows = WorkStep.objects.filter(
        overlapping(step.starts_on, step.ends_on), pilot=step.pilot_id, **names
    )
    other = rows.exclude(pk__in=[*own, step.pk or 0]).first()
    if other is not None:
        since, until = (
            day_text(other.starts_on, "一直"),
            day_text(other.ends_on, "至今"),
        )
        raise StepRefusedError(
            f"“{step.item}”中已有环节“{step.name}”（{since} — {until}），"
            "同一天不能有两个同名的环节，请换一个名称。",
            "name",
        )


def check_code(step: WorkStep, versions: Iterable[WorkStep]) -> None:
    """StepRefusedError if another step has the code of ``step``."""
    if not step.code:
        return
    own = [version.pk for version in versions]
    rows = WorkStep.objects.filter(pilot=step.pilot_id, code=step.code)
    other = rows.exclude(pk__in=[*own, step.pk or 0]).first()
    if other is not None:
        raise StepRefusedError(
            f"环节编号“{step.code}”已由“{other}”使用，请换一个或留空。", "code"
        )
