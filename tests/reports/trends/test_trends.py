"""Indicators over time: every point is the value of its day, and dates move only
what comes after them."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from io import BytesIO
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from assessment.indicators.engine import IndicatorValue
from assessment.indicators.observations import Target
from assessment.indicators.registry import INDICATORS, INDICATORS_BY_CODE
from assessment.programme.models import Phase
from assessment.services import (
    domain_coverage,
    indicator_trend,
    indicator_value,
    indicator_values,
    trend_values,
)
from reports.trends.charts import trend_chart
from reports.trends.choices import read_period
from reports.trends.selectors import (
    PhaseMark,
    Trend,
    month_ends,
    phase_marks,
    points_of,
)
from standards_catalog.models import Standard, StandardEdition
from tests.factories import AS_OF, Cast, make_finding, make_pilot, make_standard
from tests.records import make_record, make_step

PAGE = reverse("trends:trends")


@pytest.fixture
def months(cast: Cast) -> list[date]:
    """Two domains, four steps; standards from April and July 2021; the months shown."""
    first = make_standard(cast.pilot, must_publish=True)
    later = make_standard(cast.pilot, date(2021, 7, 1), must_publish=True)
    for domain, covering in (("甲", first), ("甲", later), ("乙", later)):
        make_step(cast.pilot, cast.own_unit, covering, domain=domain)
    make_step(cast.pilot, cast.other_unit, domain="乙")
    make_record(cast.pilot, cast.own_unit, first, verified_on=date(2021, 6, 1))
    make_finding(cast.pilot, cast.own_unit)
    cast.pilot.targets = {"standard_coverage": "96%"}
    cast.pilot.save()
    cast.pilot.mark_changed()
    return month_ends(cast.pilot, AS_OF)


def coverage(cast: Cast, days: list[date]) -> list[Fraction | None]:
    trend = indicator_trend(cast.pilot, "standard_coverage", days)
    return [trend[day].value for day in days]


@pytest.mark.parametrize(
    ("starts", "as_of", "first", "count", "last_two"),
    [
        ("2020-07-01", "2021-12-31", "2020-07-31", 18, ("2021-11-30", "2021-12-31")),
        ("2020-07-01", "2021-12-15", "2020-07-31", 18, ("2021-11-30", "2021-12-15")),
        ("2021-12-10", "2021-12-20", "2021-12-20", 1, ("2021-12-20",)),
        ("2021-12-10", "2020-01-31", "2020-01-31", 1, ("2020-01-31",)),
        ("2020-07-31", "2020-08-01", "2020-07-31", 2, ("2020-07-31", "2020-08-01")),
        ("2020-07-01", "9999-12-31", "9995-01-31", 60, ("9999-11-30", "9999-12-31")),
    ],
)
def test_there_is_a_point_at_every_month_end_and_on_the_date_itself(
    starts: str, as_of: str, first: str, count: int, last_two: tuple[str, ...], db: None
) -> None:
    pilot = make_pilot(starts_on=date.fromisoformat(starts))
    days = month_ends(pilot, date.fromisoformat(as_of))
    assert (days[0].isoformat(), len(days)) == (first, count)
    assert tuple(day.isoformat() for day in days[-2:]) == last_two


def test_every_point_is_the_value_of_its_day(cast: Cast, months: list[date]) -> None:
    for unit in (None, cast.own_unit.name):
        trend = trend_values(cast.pilot, months, unit)
        one = indicator_trend(cast.pilot, "publication_rate", months, unit)
        cache.clear()
        for day in months:
            assert trend.indicators[day] == indicator_values(cast.pilot, day, unit)
            assert trend.domains[day] == domain_coverage(cast.pilot, day, unit)
            assert one[day] == indicator_value(
                cast.pilot, "publication_rate", day, unit
            )


def test_the_steps_of_the_domains_are_all_the_steps(
    cast: Cast, months: list[date]
) -> None:
    values = trend_values(cast.pilot, months)
    for day in months:
        whole, parts = values.indicators[day][0], values.domains[day].values()
        for attribute in ("numerator", "denominator"):
            assert getattr(whole, attribute) == sum(
                getattr(part, attribute) for part in parts
            )


def test_taking_a_standard_out_of_force_changes_only_what_comes_after(
    cast: Cast, months: list[date], signed_in: Any
) -> None:
    quarter, before = Fraction(1, 4), coverage(cast, months)
    assert before == [Fraction(0)] * 9 + [quarter] * 3 + [3 * quarter] * 6
    edition = StandardEdition.objects.earliest("pk")
    data = {
        "number": edition.number,
        "effective_on": "2021-04-01",
        "abolished_on": "2021-09-30",
    }
    url = reverse("standards_catalog:edition", args=[edition.pk])
    assert signed_in(cast.office).post(url, data).status_code == 302
    cast.pilot.refresh_from_db()
    after = coverage(cast, months)
    # On 30 September it is no longer in force; on 31 August it was.
    assert after[:14] == before[:14]
    assert after[14:] == [Fraction(1, 2)] * 4
    assert months[14] == date(2021, 9, 30)


def _value(numerator: int, denominator: int, target: str = "96/100") -> IndicatorValue:
    value = Fraction(numerator, denominator) if denominator else None
    wanted = Target("96%", Fraction(target)) if target else None
    attained = None if value is None or wanted is None else value >= wanted.value
    return IndicatorValue(
        "standard_coverage",
        "标准覆盖率",
        numerator,
        denominator,
        value,
        wanted,
        attained,
        AS_OF,
        None,
        0,
        "",
    )


def _trend(
    values: dict[date, IndicatorValue], code: str = "standard_coverage"
) -> Trend:
    return Trend(INDICATORS_BY_CODE[code], "标准覆盖率", points_of(values))


def test_95_99_percent_never_touches_the_line_of_96() -> None:
    trend = _trend(
        {
            date(2021, 10, 31): _value(0, 0),
            date(2021, 11, 30): _value(9599, 10000),
            date(2021, 12, 15): _value(96, 100),
        }
    )
    line = trend_chart([trend], ())["data"][0]
    assert line["marker"]["symbol"] == ["circle", "circle-open", "diamond"]
    assert line["y"] == [None, 95.99, 96.0]
    assert [p.figure.band.word for p in trend.points] == ["无数据", "未达标", "达标"]
    assert [p.figure.text for p in trend.points] == ["—", "95.99%", "96.00%"]
    assert line["text"] == ["", "", "暂"]
    assert trend.attained_count == 1


def test_a_target_line_is_drawn_only_where_a_target_is_set() -> None:
    days = {date(2021, 11, 30): _value(1, 2), date(2021, 12, 31): _value(1, 2)}
    with_line = trend_chart([_trend(days)], ())["layout"]
    assert [shape["y0"] for shape in with_line["shapes"]] == [96.0]
    assert with_line["annotations"][0]["text"] == "目标 96%"
    unset = {day: _value(1, 2, "") for day in days}
    without = trend_chart([_trend(unset)], ())["layout"]
    assert without["shapes"] == []
    assert _trend(unset).target == "未设目标值"


def test_phases_begin_at_lines_with_their_names_on_two_rows() -> None:
    days = {month: _value(1, 2, "") for month in map(date.fromisoformat, MONTHS)}
    phases = [
        PhaseMark("①", "宣传动员", date(2021, 3, 1), date(2021, 3, 31)),
        PhaseMark("②", "标准编制", date(2021, 4, 1), date(2021, 4, 30)),
        PhaseMark("③", "试运行", date(2021, 5, 1), date(2021, 6, 30)),
        PhaseMark("④", "以后", date(2022, 5, 1), date(2022, 6, 30)),
    ]
    drawn = trend_chart([_trend(days)], phases)["layout"]
    assert [s["x0"] for s in drawn["shapes"]] == ["2021-04-01", "2021-05-01"]
    notes = [(n["text"], n["x"], n["yshift"]) for n in drawn["annotations"]]
    assert notes == [
        ("① 宣传动员", "2021-03-01", 2),
        ("② 标准编制", "2021-04-01", 20),
        ("③ 试运行", "2021-05-01", 2),
    ]
    small = trend_chart([_trend(days)], phases, is_small=True)["layout"]
    assert [note["text"] for note in small["annotations"]] == ["①", "②", "③"]


MONTHS = ("2021-03-31", "2021-04-30", "2021-05-31")


@pytest.mark.parametrize(
    ("asked", "chosen", "problem"),
    [
        ({}, MONTHS, ""),
        ({"from": "2021-04"}, MONTHS[1:], ""),
        ({"to": "2021-04"}, MONTHS[:2], ""),
        ({"from": "2021-04", "to": "2021-04"}, MONTHS[1:2], ""),
        ({"from": "2021-05", "to": "2021-03"}, MONTHS, "起始月晚于截止月"),
        ({"from": "2019-01"}, MONTHS, "没有“2019-01”这个月的数据"),
        ({"to": "x'\"<b>"}, MONTHS, "没有“x'\"<b>”这个月的数据"),
    ],
)
def test_a_stretch_of_months_is_read_from_the_address(
    asked: dict[str, str], chosen: tuple[str, ...], problem: str
) -> None:
    period = read_period(asked, [date.fromisoformat(day) for day in MONTHS])
    assert tuple(day.isoformat() for day in period.days) == chosen
    assert period.problem.startswith(problem)
    assert bool(period.problem) is bool(problem)


def test_the_page_shows_every_indicator_as_chart_and_as_table(
    cast: Cast, months: list[date], signed_in: Any
) -> None:
    Phase.objects.create(
        pilot=cast.pilot,
        name="标准编制阶段",
        starts_on=date(2020, 8, 1),
        ends_on=date(2021, 3, 31),
    )
    page = signed_in(cast.leadership).get(PAGE, {"as_of": "2021-12-15"})
    text = page.content.decode()
    assert len(page.context["cards"]) == len(INDICATORS)
    assert len(page.context["domain_cards"]) == 2
    assert text.count("data-chart=") == len(INDICATORS) + 2
    assert "① 标准编制阶段" in text
    assert "2021-12-15（暂）" in text
    assert phase_marks(cast.pilot)[0].mark == "①"
    # Nothing was asked of anybody before there were steps: no 0 % is invented.
    rate = next(c for c in page.context["cards"] if c.trend.label == "满意率")
    assert {point.figure.text for point in rate.trend.points} == {"—"}


def test_one_indicator_is_shown_large_for_a_unit_and_a_stretch(
    cast: Cast, months: list[date], signed_in: Any
) -> None:
    asked = {
        "indicator": "standard_coverage",
        "unit": cast.other_unit.name,
        "from": "2021-06",
        "as_of": "2021-12-31",
    }
    page = signed_in(cast.office).get(PAGE, asked)
    (card,) = page.context["cards"]
    assert [point.value.denominator for point in card.trend.points] == [1] * 7
    assert cast.other_unit.name in page.content.decode()
    for bad in ({"indicator": "nonsense"}, {"unit": "没有的单位"}):
        assert signed_in(cast.office).get(PAGE, bad).status_code == 404


def test_a_unit_sees_the_trend_of_its_own_numbers_only(
    cast: Cast, months: list[date], signed_in: Any
) -> None:
    url = reverse("trends:indicator", args=["standard_coverage"])
    asked = {"as_of": "2021-12-31", "unit": cast.own_unit.name}
    own = signed_in(cast.other_liaison).get(url, asked)
    assert own.context["unit"] == cast.other_unit
    points = own.context["card"].trend.points
    assert {point.value.denominator for point in points} == {1}
    assert signed_in(cast.other_liaison).get(PAGE).status_code == 403
    part = signed_in(cast.other_liaison).get(url, asked, headers={"HX-Request": "true"})
    assert part.content.decode().lstrip().startswith("<section")
    unknown = reverse("trends:indicator", args=["nonsense"])
    assert signed_in(cast.office).get(unknown).status_code == 404


def _sheets(response: Any) -> dict[str, list[list[Any]]]:
    book = load_workbook(BytesIO(response.content))
    return {
        sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()]
        for sheet in book
    }


def test_the_workbook_holds_every_value_with_its_parts(
    cast: Cast, months: list[date], signed_in: Any
) -> None:
    client: Client = signed_in(cast.office)
    sheets = _sheets(client.get(PAGE, {"export": "xlsx", "as_of": "2021-12-31"}))
    assert list(sheets) == [
        "说明",
        "逐月对照",
        "逐月明细",
        "各领域覆盖率",
        "各领域覆盖率明细",
    ]
    assert len(sheets["逐月对照"]) == len(INDICATORS) + 1
    assert len(sheets["逐月明细"]) == len(INDICATORS) * len(months) + 1
    last = next(
        row for row in sheets["逐月明细"] if row[0] == "标准覆盖率" and row[3] == 3
    )
    assert last[2:5] == ["75.00%", 3, 4]
    assert last[5:] == [0.75, "96%", "未达标", "否"]
    assert ["试点", cast.pilot.name] in [row[:2] for row in sheets["说明"]]


def test_what_a_workbook_was_made_of_is_in_the_audit_trail(
    cast: Cast, months: list[date], signed_in: Any
) -> None:
    signed_in(cast.office).get(PAGE, {"export": "xlsx"})
    trail = signed_in(cast.auditor).get(reverse("accounts:audit"))
    assert "导出指标趋势" in trail.content.decode()


def test_a_standard_that_has_no_date_counts_on_no_month(cast: Cast) -> None:
    standard = make_standard(cast.pilot, None, status=Standard.Status.PLANNED)
    make_step(cast.pilot, cast.own_unit, standard)
    days = month_ends(cast.pilot, AS_OF)
    assert set(coverage(cast, days)) == {Fraction(0)}
