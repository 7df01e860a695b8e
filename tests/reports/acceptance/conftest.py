from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from reports.acceptance.models import AcceptanceReport
from reports.acceptance.services import build_report
from standards_catalog.models import Pilot
from tests.factories import AS_OF
from tests.reports.acceptance.records import make_full_pilot

DAY: date = AS_OF


@pytest.fixture(autouse=True)
def _own_data_folder(settings: pytest.FixtureRequest, tmp_path: Path) -> None:
    """Ledger parts and kept files of one test never meet those of another."""
    settings.DATA_ROOT = tmp_path / "data"  # type: ignore[attr-defined]


@pytest.fixture
def full_pilot(db: None) -> Pilot:
    """The pilot of ``records``: a record of every kind, two targets missed."""
    return make_full_pilot()


@pytest.fixture
def report(full_pilot: Pilot) -> AcceptanceReport:
    """Its report as of the last day of 2021."""
    return build_report(pilot=full_pilot, as_of=DAY, actor=None)
