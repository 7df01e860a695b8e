"""1,000 standards, 1,000 steps, 40 units: every screen asks the database few questions.

Each page is asked for with nothing remembered, as somebody meets it right after a
record was changed.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Unit, User
from assessment.coverage.models import StepCoverage, WorkStep
from assessment.implementation.models import ImplementationRecord
from assessment.programme.models import Phase
from assessment.training.models import Post, StaffMember
from standards_catalog.models import (
    Pilot,
    PilotMembership,
    Standard,
    StandardEdition,
    Subsystem,
)
from tests.factories import Cast
from tests.permission_lines import Line
from tests.permission_records import Scene, make_scene
from tests.permission_table import TABLE
from tests.test_permissions import addresses

pytestmark = [pytest.mark.scale, pytest.mark.django_db]

UNITS, STANDARDS, STEPS, RECORDS = 40, 1_000, 1_000, 4_000
MOST_QUERIES = 30
# The parts of the product whose pages have to bear a pilot of that size.
NAMESPACES = frozenset(
    {
        "home",
        "dashboards",
        "coverage",
        "gaps",
        "implementation",
        "planning",
        "supervision",
        "evidence",
        "publication",
        "promotion",
        "training",
    }
)
BEGUN = date(2021, 4, 1)


def _units(pilot: Pilot) -> list[Unit]:
    units = Unit.objects.bulk_create(
        Unit(name=f"大单位{n}", kind=Unit.Kind.TOWN, position=100 + n)
        for n in range(UNITS)
    )
    PilotMembership.objects.bulk_create(
        PilotMembership(pilot=pilot, unit=unit, position=100 + n)
        for n, unit in enumerate(units)
    )
    return units


def _standards(pilot: Pilot, units: list[Unit]) -> list[Standard]:
    standards = Standard.objects.bulk_create(
        Standard(
            pilot=pilot,
            code=f"DX{n:04}",
            title=f"大型试点服务规范第{n}项",
            subsystem=Subsystem.values[n % 4],
            level=Standard.Level.INTERNAL,
            status=Standard.Status.CURRENT,
            must_publish=True,
            position=1000 + n,
        )
        for n in range(STANDARDS)
    )
    StandardEdition.objects.bulk_create(
        StandardEdition(
            standard=standard,
            number=f"JYSJZ FW {n:04}—2021",
            published_on=BEGUN,
            effective_on=BEGUN,
            opened_on=BEGUN if n % 3 else None,
        )
        for n, standard in enumerate(standards)
    )
    responsible = Standard.responsible_units.through
    responsible.objects.bulk_create(
        responsible(standard_id=standard.pk, unit_id=units[n % UNITS].pk)
        for n, standard in enumerate(standards)
    )
    return standards


def _steps(pilot: Pilot, units: list[Unit], standards: list[Standard]) -> None:
    steps = WorkStep.objects.bulk_create(
        WorkStep(
            pilot=pilot,
            domain=f"领域{n // 100}",
            item=f"事项{n // 10}",
            name=f"环节{n}",
            applicability=WorkStep.Applicability.APPLICABLE,
            position=1000 + n,
        )
        for n in range(STEPS)
    )
    owners = WorkStep.owner_units.through
    owners.objects.bulk_create(
        owners(workstep_id=step.pk, unit_id=units[(n + shift) % UNITS].pk)
        for n, step in enumerate(steps)
        for shift in range(2)
    )
    StepCoverage.objects.bulk_create(
        StepCoverage(step=step, standard=standards[(n + shift) % STANDARDS])
        for n, step in enumerate(steps)
        if n % 25
        for shift in range(3)
    )


def _activities(pilot: Pilot, units: list[Unit], standards: list[Standard]) -> None:
    ImplementationRecord.objects.bulk_create(
        ImplementationRecord(
            pilot=pilot,
            unit=units[n % UNITS],
            standard=standards[n % STANDARDS],
            done_on=BEGUN + timedelta(days=n % 200),
            kind=ImplementationRecord.Kind.EXECUTION,
            verified_on=BEGUN + timedelta(days=n % 250) if n % 5 else None,
            position=1000 + n,
        )
        for n in range(RECORDS)
    )
    posts = Post.objects.bulk_create(
        Post(pilot=pilot, unit=unit, title=f"岗位{n}", position=100 + n)
        for unit in units
        for n in range(5)
    )
    links = Post.standards.through
    links.objects.bulk_create(
        links(post_id=post.pk, standard_id=standards[(n * 4 + 3) % STANDARDS].pk)
        for n, post in enumerate(posts)
    )
    StaffMember.objects.bulk_create(
        StaffMember(
            pilot=pilot,
            unit=post.unit,
            number=f"DX{n}",
            name=f"人员{n}",
            post_title=post.title,
            on_roster_from=BEGUN,
            position=100 + n,
        )
        for n, post in enumerate(posts)
    )
    Phase.objects.bulk_create(
        Phase(
            pilot=pilot,
            name=f"大阶段{n}",
            position=100 + n,
            starts_on=date(2020, 7, 1) + timedelta(days=100 * n),
            ends_on=date(2020, 10, 1) + timedelta(days=100 * n),
        )
        for n in range(5)
    )


@pytest.fixture
def scene(cast: Cast) -> Scene:
    """One record of every kind, in a pilot of full size."""
    scene = make_scene(cast)
    units = _units(cast.pilot)
    standards = _standards(cast.pilot, units)
    _steps(cast.pilot, units, standards)
    _activities(cast.pilot, units, standards)
    cast.pilot.mark_changed()
    return scene


def _pages() -> list[Line]:
    return [
        line
        for line in TABLE
        if line.is_read and line.view.partition(":")[0] in NAMESPACES
    ]


def _asked(client: Client, url: str) -> tuple[Any, int]:
    cache.clear()
    with CaptureQueriesContext(connection) as queries:
        response = client.get(url)
        if response.streaming:
            for _ in response.streaming_content:
                pass
    return response, len(queries)


def test_every_screen_asks_few_questions_however_large_the_pilot(
    scene: Scene, signed_in: Callable[[User], Client]
) -> None:
    cast = scene.cast
    too_many, opened = [], 0
    for actor in (cast.office, cast.leadership, cast.liaison):
        client = signed_in(actor)
        for line in _pages():
            url, _ = next(iter(addresses(line, scene)))
            response, count = _asked(client, url)
            opened += response.status_code == 200
            if count > MOST_QUERIES:
                too_many.append(f"{actor.username} {line.view}: {count}")
    assert opened > 50
    assert too_many == []
