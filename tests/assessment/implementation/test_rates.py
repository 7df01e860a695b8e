"""Strict and loose implementation rates: worked examples, and one number everywhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from io import BytesIO
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import Unit, User
from assessment.implementation.models import ImplementationRecord
from assessment.indicators.implementation_table import month_ends
from assessment.services import implementation_rates, indicator_values
from standards_catalog.models import Standard, StandardEdition, Subsystem
from tests.factories import AS_OF, Cast, make_membership, make_standard, make_unit
from tests.records import make_record

SignIn = Callable[[User], Client]
VERIFIED = date(2021, 6, 1)


@dataclass(frozen=True)
class Example:
    """Which of two units have a verified record about each standard; what follows."""

    records: tuple[str, ...]
    strict: Fraction | None
    loose: Fraction | None


EXAMPLES = [
    Example((), None, None),
    Example(("",), Fraction(0), Fraction(0)),
    Example(("o",), Fraction(0), Fraction(1)),
    Example(("om",), Fraction(1), Fraction(1)),
    Example(("om", "o", "m", ""), Fraction(1, 4), Fraction(3, 4)),
    Example(("o", "m"), Fraction(0), Fraction(1)),
]


def laid_out(cast: Cast, records: tuple[str, ...]) -> None:
    units = {"o": cast.own_unit, "m": cast.other_unit}
    for marks in records:
        standard = make_standard(cast.pilot)
        for mark in marks:
            make_record(cast.pilot, units[mark], standard, verified_on=VERIFIED)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: "-".join(e.records) or "0")
def test_both_ways_of_counting(cast: Cast, example: Example) -> None:
    laid_out(cast, example.records)
    table = implementation_rates(cast.pilot, AS_OF)
    assert (table.strict.value, table.loose.value) == (example.strict, example.loose)
    assert sum(line.is_strict for line in table.standards) == table.strict.numerator
    assert sum(line.is_loose for line in table.standards) == table.loose.numerator


@pytest.mark.parametrize("scope", ["every_unit", "any_unit"])
def test_the_official_figure_is_that_of_every_other_page(
    cast: Cast, signed_in: SignIn, scope: str
) -> None:
    laid_out(cast, ("om", "o", ""))
    cast.pilot.settings = {"implementation_scope": scope}
    cast.pilot.targets = {"implementation_rate": "100%"}
    cast.pilot.save()
    cast.pilot.mark_changed()
    (official,) = (
        value
        for value in indicator_values(cast.pilot, AS_OF)
        if value.code == "implementation_rate"
    )
    assert implementation_rates(cast.pilot, AS_OF).value == official
    client, scope_query = signed_in(cast.office), {"as_of": AS_OF.isoformat()}
    page = client.get(reverse("implementation:rates"), scope_query)
    (card,) = [card for card in page.context["cards"] if card["is_official"]]
    assert card["label"] == ("严格口径" if scope == "every_unit" else "宽松口径")
    opened = client.get(
        reverse("dashboards:indicator", args=["implementation_rate"]), scope_query
    )
    assert opened.context["figure"].text == card["text"]
    assert opened.context["value"] == official
    board = client.get(reverse("dashboards:dashboard"), scope_query).content.decode()
    assert card["text"] in board


@pytest.mark.parametrize(
    ("day", "fields", "counts"),
    [
        (date(2021, 5, 31), {"verified_on": VERIFIED}, False),
        (date(2021, 6, 1), {"verified_on": VERIFIED}, True),
        (AS_OF, {"verified_on": VERIFIED, "kind": "宣贯"}, False),
        (AS_OF, {"verified_on": VERIFIED, "kind": "检查"}, True),
        (AS_OF, {"verified_on": None}, False),
    ],
)
def test_a_record_counts_from_its_verification(
    cast: Cast, day: date, fields: dict[str, Any], counts: bool
) -> None:
    standard = make_standard(cast.pilot)
    make_record(cast.pilot, cast.own_unit, standard, **fields)
    (line,) = implementation_rates(cast.pilot, day).standards
    assert line.is_loose is counts
    assert (cast.own_unit.name in line.missing) is not counts


def test_months_come_from_dated_facts(cast: Cast) -> None:
    standard = make_standard(cast.pilot, date(2021, 4, 1))
    make_record(cast.pilot, cast.own_unit, standard, verified_on=date(2021, 6, 15))
    make_record(cast.pilot, cast.other_unit, standard, verified_on=date(2021, 8, 2))
    table = implementation_rates(cast.pilot, date(2021, 9, 10))
    points = {m.day: (m.strict.value, m.loose.value) for m in table.months}
    assert points[date(2021, 3, 31)] == (None, None)
    assert points[date(2021, 5, 31)] == (0, 0)
    assert points[date(2021, 6, 30)] == (0, 1)
    assert points[date(2021, 8, 31)] == (1, 1)
    assert list(points)[-1] == date(2021, 9, 10)


def test_month_ends_stop_at_the_date() -> None:
    days = month_ends(date(2021, 11, 15), date(2022, 2, 28))
    assert days == (
        date(2021, 11, 30),
        date(2021, 12, 31),
        date(2022, 1, 31),
        date(2022, 2, 28),
    )
    assert len(month_ends(date(2000, 1, 1), AS_OF)) == 36


def test_a_missing_unit_leads_to_its_records(cast: Cast, signed_in: SignIn) -> None:
    laid_out(cast, ("o",))
    standard = Standard.objects.get()
    page = signed_in(cast.office).get(reverse("implementation:rates"))
    url = (
        f"{reverse('implementation:records')}?standard={standard.code}"
        f"&amp;unit={cast.other_unit.pk}"
    )
    assert url in page.content.decode()


def test_filters_open_both_lists(cast: Cast, signed_in: SignIn) -> None:
    laid_out(cast, ("om", "o", ""))
    client, url = signed_in(cast.office), reverse("implementation:rates")
    counts = {
        query: client.get(f"{url}?{query}").context["page"].paginator.count
        for query in ("strict=yes", "strict=no", "loose=yes", "loose=no")
    }
    assert counts == {"strict=yes": 1, "strict=no": 2, "loose=yes": 2, "loose=no": 1}
    missing = client.get(url, {"missing": cast.other_unit.name}).context["page"]
    assert missing.paginator.count == 2


def test_a_unit_sees_its_own_figures_only(cast: Cast, signed_in: SignIn) -> None:
    laid_out(cast, ("m", "om"))
    foreign = make_standard(cast.pilot, title="只适用于别的单位")
    foreign.applicable_units.set([cast.other_unit])
    page = signed_in(cast.liaison).get(reverse("implementation:rates"))
    text = page.content.decode()
    assert [card["text"] for card in page.context["cards"]] == ["50.00%"]
    assert foreign.title not in text
    assert cast.other_unit.name not in text
    assert "宽松口径" not in text


def test_excel_holds_the_three_tables(cast: Cast, signed_in: SignIn) -> None:
    laid_out(cast, ("om", "o"))
    answer = signed_in(cast.office).get(
        reverse("implementation:rates"), {"export": "xlsx", "as_of": "2021-12-31"}
    )
    book = load_workbook(BytesIO(b"".join(answer.streaming_content)))
    assert book.sheetnames == ["按标准", "按单位", "按月"]
    first = [[c.value for c in row] for row in book["按标准"].iter_rows()]
    assert "严格口径：50.00%（1 / 2），本试点采用" in [row[0] for row in first]
    assert any(cast.other_unit.name in [str(v) for v in row] for row in first)
    units = [[c.value for c in row][:4] for row in book["按单位"].iter_rows()]
    assert [cast.own_unit.name, 2, 2, "100.00%"] in units
    assert [cast.other_unit.name, 1, 2, "50.00%"] in units
    months = [[c.value for c in row] for row in book["按月"].iter_rows()]
    assert months[-1][1:] == [2, 1, "50.00%", 2, "100.00%"]


def test_a_share_below_its_target_never_prints_as_the_target(
    cast: Cast, signed_in: SignIn
) -> None:
    laid_out(cast, ("om",) * 2 + ("",))
    cast.pilot.targets = {"implementation_rate": "66.67%"}
    cast.pilot.save()
    cast.pilot.mark_changed()
    page = signed_in(cast.office).get(reverse("implementation:rates"))
    card = page.context["cards"][0]
    assert (card["text"], card["status"]) == ("66.667%", "未达标")


def big_pilot(cast: Cast) -> None:
    units = [cast.own_unit, cast.other_unit, *(make_unit() for _ in range(38))]
    for position, unit in enumerate(units[2:], start=3):
        make_membership(cast.pilot, unit, position=position)
    standards = Standard.objects.bulk_create(
        Standard(
            pilot=cast.pilot,
            code=f"Q{n}",
            title=f"标准{n}",
            subsystem=Subsystem.MANAGEMENT,
            level="内部标准",
            status="现行",
            position=n,
        )
        for n in range(1000)
    )
    StandardEdition.objects.bulk_create(
        StandardEdition(standard=s, effective_on=date(2021, 4, 1)) for s in standards
    )
    ImplementationRecord.objects.bulk_create(
        _record(cast, unit, standard)
        for number, standard in enumerate(standards)
        for unit in units[: number % 41]
    )


def _record(cast: Cast, unit: Unit, standard: Standard) -> ImplementationRecord:
    return ImplementationRecord(
        pilot=cast.pilot,
        unit=unit,
        standard=standard,
        done_on=date(2021, 5, 1),
        kind="执行",
        verified_on=VERIFIED,
    )


def test_a_thousand_standards_and_forty_units_take_few_queries(
    cast: Cast, signed_in: SignIn
) -> None:
    big_pilot(cast)
    client, url = signed_in(cast.office), reverse("implementation:rates")
    cache.clear()
    for query in ({}, {"strict": "no"}, {"export": "xlsx"}):
        cache.clear()
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(url, query)
            assert b"".join(answer)
        assert len(asked) <= 30, (query, len(asked))
