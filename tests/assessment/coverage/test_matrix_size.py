"""The matrix and the linking pages at the size they must bear."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from assessment.coverage.models import WorkStep
from assessment.coverage.views.rows import GAP
from tests.assessment.coverage.large import make_large
from tests.factories import Cast

SignIn = Callable[[User], Client]


@pytest.fixture
def large(cast: Cast) -> Cast:
    make_large(cast.pilot)
    return cast


def queries_of(client: Client, url: str, query: dict[str, Any] | None = None) -> int:
    """How many queries a page takes while nothing is remembered."""
    cache.clear()
    with CaptureQueriesContext(
        connection,
    ) as found:
        response = client.get(url, query or {})
        assert response.status_code == 200
        if response.streaming:
            b"".join(response.streaming_content)
    return len(found)


def test_every_way_to_see_a_large_matrix_takes_few_queries(
    large: Cast, signed_in: SignIn
) -> None:
    client = signed_in(large.office)
    url = reverse("coverage:matrix")
    unit = large.pilot.units.last()
    counts = {
        str(query): queries_of(client, url, query)
        for query in (
            {},
            {"phase": "试运行阶段"},
            {"gap": "yes", "q": "低保"},
            {"owner": str(unit.pk)},
            {"export": "xlsx"},
        )
    }
    assert {name: n for name, n in counts.items() if n > 30} == {}
    page = client.get(url)
    coverage, selection = page.context["coverage"], page.context["selection"]
    assert (selection.total, selection.counted) == (1000, coverage.denominator)
    assert selection.covered == coverage.numerator
    rows = [r for b in page.context["blocks"] for _, i in b.items for r in i]
    assert sum(row.state is GAP for row in rows) == selection.gaps > 0


def test_linking_pages_of_a_large_pilot_take_few_queries(
    large: Cast, signed_in: SignIn
) -> None:
    client = signed_in(large.office)
    step = WorkStep.objects.filter(pilot=large.pilot)[20]
    standard = large.pilot.standard_set.all()[40]
    step_url = reverse("coverage:step_links", args=[step.pk])
    assert queries_of(client, step_url, {"q": "受理"}) <= 30
    assert (
        queries_of(client, reverse("coverage:standard_links", args=[standard.pk])) <= 30
    )
    assert (
        queries_of(client, reverse("coverage:standard_steps", args=[standard.pk])) <= 30
    )
