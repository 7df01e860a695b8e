"""Deleting a version of a step that was never right, if nothing rests on it."""

from __future__ import annotations

from collections import defaultdict

from django.contrib.admin.utils import NestedObjects
from django.db import models, transaction

from accounts.models import User
from assessment.coverage.models import StepCoverage, WorkStep
from assessment.coverage.services import (
    locked_pilot,
    record_step_event,
    stored_step,
)
from assessment.coverage.versions import check_names, day_text, versions_of
from standards_catalog.models.records import UnitRecordQuerySet


class StepInUseError(Exception):
    """A step holds something; ``holdings`` names it, kind by kind."""

    def __init__(self, holdings: dict[str, list[str]]) -> None:
        super().__init__("、".join(holdings))
        self.holdings = holdings


@transaction.atomic
def remove_step(*, step: WorkStep, actor: User, address: str) -> None:
    """Delete one version of a step that nothing rests on; StepInUseError otherwise.

    The version before takes over its time if it adjoins.
    """
    pilot = locked_pilot(step.pilot)
    step = stored_step(step)
    holdings = holdings_of_step(step)
    if holdings:
        raise StepInUseError(holdings)
    earlier = version_before(step)
    label, detail = (
        str(step),
        {
            "启用日期": day_text(step.starts_on, "一直"),
            "停用日期": day_text(step.ends_on, "至今"),
            "覆盖关系": step.coverage.count(),
        },
    )
    ends_on = step.ends_on
    step.delete()
    if earlier is not None:
        earlier.ends_on = ends_on
        check_names(earlier)
        earlier.save(update_fields=["ends_on"])
    record_step_event(
        pilot=pilot,
        actor=actor,
        action="删除工作环节",
        label=label,
        detail=detail,
        address=address,
    )


def version_before(step: WorkStep) -> WorkStep | None:
    """The version that ends on the day ``step`` begins."""
    if step.starts_on is None:
        return None
    ending = (row for row in versions_of(step) if row.ends_on == step.starts_on)
    return next(ending, None)


def holdings_of_step(step: WorkStep) -> dict[str, list[str]]:
    """What rests on ``step``, by kind; its owners and its links to covering standards
    do not count, as they say nothing of anything else."""
    collector = NestedObjects(using=step._state.db or "default")
    collector.collect([step])
    own = (WorkStep.owner_units.through, StepCoverage)
    found: dict[str, list[str]] = defaultdict(list)
    gathered = [item for items in collector.data.values() for item in items]
    for item in [*gathered, *collector.protected]:
        if item != step and not isinstance(item, own):
            found[str(item._meta.verbose_name)].append(_named(item))
    return {kind: sorted(labels) for kind, labels in found.items()}


def _named(item: models.Model) -> str:
    """Of what units file only the unit is told: it may not have been submitted yet."""
    filed = isinstance(type(item)._default_manager.all(), UnitRecordQuerySet)
    return str(getattr(item, "unit", item)) if filed else str(item)
