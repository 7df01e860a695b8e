"""The catalogue of one pilot as plain rows for the layers above."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from standards_catalog.models import Pilot, Standard, StandardEdition
from standards_catalog.relations import unit_names_by_record


@dataclass(frozen=True, slots=True)
class CatalogueRow:
    """A standard with its latest edition; dates are empty while there is none."""

    standard: Standard
    edition: StandardEdition | None
    responsible_units: tuple[str, ...]
    applicable_units: tuple[str, ...]

    def is_in_force_on(self, day: date) -> bool:
        """In force as defined for standard_coverage (``design/pilot-package.md``)."""
        return (
            self.standard.status not in Standard.UNPUBLISHED
            and self.edition is not None
            and self.edition.is_in_force_on(day)
        )


def catalogue_rows(pilot: Pilot) -> tuple[CatalogueRow, ...]:
    """Every standard of ``pilot`` in file order. Five queries."""
    responsible = unit_names_by_record(
        Standard.responsible_units.through, "standard_id", pilot
    )
    applicable = unit_names_by_record(
        Standard.applicable_units.through, "standard_id", pilot
    )
    editions = {
        edition.standard_id: edition
        for edition in StandardEdition.objects.filter(standard__pilot=pilot)
    }
    return tuple(
        CatalogueRow(
            standard=standard,
            edition=editions.get(standard.pk),
            responsible_units=responsible.get(standard.pk, ()),
            applicable_units=applicable.get(standard.pk, ()),
        )
        for standard in Standard.objects.filter(pilot=pilot).select_related("section")
    )
