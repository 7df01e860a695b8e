"""Writes to the 编制说明 and to the sections; every one is in the audit trail."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from accounts.services import record_event
from standards_catalog.models import Pilot, Section, Standard
from standards_catalog.products.models import CompilationNote
from standards_catalog.products.notes import NotePoint
from standards_catalog.services import place_last, record_catalogue_change


@transaction.atomic
def save_note(
    *, pilot: Pilot, point: NotePoint, text: str, actor: User, address: str
) -> bool:
    """Word ``point`` as ``text``; whether that changed anything."""
    before = _text_in_force(pilot, point)
    if text == before:
        return False
    CompilationNote.objects.update_or_create(
        pilot=pilot,
        point=point.number,
        defaults={"text": text, "updated_by": actor},
    )
    _record(pilot, point, "修改编制说明", (before, text), actor, address)
    return True


@transaction.atomic
def reset_note(*, pilot: Pilot, point: NotePoint, actor: User, address: str) -> bool:
    """Give ``point`` its first wording again; whether it had another."""
    before = _text_in_force(pilot, point)
    removed, _ = CompilationNote.objects.filter(
        pilot=pilot, point=point.number
    ).delete()
    if not removed:
        return False
    after = (before, point.first_text)
    _record(pilot, point, "恢复编制说明初稿", after, actor, address)
    return True


def _text_in_force(pilot: Pilot, point: NotePoint) -> str:
    notes = CompilationNote.objects.select_for_update()
    note = notes.filter(pilot=pilot, point=point.number).first()
    return note.text if note is not None else point.first_text


def _record(
    pilot: Pilot,
    point: NotePoint,
    action: str,
    texts: tuple[str, str],
    actor: User,
    address: str,
) -> None:
    record_event(
        actor=actor,
        action=action,
        object_label=f"{pilot.name} 编制说明 {point.number} {point.title}",
        detail={"原文": texts[0], "新文": texts[1]},
        address=address,
    )


class SectionInUseError(Exception):
    """A section holds standards or sections; ``holdings`` names them in order."""

    def __init__(self, holdings: tuple[str, ...]) -> None:
        super().__init__("、".join(holdings))
        self.holdings = holdings


@transaction.atomic
def add_section(*, section: Section, actor: User, address: str) -> None:
    """Keep a new ``section``, the last among its siblings and in its pilot's file."""
    place_last(section)
    section.sort = _siblings(section).count() + 1
    section.save()
    _renumber(_siblings(section))
    record_catalogue_change(
        actor=actor,
        action="新建子体系",
        entry=section,
        changed_fields=[],
        address=address,
    )


@transaction.atomic
def change_section(
    *, section: Section, changed_fields: list[str], actor: User, address: str
) -> None:
    """Keep the changed ``section``.

    Under another parent it becomes the last there; in another subsystem, everything
    below it goes along, so that the tree and the 统计表 count it at the same place.
    """
    before = Section.objects.select_for_update().get(pk=section.pk)
    if (before.parent_id, before.subsystem) != (section.parent_id, section.subsystem):
        section.sort = _siblings(section).exclude(pk=section.pk).count() + 1
        section.save()
        _renumber(_siblings(section))
        _take_along(section)
    else:
        section.save()
    record_catalogue_change(
        actor=actor,
        action="修改子体系",
        entry=section,
        changed_fields=changed_fields,
        address=address,
    )


def _take_along(section: Section) -> None:
    """Put all below ``section`` into its subsystem."""
    keys = [section.pk, *_below(section)]
    Section.objects.filter(pk__in=keys).update(subsystem=section.subsystem)
    Standard.objects.filter(section__in=keys).update(subsystem=section.subsystem)


def _below(section: Section) -> list[int]:
    parents = dict(
        Section.objects.filter(pilot=section.pilot_id).values_list("pk", "parent_id")
    )
    found: list[int] = []
    level = {section.pk}
    while level:
        level = {key for key, parent in parents.items() if parent in level}
        level -= {section.pk, *found}
        found += sorted(level)
    return found


@transaction.atomic
def shift_section(*, section: Section, step: int, actor: User, address: str) -> bool:
    """Move ``section`` one place up (-1) or down (1) among its siblings; whether
    there was a place to move to."""
    siblings = list(_siblings(section).select_for_update())
    place = siblings.index(section)
    target = place + step
    if not 0 <= target < len(siblings):
        return False
    siblings[place], siblings[target] = siblings[target], siblings[place]
    _renumber(siblings)
    record_catalogue_change(
        actor=actor,
        action="子体系上移" if step < 0 else "子体系下移",
        entry=section,
        changed_fields=[],
        address=address,
    )
    return True


def _siblings(section: Section) -> QuerySet[Section]:
    """The sections beside ``section`` and itself, in the order of the tree."""
    return Section.objects.filter(
        pilot=section.pilot, parent=section.parent_id, subsystem=section.subsystem
    ).order_by("sort", "position", "pk")


def _renumber(siblings: Iterable[Section]) -> None:
    for sort, sibling in enumerate(siblings, start=1):
        if sibling.sort != sort:
            Section.objects.filter(pk=sibling.pk).update(sort=sort)


def holdings_of(section: Section) -> tuple[str, ...]:
    """What ``section`` holds: its sections, then its standards."""
    rows = (
        *section.children.order_by("sort", "position"),
        *section.standards.order_by("position"),
    )
    return tuple(str(row) for row in rows)


@transaction.atomic
def remove_section(*, section: Section, actor: User, address: str) -> None:
    """Remove an empty section; :class:`SectionInUseError` if it holds anything."""
    holdings = holdings_of(section)
    if holdings:
        raise SectionInUseError(holdings)
    record_catalogue_change(
        actor=actor,
        action="删除子体系",
        entry=section,
        changed_fields=[],
        address=address,
    )
    section.delete()
