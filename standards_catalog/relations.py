"""Reading many-to-many links of a whole pilot in one query each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.db import models
from django.db.models import OuterRef, Subquery, Value

from standards_catalog.models import Pilot, PilotMembership


def unit_names_by_record(
    through: type[models.Model], record_field: str, pilot: Pilot
) -> dict[int, tuple[str, ...]]:
    """Full unit names per record, in the order of the pilot's unit list. One query.

    ``through`` is the link table of a many-to-many field to ``Unit`` and
    ``record_field`` its column that points to the record.
    """
    return unit_names_by_kind({"": (through, record_field)}, pilot)[""]


def unit_names_by_kind(
    links: Mapping[str, tuple[type[models.Model], str]], pilot: Pilot
) -> dict[str, dict[int, tuple[str, ...]]]:
    """:func:`unit_names_by_record` of several link tables, each under its name, still
    in one query."""
    parts = [_unit_links(name, *link, pilot) for name, link in links.items()]
    found: dict[str, dict[int, list[tuple[bool, int, int, str]]]] = {
        name: defaultdict(list) for name in links
    }
    for kind, record_id, place, unit_id, unit in parts[0].union(*parts[1:], all=True):
        # Who is no member comes last.
        found[kind][record_id].append((place is None, place or 0, unit_id, unit))
    return {
        name: {
            key: tuple(unit for *_, unit in sorted(rows)) for key, rows in by.items()
        }
        for name, by in found.items()
    }


def _unit_links(
    name: str, through: type[models.Model], record_field: str, pilot: Pilot
) -> models.QuerySet[Any, tuple[str, int, int | None, int, str]]:
    owner = record_field.removesuffix("_id")
    members = PilotMembership.objects.filter(pilot=pilot, unit=OuterRef("unit_id"))
    manager: models.Manager[Any] = through._default_manager
    return (
        manager.filter(**{f"{owner}__pilot": pilot})
        .annotate(
            kind=Value(name, output_field=models.CharField()),
            place=Subquery(members.values("position")[:1]),
        )
        .values_list("kind", record_field, "place", "unit_id", "unit__name")
    )


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
