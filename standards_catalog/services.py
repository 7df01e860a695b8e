"""Writes to the catalogue by hand: always recorded, always noticed by the numbers."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from accounts.services import record_event
from standards_catalog.models import (
    LegalInstrument,
    Pilot,
    Section,
    Standard,
    StandardEdition,
)

CatalogueObject = Standard | StandardEdition | Section | LegalInstrument


def pilot_of(entry: CatalogueObject) -> Pilot:
    """The pilot a catalogue entry belongs to."""
    owner = entry.standard if isinstance(entry, StandardEdition) else entry
    return owner.pilot


@transaction.atomic
def record_catalogue_change(
    *,
    actor: User,
    action: str,
    entry: CatalogueObject,
    changed_fields: list[str],
    address: str,
) -> None:
    """Tell the audit trail and the pilot that ``entry`` was written by hand.

    ``changed_fields`` are the Chinese names of the fields that were changed. Without
    the pilot's new data version, remembered indicator values would outlive the change.
    """
    pilot = pilot_of(entry)
    pilot.mark_changed()
    record_event(
        actor=actor,
        action=action,
        object_label=f"{pilot.name} {entry._meta.verbose_name} {entry}",
        detail={"字段": changed_fields} if changed_fields else {},
        address=address,
    )


def place_last(entry: Standard | Section | LegalInstrument) -> None:
    """Give a new, unsaved entry the place after the last of its pilot's file."""
    siblings: Any = type(entry)._default_manager.filter(pilot=entry.pilot)
    last = siblings.aggregate(last=Max("position"))["last"]
    entry.position = 0 if last is None else last + 1
