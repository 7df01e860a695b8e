"""Eighteen months of every indicator at the size of a large city."""

from __future__ import annotations

import time
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Unit
from assessment.coverage.models import StepCoverage, WorkStep
from assessment.implementation.models import ImplementationRecord
from standards_catalog.models import PilotMembership, Standard, StandardEdition
from tests.factories import Cast

SIZE, UNITS = 1_000, 40
MOST_QUERIES = 30
# Measured at about three seconds; only a loop of queries breaks this.
MOST_SECONDS = 40


@pytest.fixture
def large(cast: Cast) -> Cast:
    """1,000 standards × 1,000 steps × 40 units, and 8,000 implementation records."""
    pilot = cast.pilot
    units = Unit.objects.bulk_create(
        Unit(name=f"规模单位{n}", kind=Unit.Kind.DEPARTMENT) for n in range(UNITS)
    )
    PilotMembership.objects.bulk_create(
        PilotMembership(pilot=pilot, unit=unit, position=n)
        for n, unit in enumerate(units, start=10)
    )
    standards = Standard.objects.bulk_create(
        Standard(
            pilot=pilot,
            subsystem="服务提供",
            code=f"S{n:04}",
            title=f"规模规范{n}",
            level="内部标准",
            status="现行",
            must_publish=True,
            position=n,
        )
        for n in range(SIZE)
    )
    StandardEdition.objects.bulk_create(
        StandardEdition(
            standard=standard,
            number=f"Q/GM {n}—2021",
            effective_on=date(2020, 8 + n % 5, 1),
            opened_on=date(2021, 1 + n % 12, 1),
        )
        for n, standard in enumerate(standards)
    )
    steps = WorkStep.objects.bulk_create(
        WorkStep(
            pilot=pilot,
            domain=f"领域{n % 10}",
            item=f"事项{n // 5}",
            name=f"环节{n}",
            applicability=WorkStep.Applicability.APPLICABLE,
            position=n,
        )
        for n in range(SIZE)
    )
    WorkStep.owner_units.through.objects.bulk_create(
        WorkStep.owner_units.through(workstep=step, unit=units[n % UNITS])
        for n, step in enumerate(steps)
    )
    StepCoverage.objects.bulk_create(
        StepCoverage(step=step, standard=standards[n]) for n, step in enumerate(steps)
    )
    ImplementationRecord.objects.bulk_create(
        ImplementationRecord(
            pilot=pilot,
            unit=units[k],
            standard=standard,
            done_on=date(2021, 5, 1),
            verified_on=date(2021, 5 + n % 7, 1),
            kind=ImplementationRecord.Kind.EXECUTION,
            position=n,
        )
        for n, standard in enumerate(standards)
        for k in range(8)
    )
    return cast


def test_the_page_of_all_trends_asks_few_questions(large: Cast, signed_in: Any) -> None:
    client = signed_in(large.office)
    client.get(reverse("home:workbench"), {"as_of": "2021-12-31"})
    for temperature in ("cold", "warm"):
        started = time.perf_counter()
        with CaptureQueriesContext(connection) as asked:
            page = client.get(reverse("trends:trends"))
        seconds = time.perf_counter() - started
        print(f"{temperature}: {len(asked)} queries, {seconds:.2f} s")  # noqa: T201
        assert page.status_code == 200
        assert len(asked) <= MOST_QUERIES
        assert seconds < MOST_SECONDS
