"""One reading of a pilot's records, from which a whole snapshot is taken.

Everything is read once and evaluated from the same facts, so that no two numbers of a
report can come from two states of the records.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from assessment.indicators import engine
from assessment.indicators.engine import Breakdown, IndicatorValue
from assessment.indicators.observations import PilotFacts
from assessment.selectors import pilot_facts
from reports.acceptance.stored_values import Row, value_row
from standards_catalog.facts import CatalogueRow, catalogue_rows
from standards_catalog.models import Pilot, PilotMembership


@dataclass(frozen=True, slots=True)
class Inputs:
    """The pilot, its facts, its catalogue and all indicator values on a day.

    ``by_unit`` has the values of every unit active on the day, by full name.
    """

    pilot: Pilot
    as_of: date
    facts: PilotFacts
    members: tuple[PilotMembership, ...]
    catalogue: tuple[CatalogueRow, ...]
    values: Mapping[str, IndicatorValue]
    by_unit: Mapping[str, Mapping[str, IndicatorValue]]

    def opened(self, code: str) -> Breakdown:
        """The lists behind an indicator of the whole pilot."""
        return engine.open_indicator(self.facts, code, self.as_of)

    def unit_rows(self, *codes: str) -> list[Row]:
        """One row per active unit with the stored values of ``codes``."""
        return [
            {"unit": unit, **{code: value_row(values[code]) for code in codes}}
            for unit, values in self.by_unit.items()
        ]


def read_inputs(pilot: Pilot, as_of: date) -> Inputs:
    """Read and evaluate everything once."""
    facts = pilot_facts(pilot)
    active = [unit.name for unit in facts.units if unit.is_active(as_of)]
    by_unit = engine.evaluate_units(facts, as_of, active)
    return Inputs(
        pilot=pilot,
        as_of=as_of,
        facts=facts,
        members=tuple(
            PilotMembership.objects.filter(pilot=pilot).select_related("unit")
        ),
        catalogue=catalogue_rows(pilot),
        values=_by_code(engine.evaluate(facts, as_of)),
        by_unit={unit: _by_code(values) for unit, values in by_unit.items()},
    )


def _by_code(values: tuple[IndicatorValue, ...]) -> dict[str, IndicatorValue]:
    return {value.code: value for value in values}
