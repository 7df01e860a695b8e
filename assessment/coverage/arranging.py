"""Order, move and rename domains, items and steps; every act is recorded.

Moving a step or an item to another place of the work, and renaming, change what the
steps are: as a correction, past included, or from a day on. The order has no date.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from accounts.models import User
from assessment.coverage.models import WorkStep
from assessment.coverage.ordering import (
    Belongs,
    Place,
    keep_order,
    moved,
    order_mark,
    places,
    settle_order,
)
from assessment.coverage.services import locked_pilot, record_step_event
from assessment.coverage.versions import StepRefusedError, check_names
from assessment.coverage.writing import Change, begin_versions, correct_rows
from standards_catalog.models import Pilot

KINDS = {"step": "环节", "item": "事项", "domain": "领域"}


class OutdatedOrderError(Exception):
    """Somebody else changed the order or the names meanwhile."""


@dataclass(frozen=True, slots=True)
class Moving:
    """What to put where: a step, or the item or domain of a step, into the ``parent``
    (an item's or a domain's step), before the like of ``before`` or last of all.

    Each is named by a step that is in it, which stays true whatever it is called.
    """

    kind: str
    pk: int
    parent: int | None
    before: int | None


@transaction.atomic
def move(
    *,
    pilot: Pilot,
    moving: Moving,
    mark: str,
    from_day: date | None,
    actor: User,
    address: str,
) -> str:
    """Put something elsewhere; one Chinese line that says what was done.

    OutdatedOrderError if the order is not the one ``mark`` was of; StepRefusedError if
    its names are taken where it goes.
    """
    pilot = locked_pilot(pilot)
    rows = places(pilot)
    if mark != order_mark(rows):
        raise OutdatedOrderError
    by_pk = {row.pk: row for row in rows}
    try:
        what = by_pk[moving.pk]
        parent = by_pk[moving.parent] if moving.parent is not None else what
        before = by_pk[moving.before] if moving.before is not None else None
    except KeyError:
        raise OutdatedOrderError from None
    depth = _depth(moving.kind)
    home = parent.group[: depth - 1]
    label = f"{KINDS[moving.kind]}“{_name(what, depth)}”"
    detail: dict[str, Any] = {}
    if what.group[: depth - 1] != home:
        detail = _rehome(pilot, what, depth, home, from_day)
        seen = {row.pk: row.group[:2] for row in rows}
        now = places(pilot)
        rows = places(pilot, {r.pk for r in now if seen.get(r.pk) != r.group[:2]})
    goes = _same(_after_move(what, depth, home), depth)
    order = moved(
        rows,
        goes,
        before=_same(before.group, depth) if before is not None else _nothing,
        end_of=_same(home, depth - 1),
    )
    if not keep_order(pilot, order) and not detail:
        return ""
    record_step_event(
        pilot=pilot,
        actor=actor,
        action=f"移动{KINDS[moving.kind]}"
        if detail
        else f"调整{KINDS[moving.kind]}顺序",
        label=_name(what, depth),
        detail=detail,
        address=address,
    )
    if not detail:
        return f"已调整{label}的顺序。"
    how = f"自 {from_day} 起" if from_day else "按更正处理，以前的日期也随之改变"
    return f"已把{label}移到“{' / '.join(home)}”（{how}）。"


def _depth(kind: str) -> int:
    return {"domain": 1, "item": 2, "step": 3}[kind]


def _name(place: Place, depth: int) -> str:
    if depth == 3:
        return str(WorkStep.objects.only("item", "name").get(pk=place.pk).name)
    return place.group[depth - 1]


def _same(group: Sequence[str], depth: int) -> Belongs:
    wanted = tuple(group[:depth])
    return lambda row: row.group[:depth] == wanted


def _nothing(row: Place) -> bool:
    return False


def _after_move(what: Place, depth: int, home: Sequence[str]) -> tuple[str, ...]:
    """How what was moved is called where it stands now."""
    if depth < 3:
        return (*home, *what.group[depth - 1 : depth])
    step = WorkStep.objects.get(pk=what.pk)
    if (step.domain, step.item) != tuple(home):
        # A new version of it was begun there, with the same code.
        step = WorkStep.objects.filter(
            pilot=step.pilot_id, code=step.code, domain=home[0], item=home[1]
        ).latest("pk")
    return (step.domain, step.item, step.identity)


def _rehome(
    pilot: Pilot,
    what: Place,
    depth: int,
    home: Sequence[str],
    from_day: date | None,
) -> dict[str, Any]:
    """Let the steps say that they belong to ``home``; what the audit trail tells."""
    values = dict(zip(("domain", "item"), home, strict=False))
    steps = WorkStep.objects.filter(pilot=pilot)
    if depth == 3:
        steps = steps.filter(pk=what.pk)
    else:
        steps = steps.filter(domain=what.domain, item=what.item)
    count = rewrite(steps, values, from_day)
    return {
        "原位置": " / ".join(what.group[: depth - 1]),
        "新位置": " / ".join(home),
        "环节数": count,
        "方式": f"自 {from_day} 起变更" if from_day else "更正",
    }


def rewrite(steps: Any, values: dict[str, str], from_day: date | None) -> int:
    """Write ``values`` into all rows of ``steps``, or from a day on; how many.

    From a day on, rows that stand on the day are begun anew, and those that begin
    later are rewritten; what ended before stays as it was.
    """
    rows = list(steps.select_related("pilot").prefetch_related("owner_units"))
    if not rows:
        raise OutdatedOrderError
    if from_day is None:
        changes = [Change(row, values) for row in rows]
        _check_all(changes)
        correct_rows(changes)
        return len(changes)
    later = [
        Change(row, values)
        for row in rows
        if row.starts_on is not None and row.starts_on >= from_day
    ]
    lasting = [
        Change(row, values)
        for row in rows
        if (row.starts_on is None or row.starts_on < from_day)
        and (row.ends_on is None or row.ends_on > from_day)
    ]
    if not later and not lasting:
        raise StepRefusedError(
            f"{from_day} 及以后没有要变更的环节，请换一个日期。", "day"
        )
    _check_all([*lasting, *later], from_day)
    if later:
        correct_rows(later)
    begin_versions(lasting, from_day)
    return len(later) + len(lasting)


def _check_all(changes: Sequence[Change], from_day: date | None = None) -> None:
    """StepRefusedError if a name is taken where it goes, or would be for some days."""
    own = [change.step.pk for change in changes]
    first = changes[0]
    domain = first.values.get("domain", first.step.domain)
    there = WorkStep.objects.filter(pilot=first.step.pilot_id, domain=domain)
    if not there.exclude(pk__in=own).exists():
        return
    for change in changes:
        trial = WorkStep(
            pilot=change.step.pilot,
            domain=change.values.get("domain", change.step.domain),
            item=change.values.get("item", change.step.item),
            name=change.step.name,
            starts_on=max(
                filter(None, (change.step.starts_on, from_day)), default=None
            ),
            ends_on=change.step.ends_on,
        )
        check_names(trial, own)


@transaction.atomic
def rename(
    *,
    pilot: Pilot,
    domain: str,
    item: str | None,
    name: str,
    from_day: date | None,
    actor: User,
    address: str,
) -> int:
    """Call a domain, or an item of it, ``name``; how many rows were written.

    Where the name is in use already the two become one, if no step is in both.
    """
    pilot = locked_pilot(pilot)
    steps = WorkStep.objects.filter(pilot=pilot, domain=domain)
    if item is not None:
        steps = steps.filter(item=item)
    values = {"domain": name} if item is None else {"item": name}
    count = rewrite(steps, values, from_day)
    settle_order(pilot)
    record_step_event(
        pilot=pilot,
        actor=actor,
        action="重命名领域" if item is None else "重命名事项",
        label=item or domain,
        detail={
            "名称": [item or domain, name],
            "领域": domain,
            "环节数": count,
            "方式": f"自 {from_day} 起变更" if from_day else "更正",
        },
        address=address,
    )
    return count
