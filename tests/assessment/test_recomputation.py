"""Every indicator equals its recomputation from the exported files.

The recomputation is plain Python over CSV and knows nothing of the engine.
"""

from __future__ import annotations

import json
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.assessment.recomputation import recompute

pytestmark = pytest.mark.django_db

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
