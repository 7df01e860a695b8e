"""The catalogue of one pilot as plain rows for the layers above."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from standards_catalog.models import Pilot, Standard, StandardEdition
from standards_catalog.relations import unit_names_by_kind


@dataclass(frozen=True, slots=True)
class CatalogueRow:
    """A standard with its latest edition, which is ``None`` while there is none, and
    the editions before it, oldest first."""

    standard: Standard
    edition: StandardEdition | None
    earlier_editions: tuple[StandardEdition, ...]
    responsible_units: tuple[str, ...]
    applicable_units: tuple[str, ...]

    def is_in_force_on(self, day: date) -> bool:
        """In force as defined for standard_coverage (``design/pilot-package.md``)."""
        editions = (self.edition, *self.earlier_editions)
        return self.standard.status not in Standard.UNPUBLISHED and any(
            edition is not None and edition.is_in_force_on(day) for edition in editions
        )


def catalogue_rows(pilot: Pilot) -> tuple[CatalogueRow, ...]:
    """Every standard of ``pilot`` in file order. Three queries."""
    units = unit_names_by_kind(
        {
            "responsible": (Standard.responsible_units.through, "standard_id"),
            "applicable": (Standard.applicable_units.through, "standard_id"),
        },
        pilot,
    )
    editions = editions_by_standard(pilot)
    return tuple(
        CatalogueRow(
            standard=standard,
            edition=editions[standard.pk][-1] if standard.pk in editions else None,
            earlier_editions=tuple(editions.get(standard.pk, ())[:-1]),
            responsible_units=units["responsible"].get(standard.pk, ()),
            applicable_units=units["applicable"].get(standard.pk, ()),
        )
        for standard in Standard.objects.filter(pilot=pilot).select_related("section")
    )


def editions_by_standard(pilot: Pilot) -> dict[int, list[StandardEdition]]:
    """The editions of each standard by 实施日期, one without a date first.

    Their texts, which are long, are left in the database until somebody asks.
    """
    editions: dict[int, list[StandardEdition]] = {}
    found = StandardEdition.objects.filter(standard__pilot=pilot).defer("text")
    # Databases disagree on where an empty date sorts, so it is settled here.
    for edition in sorted(found, key=lambda e: (e.effective_on or date.min, e.pk)):
        editions.setdefault(edition.standard_id, []).append(edition)
    return editions
