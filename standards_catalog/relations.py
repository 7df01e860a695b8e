"""Reading many-to-many links of a whole pilot in one query each."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db import models

from standards_catalog.models import Pilot, PilotMembership


def unit_names_by_record(
    through: type[models.Model], record_field: str, pilot: Pilot
) -> dict[int, tuple[str, ...]]:
    """Full unit names per record, in the order of the pilot's unit list.

    ``through`` is the link table of a many-to-many field to ``Unit`` and
    ``record_field`` its column that points to the record.
    """
    owner = record_field.removesuffix("_id")
    order = dict(
        PilotMembership.objects.filter(pilot=pilot).values_list("unit_id", "position")
    )
    links: dict[int, list[tuple[int, int, str]]] = defaultdict(list)
    manager: models.Manager[Any] = through._default_manager
    rows = manager.filter(**{f"{owner}__pilot": pilot}).values_list(
        record_field, "unit_id", "unit__name"
    )
    for record_id, unit_id, name in rows:
        links[record_id].append((order.get(unit_id, len(order)), unit_id, name))
    return {key: tuple(n for _, _, n in sorted(found)) for key, found in links.items()}


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
