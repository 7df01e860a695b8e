"""The coverage matrix: cells, gaps, figures from the engine, filters, export."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import User
from assessment.coverage.models import StepCoverage
from assessment.services import indicator_values
from tests.factories import AS_OF, Cast, make_standard
from tests.records import make_law, make_step
from tests.workbooks import read_workbook

SignIn = Callable[[User], Client]


def states(client: Client, query: dict[str, Any] | None = None) -> dict[str, str]:
    """Step name → what the matrix says of its coverage."""
    context = client.get(reverse("coverage:matrix"), query or {}).context
    return {
        row.step.name: row.state.word
        for block in context["blocks"]
        for _, rows in block.items
        for row in rows
    }


def make_steps(cast: Cast) -> None:
    """One step of every kind."""
    in_force = make_standard(cast.pilot, date(2021, 4, 1), code="FW-1")
    planned = make_standard(cast.pilot, None, code="FW-2", status="待制定")
    later = make_standard(cast.pilot, date(2022, 1, 1), code="GL-3", subsystem="管理")
    make_step(cast.pilot, cast.own_unit, in_force, planned, name="有现行")
    make_step(cast.pilot, cast.other_unit, planned, later, name="只有待制定")
    by_law = make_step(cast.pilot, cast.own_unit, name="只有法规")
    StepCoverage.objects.create(step=by_law, law=make_law(cast.pilot, code="FL-9"))
    make_step(cast.pilot, cast.own_unit, name="不需要", needs_standard=False)
    make_step(cast.pilot, cast.own_unit, in_force, name="外地", applicability="参考")


def test_a_step_is_covered_only_by_a_standard_in_force(
    cast: Cast, signed_in: SignIn
) -> None:
    make_steps(cast)
    client = signed_in(cast.liaison)
    assert states(client) == {
        "有现行": "已覆盖",
        "只有待制定": "缺口",
        "只有法规": "缺口",
        "不需要": "不需要标准",
        "外地": "参考",
    }
    assert states(client, {"as_of": "2022-01-01"})["只有待制定"] == "已覆盖"
    assert states(client, {"as_of": "2021-03-31"})["有现行"] == "缺口"


def test_the_matrix_agrees_with_the_indicator(cast: Cast, signed_in: SignIn) -> None:
    make_steps(cast)
    client = signed_in(cast.office)
    words = list(states(client).values())
    values = {value.code: value for value in indicator_values(cast.pilot, AS_OF)}
    coverage = values["standard_coverage"]
    assert words.count("已覆盖") == coverage.numerator
    assert words.count("已覆盖") + words.count("缺口") == coverage.denominator
    page = client.get(reverse("coverage:matrix"))
    assert page.context["gap_count"] == 2
    assert "33.33%" in page.content.decode()


def test_the_filters_of_the_matrix(cast: Cast, signed_in: SignIn) -> None:
    make_steps(cast)
    make_step(cast.pilot, cast.own_unit, name="别的", domain="别的领域")
    client = signed_in(cast.office)
    assert set(states(client, {"gap": "yes"})) == {"只有待制定", "只有法规", "别的"}
    assert set(states(client, {"gap": "no"})) == {"有现行", "不需要", "外地"}
    assert set(states(client, {"domain": "别的领域"})) == {"别的"}
    assert set(states(client, {"owner": cast.other_unit.pk})) == {"只有待制定"}
    assert set(states(client, {"applicability": "参考"})) == {"外地"}
    assert set(states(client, {"q": "法规"})) == {"只有法规"}


def test_the_sheet_has_the_gaps_in_red(cast: Cast, signed_in: SignIn) -> None:
    make_steps(cast)
    url = reverse("coverage:matrix")
    client = signed_in(cast.office)
    data = b"".join(client.get(url, {"export": "xlsx"}).streaming_content)
    sheet = load_workbook(BytesIO(data)).active
    rows = {row[2].value: row for row in sheet.iter_rows() if row[2].value}
    header = [cell.value for cell in rows["环节"]]
    assert header[3:7] == ["通用基础", "服务提供", "管理", "岗位工作"]
    covered, gap = rows["有现行"], rows["只有待制定"]
    assert covered[4].value == "FW-1 现行\nFW-2 待制定"
    assert (gap[4].value, gap[5].value) == ("FW-2 待制定", "GL-3 未实施")
    assert gap[header.index("覆盖情况")].value == "缺口"
    assert gap[0].fill.fgColor.rgb == "FFFCEFEE"
    assert covered[0].fill.fgColor.rgb != "FFFCEFEE"
    assert rows["只有法规"][header.index("法律法规（不计覆盖）")].value == "FL-9"


def test_the_sheet_of_a_filtered_matrix_has_only_its_rows(
    cast: Cast, signed_in: SignIn
) -> None:
    make_steps(cast)
    client = signed_in(cast.office)
    query = {"export": "xlsx", "gap": "yes"}
    sheet = read_workbook(client.get(reverse("coverage:matrix"), query))
    assert [row[2] for row in sheet.rows if row[2]] == ["只有待制定", "只有法规"]
    assert "筛选条件：缺口 只看缺口" in sheet.lines


def test_the_matrix_takes_the_same_few_queries_however_many_steps(
    cast: Cast, signed_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    for _ in range(40):
        make_step(cast.pilot, cast.own_unit, make_standard(cast.pilot))
    client = signed_in(cast.office)
    client.get(reverse("coverage:matrix"))
    # The second time the indicator values are remembered.
    # Two of them ask for the gaps of all steps shown.
    with django_assert_max_num_queries(17):
        client.get(reverse("coverage:matrix"))


def test_the_steps_page_names_laws_apart(cast: Cast, signed_in: SignIn) -> None:
    make_steps(cast)
    response = signed_in(cast.office).get(reverse("coverage:steps"), {"q": "只有法规"})
    cells = {cell.label: cell.text for cell in response.context["rows"][0]}
    assert cells["依据的法律法规"] == "FL-9"
    assert (cells["覆盖标准"], cells["覆盖情况"]) == ("—", "缺口")
