"""How steps are written, many as one: corrected in place, or begun anew from a day.

Nothing here asks who may do it, or is recorded: that is up to
:mod:`assessment.coverage.services` and its kin.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from assessment.coverage.models import StepCoverage, WorkStep
from assessment.coverage.versions import (
    StepRefusedError,
    day_text,
    free_codes,
    same_step,
)

_BATCH = 200
_REASON = ("needs_standard", "no_standard_reason")
_ACCEPTANCE = ("reason_accepted_by", "reason_accepted_on")


@dataclass(frozen=True)
class Change:
    """What is to be different about a stored step; ``owners`` are keys of units,
    ``None`` where they stay."""

    step: WorkStep
    values: Mapping[str, Any] = field(default_factory=dict)
    owners: frozenset[int] | None = None

    @property
    def changes_anything(self) -> bool:
        """Whether the step would be different afterwards."""
        differs = any(getattr(self.step, n) != v for n, v in self.values.items())
        return differs or self.changes_owners

    @property
    def changes_owners(self) -> bool:
        """Whether other units would be named."""
        own = frozenset(unit.pk for unit in self.step.owner_units.all())
        return self.owners is not None and self.owners != own

    def write_to(self, row: WorkStep) -> None:
        """Set the values on ``row``; a reason that is another one is not accepted."""
        for name, value in self.values.items():
            setattr(row, name, value)
        if row.needs_standard:
            row.no_standard_reason = ""
        if any(getattr(self.step, n) != getattr(row, n) for n in _REASON):
            row.reason_accepted_by, row.reason_accepted_on = "", None


def copy_of(step: WorkStep) -> WorkStep:
    """An unsaved row that says the same as ``step``, links left out."""
    values = {f.attname: getattr(step, f.attname) for f in step._meta.concrete_fields}
    del values["id"]
    return WorkStep(**values)


def give_codes(steps: Iterable[WorkStep]) -> None:
    """A code for each step that has none, and for all its versions: its names are
    about to stop telling that they are one step."""
    nameless = [step for step in steps if not step.code]
    if not nameless:
        return
    codes = free_codes(nameless[0].pilot)
    for step in nameless:
        code = next(codes)
        WorkStep.objects.filter(same_step(step)).update(code=code)
        step.code = code


def correct_rows(changes: Sequence[Change]) -> None:
    """Write the changes into the rows themselves, and with them into the past."""
    rows = []
    for change in changes:
        row = copy_of(change.step)
        row.pk = change.step.pk
        change.write_to(row)
        rows.append(row)
    names = {name for change in changes for name in change.values}
    fields = sorted(names | {*_REASON, *_ACCEPTANCE})
    WorkStep.objects.bulk_update(rows, fields, batch_size=_BATCH)
    _set_owners({c.step.pk: c.owners for c in changes if c.owners is not None})


def begin_versions(changes: Sequence[Change], day: date) -> list[WorkStep]:
    """End each step on ``day`` and begin it anew with what is different from then on.

    The new row takes the end, the owners and the covering standards of the old one.
    StepRefusedError for a day that is not within a step's life.
    """
    for change in changes:
        check_day_within(change.step, day)
    created = new_versions(changes, day)
    for change in changes:
        change.step.ends_on = day
    ended = [change.step for change in changes]
    WorkStep.objects.bulk_update(ended, ["ends_on"], batch_size=_BATCH)
    return created


def new_versions(changes: Sequence[Change], day: date) -> list[WorkStep]:
    """A row for each change that begins on ``day`` and ends as the step does."""
    give_codes(change.step for change in changes)
    rows = []
    for change in changes:
        row = copy_of(change.step)
        change.write_to(row)
        row.starts_on = day
        rows.append(row)
    created = WorkStep.objects.bulk_create(rows, batch_size=_BATCH)
    owners = {}
    for change, row in zip(changes, created, strict=True):
        kept = (unit.pk for unit in change.step.owner_units.all())
        owners[row.pk] = frozenset(kept) if change.owners is None else change.owners
    _set_owners(owners)
    _copy_coverage(dict(zip((c.step.pk for c in changes), created, strict=True)))
    return created


def check_day_within(step: WorkStep, day: date) -> None:
    """StepRefusedError unless ``step`` stands on the day before ``day`` and on it."""
    begun = step.starts_on is None or step.starts_on < day
    if begun and (step.ends_on is None or day < step.ends_on):
        return
    since, until = day_text(step.starts_on, "一直"), day_text(step.ends_on, "至今")
    hint = ""
    if step.starts_on == day:
        hint = "这个版本就是从这天开始的，请改用“更正”。"
    raise StepRefusedError(
        f"“{step}”的这个版本自 {since} 至 {until}，变更日期应在其间。{hint}", "day"
    )


def _set_owners(owners: Mapping[int, frozenset[int]]) -> None:
    through: Any = WorkStep.owner_units.through
    through.objects.filter(workstep__in=owners).delete()
    links = [
        through(workstep_id=step, unit_id=unit)
        for step, units in owners.items()
        for unit in sorted(units)
    ]
    through.objects.bulk_create(links, batch_size=_BATCH)


def _copy_coverage(copies: Mapping[int, WorkStep]) -> None:
    """Let each new version be covered by what covers the old one."""
    names = [
        f.attname
        for f in StepCoverage._meta.concrete_fields
        if not f.primary_key and f.attname != "step_id"
    ]
    links = StepCoverage.objects.filter(step__in=copies)
    StepCoverage.objects.bulk_create(
        [
            StepCoverage(
                step=copies[link.step_id], **{n: getattr(link, n) for n in names}
            )
            for link in links
        ],
        batch_size=_BATCH,
    )
