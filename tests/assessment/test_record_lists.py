"""What holds for every list of a pilot's records, list by list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl.utils import get_column_letter

from accounts.models import AuditEvent, Unit, User
from listing.columns import Kind
from standards_catalog.models import Pilot
from tests.factories import (
    AS_OF,
    Cast,
    make_finding,
    make_membership,
    make_standard,
    make_unit,
)
from tests.records import (
    make_entry,
    make_exemption,
    make_law,
    make_post,
    make_record,
    make_rule,
    make_sheet,
    make_sign_in,
    make_staff,
    make_step,
    make_survey,
    make_task,
    make_training,
)
from tests.workbooks import read_csv, read_workbook

Make = Callable[[Pilot, Unit], Any]
SignIn = Callable[[User], Client]


@dataclass(frozen=True)
class ListCase:
    """A list: its URL name, how a row of a unit is made, whether it is scoped by
    unit, the URL name of a row's page and whether experts may read it."""

    view: str
    make: Make
    is_unit_list: bool
    page: str
    for_experts: bool = False

    def __str__(self) -> str:
        return self.view


def _sign_in(pilot: Pilot, unit: Unit) -> Any:
    return make_sign_in(make_training(pilot), make_staff(pilot, unit))


def _exemption(pilot: Pilot, unit: Unit) -> Any:
    return make_exemption(make_training(pilot), make_staff(pilot, unit))


CASES = [
    ListCase(
        "standards_catalog:list",
        lambda pilot, unit: make_standard(pilot),
        False,
        "standards_catalog:detail",
        for_experts=True,
    ),
    ListCase(
        "standards_catalog:laws",
        lambda pilot, unit: make_law(pilot),
        False,
        "standards_catalog:law",
        for_experts=True,
    ),
    ListCase("coverage:steps", make_step, False, "coverage:step"),
    ListCase("implementation:records", make_record, True, "implementation:record"),
    ListCase(
        "implementation:rules",
        lambda pilot, unit: make_rule(pilot),
        False,
        "implementation:rule",
    ),
    ListCase("training:posts", make_post, True, "training:post"),
    ListCase("training:staff", make_staff, True, "training:staff_member"),
    ListCase(
        "training:trainings",
        lambda pilot, unit: make_training(pilot),
        False,
        "training:training",
    ),
    ListCase("training:sign_ins", _sign_in, True, "training:sign_in"),
    ListCase("training:exemptions", _exemption, True, ""),
    ListCase(
        "satisfaction:surveys",
        lambda pilot, unit: make_survey(pilot),
        False,
        "satisfaction:survey",
    ),
    ListCase(
        "satisfaction:sheets",
        lambda pilot, unit: make_sheet(make_survey(pilot), unit, 5, 4),
        True,
        "satisfaction:sheet",
    ),
    ListCase("self_evaluation:entries", make_entry, True, "self_evaluation:entry"),
    ListCase("rectification:findings", make_finding, True, "rectification:finding"),
    ListCase("programme:tasks", make_task, False, "programme:task"),
]
UNIT_CASES = [case for case in CASES if case.is_unit_list]
PAGE_CASES = [case for case in CASES if case.page]
by_view = pytest.mark.parametrize("case", CASES, ids=str)


def row_count(client: Client, view: str, query: str = "") -> int:
    """How many records the list says it has."""
    response = client.get(reverse(view) + query)
    assert response.status_code == 200, response.content.decode()[:500]
    total: int = response.context["page"].paginator.count
    return total


@by_view
def test_the_empty_list_says_what_it_is_for(
    case: ListCase, cast: Cast, signed_in: SignIn
) -> None:
    response = signed_in(cast.office).get(reverse(case.view))
    assert response.context["list"].purpose in response.content.decode()
    assert response.context["list"].purpose


@by_view
def test_roles_that_have_no_business_here_are_refused(
    case: ListCase, cast: Cast, signed_in: SignIn
) -> None:
    url = reverse(case.view)
    assert signed_in(cast.auditor).get(url).status_code == 403
    expected = 200 if case.for_experts else 403
    assert signed_in(cast.expert).get(url).status_code == expected
    assert Client().get(url).status_code == 302


@pytest.mark.parametrize("case", UNIT_CASES, ids=str)
def test_a_unit_sees_its_own_rows_and_the_office_and_leaders_see_all(
    case: ListCase, cast: Cast, signed_in: SignIn
) -> None:
    case.make(cast.pilot, cast.own_unit)
    case.make(cast.pilot, cast.other_unit)
    assert row_count(signed_in(cast.office), case.view) == 2
    assert row_count(signed_in(cast.leadership), case.view) == 2
    assert row_count(signed_in(cast.liaison), case.view) == 1
    assert row_count(signed_in(cast.leader), case.view) == 1
    response = signed_in(cast.liaison).get(reverse(case.view))
    assert f"只显示本单位：{cast.own_unit}" in response.content.decode()


@pytest.mark.parametrize("case", [c for c in UNIT_CASES if c.page], ids=str)
def test_another_units_record_is_not_found(
    case: ListCase, cast: Cast, signed_in: SignIn
) -> None:
    other = case.make(cast.pilot, cast.other_unit)
    url = reverse(case.page, args=[other.pk])
    assert signed_in(cast.office).get(url).status_code == 200
    assert signed_in(cast.liaison).get(url).status_code == 404


@pytest.mark.parametrize("case", PAGE_CASES, ids=str)
def test_a_record_page_shows_the_columns_nobody_knows(
    case: ListCase, cast: Cast, signed_in: SignIn
) -> None:
    record = case.make(cast.pilot, cast.own_unit)
    record.extra = {"备注": "<原样保留>"}
    record.save()
    response = signed_in(cast.liaison).get(reverse(case.page, args=[record.pk]))
    assert response.status_code == 200
    assert "&lt;原样保留&gt;" in response.content.decode()


@by_view
def test_rows_of_another_pilot_do_not_show(
    case: ListCase, cast: Cast, signed_in: SignIn
) -> None:
    elsewhere = Pilot.objects.create(
        code="z-other",
        name="另一个试点",
        starts_on=date(2018, 1, 1),
        ends_on=date(2019, 12, 31),
    )
    make_membership(elsewhere, cast.own_unit)
    case.make(elsewhere, cast.own_unit)
    assert row_count(signed_in(cast.office), case.view) == 0


@by_view
def test_every_sort_link_and_filter_value_works(
    case: ListCase, cast: Cast, signed_in: SignIn
) -> None:
    case.make(cast.pilot, cast.own_unit)
    client = signed_in(cast.office)
    page = client.get(reverse(case.view))
    sortable = [header for header in page.context["headers"] if header.url]
    for header in sortable:
        for sign in ("", "-"):
            query = f"?sort={sign}{header.column.key}"
            assert row_count(client, case.view, query) == 1
    for filter_, inputs in page.context["controls"]:
        if filter_.control == "date_range":
            queries = [f"?{item.name}=1999-01-01" for item in inputs]
        else:
            queries = [f"?{filter_.key}={item.value}" for item in inputs]
        for query in queries:
            response = client.get(reverse(case.view) + query)
            assert response.status_code == 200
            assert not response.context["problems"]
            assert len(response.context["list"].address.chips()) == 1


@by_view
def test_search_finds_nothing_for_nonsense_and_offers_to_clear(
    case: ListCase, cast: Cast, signed_in: SignIn
) -> None:
    case.make(cast.pilot, cast.own_unit)
    response = signed_in(cast.office).get(reverse(case.view), {"q": "没有这个词"})
    assert "没有符合条件的记录" in response.content.decode()
    assert response.context["page"].paginator.count == 0


@by_view
def test_the_export_has_all_filtered_rows_and_says_what_they_are(
    case: ListCase, cast: Cast, signed_in: SignIn
) -> None:
    cast.pilot.is_demonstration = True
    cast.pilot.save()
    for _ in range(60):
        case.make(cast.pilot, cast.own_unit)
    client = signed_in(cast.liaison)
    response = client.get(reverse(case.view), {"export": "xlsx", "per_page": 25})
    sheet = read_workbook(response)
    assert len(sheet.rows) == 60
    assert "说明：演示数据" in sheet.lines
    assert f"试点：{cast.pilot.name}" in sheet.lines
    assert f"数据截至：{AS_OF.isoformat()}" in sheet.lines
    assert "记录数：60 条" in sheet.lines
    assert "筛选条件：无" in sheet.lines
    assert any(line.startswith("导出时间：") for line in sheet.lines)
    assert sheet.frozen == f"{get_column_letter(1)}{len(sheet.lines) + 3}"
    assert AuditEvent.objects.filter(action="导出列表").count() == 1


@by_view
def test_the_csv_has_a_line_for_every_row(
    case: ListCase, cast: Cast, signed_in: SignIn
) -> None:
    for _ in range(3):
        case.make(cast.pilot, cast.own_unit)
    response = signed_in(cast.office).get(reverse(case.view), {"export": "csv"})
    lines = read_csv(response)
    columns = response_columns(signed_in, cast, case)
    # Boxes to tick are for the screen.
    labels = [column.label for column in columns if column.kind is not Kind.PICK]
    assert lines[0] == labels
    assert len(lines) == 4


def response_columns(signed_in: SignIn, cast: Cast, case: ListCase) -> list[Any]:
    page = signed_in(cast.office).get(reverse(case.view))
    return [header.column for header in page.context["headers"]]


@by_view
def test_a_page_costs_the_same_few_queries_however_many_rows(
    case: ListCase,
    cast: Cast,
    signed_in: SignIn,
    django_assert_max_num_queries: Any,
) -> None:
    units = [cast.own_unit, *(make_unit() for _ in range(9))]
    for index in range(120):
        case.make(cast.pilot, units[index % 10])
    client = signed_in(cast.office)
    # Session, account and pilot are counted too.
    with django_assert_max_num_queries(15):
        response = client.get(reverse(case.view), {"per_page": 100})
    assert len(response.context["rows"]) == 100


@by_view
def test_htmx_gets_the_list_alone(
    case: ListCase, cast: Cast, signed_in: SignIn
) -> None:
    headers = {"HX-Request": "true", "HX-Target": "record-list"}
    client = signed_in(cast.office)
    part = client.get(reverse(case.view), headers=headers).content.decode()
    assert part.lstrip().startswith("<section")
    restored = client.get(
        reverse(case.view),
        headers={**headers, "HX-History-Restore-Request": "true"},
    )
    assert "<html" in restored.content.decode()


def test_paging_shows_where_one_is(cast: Cast, signed_in: SignIn) -> None:
    for _ in range(60):
        make_finding(cast.pilot, cast.own_unit)
    client = signed_in(cast.office)
    url = reverse("rectification:findings")
    assert "第 1–50 条，共 60 条" in client.get(url).content.decode()
    second = client.get(url, {"page": 2})
    assert "第 51–60 条，共 60 条" in second.content.decode()
    beyond = client.get(url, {"page": 9})
    assert beyond.context["page"].number == 2
    assert "没有第“9”页，已显示第 2 页。" in beyond.content.decode()


def test_the_export_names_its_filters(cast: Cast, signed_in: SignIn) -> None:
    make_finding(cast.pilot, cast.own_unit, fact="=1+1")
    make_finding(cast.pilot, cast.other_unit)
    response = signed_in(cast.office).get(
        reverse("rectification:findings"),
        {"export": "xlsx", "unit": cast.own_unit.pk, "q": "=1"},
    )
    sheet = read_workbook(response)
    assert f"筛选条件：搜索 =1；单位 {cast.own_unit}" in sheet.lines
    assert [row[sheet.header.index("事实")] for row in sheet.rows] == ["=1+1"]
    assert "不符合项与整改" in response.filename
