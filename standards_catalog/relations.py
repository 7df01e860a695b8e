"""Reading many-to-many links of a whole pilot in one query each."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db import models
from django.db.models import OuterRef, Subquery

from standards_catalog.models import Pilot, PilotMembership


def unit_names_by_record(
    through: type[models.Model], record_field: str, pilot: Pilot
) -> dict[int, tuple[str, ...]]:
    """Full unit names per record, in the order of the pilot's unit list. One query.

    ``through`` is the link table of a many-to-many field to ``Unit`` and
    ``record_field`` its column that points to the record.
    """
    owner = record_field.removesuffix("_id")
    members = PilotMembership.objects.filter(pilot=pilot, unit=OuterRef("unit_id"))
    links: dict[int, list[tuple[bool, int, int, str]]] = defaultdict(list)
    manager: models.Manager[Any] = through._default_manager
    rows = (
        manager.filter(**{f"{owner}__pilot": pilot})
        .annotate(place=Subquery(members.values("position")[:1]))
        .values_list(record_field, "place", "unit_id", "unit__name")
    )
    for record_id, place, unit_id, name in rows:
        # Who is no member comes last.
        links[record_id].append((place is None, place or 0, unit_id, name))
    return {
        key: tuple(name for *_, name in sorted(found)) for key, found in links.items()
    }


def codes_by_record(
    through: type[models.Model], record_field: str, pilot: Pilot
) -> dict[int, tuple[str, ...]]:
    """体系编号 of the linked standards per record, in catalogue order."""
    owner = record_field.removesuffix("_id")
    links: dict[int, list[str]] = defaultdict(list)
    manager: models.Manager[Any] = through._default_manager
    rows = (
        manager.filter(**{f"{owner}__pilot": pilot})
        .order_by("standard__position", "standard_id")
        .values_list(record_field, "standard__code")
    )
    for record_id, code in rows:
        links[record_id].append(code)
    return {key: tuple(codes) for key, codes in links.items()}
