"""Writes of the office to standards, editions and laws; every one is recorded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from django.contrib.admin.utils import NestedObjects
from django.db import models, transaction
from django.utils import timezone

from accounts.models import User
from standards_catalog.models import (
    LegalInstrument,
    Section,
    Standard,
    StandardEdition,
)
from standards_catalog.models.records import UnitRecordQuerySet
from standards_catalog.services import place_last, record_catalogue_change

_STATUS = Standard.Status


class EntryInUseError(Exception):
    """An entry holds something; ``holdings`` names it, kind by kind."""

    def __init__(self, holdings: dict[str, list[str]]) -> None:
        super().__init__("、".join(holdings))
        self.holdings = holdings


@transaction.atomic
def keep_standard(
    *,
    standard: Standard,
    save_links: Callable[[], object],
    changed_fields: list[str],
    actor: User,
    address: str,
) -> None:
    """Keep a new or changed ``standard``; ``save_links`` keeps its units."""
    is_new = standard.pk is None
    if is_new:
        place_last(standard)
    standard.save()
    save_links()
    record_catalogue_change(
        actor=actor,
        action="新建标准" if is_new else "修改标准",
        entry=standard,
        changed_fields=[] if is_new else changed_fields,
        address=address,
    )


@transaction.atomic
def keep_edition(
    *, edition: StandardEdition, changed_fields: list[str], actor: User, address: str
) -> None:
    """Keep a new or changed ``edition``.

    Earlier editions of the standard end on the day a new one begins, and the status
    that is stored of the standard becomes what its editions say of today.
    """
    is_new = edition.pk is None
    edition.save()
    if is_new and edition.effective_on is not None:
        earlier = edition.standard.editions.exclude(pk=edition.pk)
        earlier.filter(abolished_on=None, effective_on__lt=edition.effective_on).update(
            abolished_on=edition.effective_on
        )
    _follow_editions(edition.standard)
    record_catalogue_change(
        actor=actor,
        action="新建标准版次" if is_new else "修改标准版次",
        entry=edition,
        changed_fields=[] if is_new else changed_fields,
        address=address,
    )


def _follow_editions(standard: Standard) -> None:
    """The stored 状态 as the dates of the editions give it today."""
    today = timezone.localdate()
    dated = standard.editions.exclude(effective_on=None)
    if not dated:
        return
    if any(edition.is_in_force_on(today) for edition in dated):
        status = _STATUS.CURRENT
    elif dated.filter(effective_on__gt=today).exists():
        status = _STATUS.UPCOMING
    else:
        status = _STATUS.ABOLISHED
    if standard.status != status:
        standard.status = status
        standard.save(update_fields=["status"])


@transaction.atomic
def remove_edition(*, edition: StandardEdition, actor: User, address: str) -> None:
    """Remove an edition that was entered by hand; EntryInUseError for one whose text
    is kept here or that something rests on."""
    holdings = holdings_of(edition)
    if holdings:
        raise EntryInUseError(holdings)
    record_catalogue_change(
        actor=actor,
        action="删除标准版次",
        entry=edition,
        changed_fields=[],
        address=address,
    )
    edition.delete()
    _follow_editions(edition.standard)


@transaction.atomic
def keep_law(
    *, law: LegalInstrument, changed_fields: list[str], actor: User, address: str
) -> None:
    """Keep a new or changed ``law``."""
    is_new = law.pk is None
    if is_new:
        place_last(law)
    law.save()
    record_catalogue_change(
        actor=actor,
        action="新建法律法规" if is_new else "修改法律法规",
        entry=law,
        changed_fields=[] if is_new else changed_fields,
        address=address,
    )


@transaction.atomic
def remove_entry(
    *, entry: Standard | LegalInstrument, actor: User, address: str
) -> None:
    """Remove a standard or a law that nothing rests on; EntryInUseError otherwise."""
    holdings = holdings_of(entry)
    if holdings:
        raise EntryInUseError(holdings)
    record_catalogue_change(
        actor=actor,
        action=f"删除{entry._meta.verbose_name}",
        entry=entry,
        changed_fields=[],
        address=address,
    )
    entry.delete()


def holdings_of(
    entry: Standard | StandardEdition | LegalInstrument | Section,
) -> dict[str, list[str]]:
    """What rests on ``entry``, by kind; its units and its own editions without a
    text do not count, as they say nothing of anything else."""
    collector = NestedObjects(using=entry._state.db or "default")
    collector.collect([entry])
    found: dict[str, list[str]] = defaultdict(list)
    if isinstance(entry, StandardEdition) and entry.is_minted:
        found["已发布的文本"].append(str(entry))
    gathered = [item for items in collector.data.values() for item in items]
    for item in [*gathered, *collector.protected]:
        if item != entry and not _is_own(item):
            kind, label = _named(item, entry)
            found[kind].append(label)
    return {kind: sorted(labels) for kind, labels in found.items()}


def _is_own(item: models.Model) -> bool:
    if isinstance(item, StandardEdition):
        return not item.is_minted
    links = (
        Standard.responsible_units.through,
        Standard.applicable_units.through,
    )
    return isinstance(item, links)


def _named(item: models.Model, entry: models.Model) -> tuple[str, str]:
    """Kind and name of ``item``; a mere link is named by what it links to."""
    if item._meta.auto_created:
        others = [
            field
            for field in item._meta.get_fields()
            if isinstance(field, models.ForeignKey)
            and field.related_model is not type(entry)
        ]
        if others:
            other: Any = getattr(item, others[0].name)
            return str(other._meta.verbose_name), str(other)
    # Of what units file only the unit is told: it may not have been submitted yet.
    filed = isinstance(type(item)._default_manager.all(), UnitRecordQuerySet)
    name = str(getattr(item, "unit", item)) if filed else str(item)
    return str(item._meta.verbose_name), name


@transaction.atomic
def shift_standard(*, standard: Standard, step: int, actor: User, address: str) -> bool:
    """Move ``standard`` one place up (-1) or down (1) among those of its section;
    whether there was a place to move to.

    Places are positions of the pilot's file, shared out anew among the siblings, so
    that every list and the exported package show the same order.
    """
    siblings = list(
        Standard.objects.select_for_update()
        .filter(
            pilot=standard.pilot_id,
            section=standard.section_id,
            subsystem=standard.subsystem,
        )
        .order_by("position", "pk")
    )
    place = siblings.index(standard)
    target = place + step
    if not 0 <= target < len(siblings):
        return False
    _settle_positions(standard.pilot_id, siblings)
    places = [sibling.position for sibling in siblings]
    siblings[place], siblings[target] = siblings[target], siblings[place]
    _place(siblings, places)
    record_catalogue_change(
        actor=actor,
        action="标准上移" if step < 0 else "标准下移",
        entry=standard,
        changed_fields=[],
        address=address,
    )
    return True


def _settle_positions(pilot_id: int, siblings: list[Standard]) -> None:
    """Number the whole file anew where two of ``siblings`` share a place."""
    if len({sibling.position for sibling in siblings}) == len(siblings):
        return
    rows = list(Standard.objects.filter(pilot=pilot_id).order_by("position", "pk"))
    _place(rows, range(1, len(rows) + 1))
    settled = {row.pk: row.position for row in rows}
    for sibling in siblings:
        sibling.position = settled[sibling.pk]


def _place(rows: list[Standard], places: Iterable[int]) -> None:
    moved = []
    for row, position in zip(rows, places, strict=True):
        if row.position != position:
            row.position = position
            moved.append(row)
    Standard.objects.bulk_update(moved, ["position"], batch_size=200)
