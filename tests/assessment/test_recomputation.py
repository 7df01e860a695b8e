"""Every indicator equals its recomputation from the exported files.

The recomputation is plain Python over CSV and knows nothing of the engine. Computed
from the tables it names alone, an indicator is the same as from all of them.
"""

from __future__ import annotations

import json
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from assessment.indicators import engine
from assessment.indicators.registry import INDICATORS
from assessment.selectors import pilot_facts
from assessment.services import indicator_value, indicator_values
from standards_catalog.models import Pilot
from tests.assessment.recomputation import recompute

# One process loads the demonstration for all of them (see --dist in the Makefile).
pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demonstration")]

DATES = ["2020-09-30", "2021-04-01", "2021-06-30", "2021-09-30", "2021-12-31"]


@pytest.mark.parametrize("as_of", DATES)
def test_every_indicator_equals_its_recomputation_from_the_exported_files(
    as_of: str, exported_demonstration: Path
) -> None:
    out = StringIO()
    call_command(
        "indicators",
        "--pilot=jy-assistance-2020",
        f"--as-of={as_of}",
        "--format=json",
        stdout=out,
    )
    values = json.loads(out.getvalue())
    computed = {row["code"]: (row["numerator"], row["denominator"]) for row in values}
    expected = recompute(exported_demonstration, date.fromisoformat(as_of))
    assert computed == expected


def test_the_recomputation_is_not_empty_where_it_matters(
    exported_demonstration: Path,
) -> None:
    expected = recompute(exported_demonstration, date(2021, 12, 31))
    assert len(expected) == 18
    assert all(denominator > 0 for _, denominator in expected.values())
    assert expected["transfer_timeliness"][1] > 10_000


def test_the_tables_an_indicator_names_are_all_it_needs(
    loaded_demonstration: str,
) -> None:
    pilot = Pilot.objects.get(code=loaded_demonstration)
    whole, day = pilot_facts(pilot), date(2021, 12, 31)
    for indicator in INDICATORS:
        few = pilot_facts(pilot, indicator.needs)
        for unit in (None, whole.units[0].name, whole.units[-1].name):
            one = engine.open_indicator(few, indicator.code, day, unit)
            other = engine.open_indicator(whole, indicator.code, day, unit)
            assert one.value == other.value
            assert list(one.shortfall) == list(other.shortfall)


def test_one_value_is_that_of_all_values(loaded_demonstration: str) -> None:
    pilot, day = Pilot.objects.get(code=loaded_demonstration), date(2021, 12, 31)
    for value in indicator_values(pilot, day):
        assert indicator_value(pilot, value.code, day) == value


def test_a_table_of_facts_that_does_not_exist_is_refused(
    loaded_demonstration: str,
) -> None:
    with pytest.raises(KeyError, match="nothing"):
        pilot_facts(Pilot.objects.get(code=loaded_demonstration), ["nothing"])
