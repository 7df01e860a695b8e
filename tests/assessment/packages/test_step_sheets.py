"""工作事项表: out as a workbook, back in step by step, refused, applied and undone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from accounts.models import User
from assessment.coverage.models import StepCoverage, WorkStep
from assessment.packages.models import PackageImport
from assessment.packages.rows import WorkStepRow
from assessment.packages.step_changes import step_row_changes
from assessment.packages.step_matching import matched
from assessment.packages.step_sheets import TABLE
from tests.factories import Cast, make_membership, make_standard, make_unit
from tests.gap_records import make_gap
from tests.records import make_step

SignIn = Callable[[User], Client]
HEADERS = [column.header for column in TABLE.columns]
Sheet = list[list[Any]]


@pytest.fixture
def steps(cast: Cast) -> list[WorkStep]:
    """一 and 二, covered, and 三 in two versions."""
    standard = make_standard(cast.pilot, code="FW301")
    day = date(2021, 7, 1)
    rows = [
        make_step(cast.pilot, cast.own_unit, standard, name="一"),
        make_step(cast.pilot, cast.other_unit, standard, name="二"),
        make_step(cast.pilot, cast.own_unit, name="三", code="H0003", ends_on=day),
        make_step(cast.pilot, cast.own_unit, name="三", code="H0003", starts_on=day),
    ]
    for number, row in enumerate(rows, start=1):
        WorkStep.objects.filter(pk=row.pk).update(position=number)
    StepCoverage.objects.update(position=1)
    return rows


def exported(client: Client, which: str = "all") -> Sheet:
    """The first sheet of the exported workbook, row by row."""
    url = reverse("packages:work_items_export")
    content = b"".join(client.get(url, {"which": which}).streaming_content)
    sheet = load_workbook(BytesIO(content)).worksheets[0]
    return [[cell.value or "" for cell in row] for row in sheet.iter_rows()]


def handed_in(client: Client, sheet: Sheet, name: str = "事项表.xlsx") -> Any:
    """The check report of a sheet."""
    book = Workbook()
    for row in sheet:
        book.active.append(row)
    content = BytesIO()
    book.save(content)
    upload = SimpleUploadedFile(name, content.getvalue())
    return client.post(reverse("packages:work_items"), {"file": upload}, follow=True)


def confirmed(client: Client, page: Any) -> Any:
    """The sheet of the report, applied."""
    url = reverse("packages:apply", args=[page.context["upload"].token])
    return client.post(url, {"mark": page.context["check"].mark}, follow=True)


def column(header: str) -> int:
    return HEADERS.index(header)


def test_the_sheet_is_the_package_table(
    cast: Cast, signed_in: SignIn, steps: list[WorkStep]
) -> None:
    client = signed_in(cast.office)
    sheet = exported(client)
    assert sheet[0] == HEADERS
    assert [row[column("环节")] for row in sheet[1:]] == ["一", "二", "三", "三"]
    assert sheet[1][column("覆盖标准")] == "FW301"
    of_a_day = exported(client, "day")
    assert [row[column("启用日期")] for row in of_a_day[1:]] == ["", "", "2021-07-01"]


def test_the_blank_form_has_lists_of_values(cast: Cast, signed_in: SignIn) -> None:
    url = reverse("packages:work_items_export")
    answer = signed_in(cast.office).get(url, {"which": "blank"})
    book = load_workbook(BytesIO(b"".join(answer.streaming_content)))
    sheet, advice = book.worksheets
    assert [cell.value for cell in sheet[1]] == HEADERS
    assert sheet.max_row == 1
    lists = {rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert {'"是,否"', '"适用,参考"'} <= lists
    assert "测试民政局" in str(advice.cell(advice.max_row, 2).value)


def test_what_was_exported_changes_nothing(
    cast: Cast, signed_in: SignIn, steps: list[WorkStep]
) -> None:
    client = signed_in(cast.office)
    page = handed_in(client, exported(client))
    check = page.context["check"]
    assert (check.error_count, check.changes_anything, check.steps) == (0, False, ())


def test_a_sheet_is_shown_applied_and_undone(
    cast: Cast, signed_in: SignIn, steps: list[WorkStep]
) -> None:
    client = signed_in(cast.office)
    sheet = exported(client)
    sheet[1][column("办理时限")] = "3个工作日"
    del sheet[2]
    sheet.append(["测试领域", "测试事项", "四", "测试医保局", "否", "由上级办理"])
    sheet[-1] += [""] * (len(HEADERS) - len(sheet[-1]))
    sheet[-1][column("适用性")] = "适用"
    page = handed_in(client, sheet)
    told = [
        (c.kind, c.step.split(" / ")[-1], c.details)
        for c in page.context["check"].steps
    ]
    assert told == [
        ("删除环节", "二", ()),
        ("修改", "一", ("办理时限：空 → 3个工作日",)),
        ("新增", "四", ()),
    ]
    assert "删除环节" in page.content.decode()
    assert WorkStep.objects.filter(name="二").exists()
    confirmed(client, page)
    names = list(WorkStep.objects.values_list("name", flat=True))
    assert names == ["一", "三", "三", "四"]
    again = handed_in(client, exported(client))
    assert not again.context["check"].changes_anything
    record = PackageImport.objects.get()
    client.post(reverse("packages:undo", args=[record.pk]))
    names = list(WorkStep.objects.values_list("name", flat=True))
    assert names == ["一", "二", "三", "三"]
    assert StepCoverage.objects.filter(step__name="二").count() == 1


def test_each_fault_names_file_row_column_and_value(
    cast: Cast, signed_in: SignIn, steps: list[WorkStep]
) -> None:
    client = signed_in(cast.office)
    sheet = exported(client)
    sheet[1][column("责任单位")] = "不存在局"
    sheet[2][column("适用性")] = "也许"
    sheet[4][column("启用日期")] = "2021-06-01"
    check = handed_in(client, sheet).context["check"]
    told = {(p.file, p.row, p.column, p.value) for p in check.problems}
    assert told == {
        ("事项表.xlsx", 2, "责任单位", "不存在局"),
        ("事项表.xlsx", 3, "适用性", "也许"),
        ("事项表.xlsx", 5, "领域+事项+环节", "测试领域 / 测试事项 / 三"),
    }
    assert WorkStep.objects.get(name="一").owner_units.get() == cast.own_unit


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"理由认可日期": "2021-12-30"}, "已认可的理由要照原样保留"),
        ({"理由认可岗位": "", "理由认可日期": ""}, "已认可的理由要照原样保留"),
        ({"不需要理由": "另一个理由"}, "原来的认可作废"),
        (
            {"不需要理由": "另一个理由", "理由认可岗位": "", "理由认可日期": ""},
            "",
        ),
    ],
)
def test_an_acceptance_is_not_written_into_a_sheet(
    cast: Cast,
    steps: list[WorkStep],
    signed_in: SignIn,
    cells: dict[str, str],
    reason: str,
) -> None:
    accepted = {"reason_accepted_by": "领导小组成员"}
    WorkStep.objects.filter(pk=steps[0].pk).update(
        needs_standard=False,
        no_standard_reason="只是内部传阅",
        reason_accepted_on=date(2021, 9, 1),
        **accepted,
    )
    client = signed_in(cast.office)
    sheet = exported(client)
    for header, value in cells.items():
        sheet[1][column(header)] = value
    check = handed_in(client, sheet).context["check"]
    assert check.may_be_applied is not bool(reason)
    assert all(reason in problem.reason for problem in check.problems) or not reason


def test_nobody_accepts_by_excel_what_still_waits(
    cast: Cast, steps: list[WorkStep], signed_in: SignIn
) -> None:
    client = signed_in(cast.office)
    sheet = exported(client)
    sheet[1][column("需要标准")] = "否"
    sheet[1][column("不需要理由")] = "只是内部传阅"
    sheet[1][column("理由认可岗位")] = "领导小组成员"
    sheet[1][column("理由认可日期")] = "2021-12-30"
    page = handed_in(client, sheet)
    (problem,) = page.context["check"].problems
    assert "只能由领导小组成员在系统中办理" in problem.reason
    assert not page.context["check"].may_be_applied
    assert "重新压缩" not in page.content.decode()


def test_a_closed_owner_is_pointed_out_with_its_successor(
    cast: Cast, signed_in: SignIn, steps: list[WorkStep]
) -> None:
    closed = make_unit(
        name="测试物价局", ends_on=date(2021, 3, 1), successor=cast.own_unit
    )
    make_membership(cast.pilot, closed)
    client = signed_in(cast.office)
    sheet = exported(client)
    for row in sheet[1:]:
        row[column("责任单位")] = "测试物价局"
    (warning,) = handed_in(client, sheet).context["check"].problems
    assert (warning.row, warning.column) == (5, "责任单位")
    assert "2021-03-01已停用；继任单位是“测试民政局”" in warning.reason


def test_a_renamed_step_with_a_code_stays_the_same_row(
    cast: Cast, signed_in: SignIn, steps: list[WorkStep]
) -> None:
    client = signed_in(cast.office)
    sheet = exported(client)
    sheet[4][column("环节")] = "三改"
    page = handed_in(client, sheet)
    (change,) = page.context["check"].steps
    assert (change.kind, change.details) == ("修改", ("环节：三 → 三改",))
    confirmed(client, page)
    assert WorkStep.objects.get(name="三改").pk == steps[3].pk


def test_a_step_that_something_rests_on_is_not_removed(
    cast: Cast,
    signed_in: SignIn,
    steps: list[WorkStep],
) -> None:
    make_gap(cast.pilot, step=steps[1])
    client = signed_in(cast.office)
    sheet = exported(client)
    del sheet[2]
    check = handed_in(client, sheet).context["check"]
    assert not check.may_be_applied
    assert "表中没有“测试事项·二”，但仍有1条“缺口”引用" in check.problems[0].reason


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("表.xls", b"x", "不是 .xlsx 或 .csv"),
        ("表.xlsx", b"", "文件是空的"),
    ],
)
def test_another_file_is_refused_at_once(
    cast: Cast, signed_in: SignIn, name: str, content: bytes, said: str
) -> None:
    upload = SimpleUploadedFile(name, content)
    url = reverse("packages:work_items")
    page = signed_in(cast.office).post(url, {"file": upload})
    assert said in page.content.decode()


def row(
    name: str, code: str = "", since: date | None = None, **more: Any
) -> WorkStepRow:
    values = {"owner_units": (), "needs_standard": True, "no_standard_reason": ""}
    values |= {"time_limit": "", "applicability": "适用", "covered_by": ()}
    values |= {"covering_clauses": "", "source_file": "", "source_clause": ""}
    values |= {"reason_accepted_by": "", "reason_accepted_on": None, "ends_on": None}
    names = {"domain": "甲", "item": "乙", "name": name, "code": code}
    return WorkStepRow(row=0, extra={}, starts_on=since, **{**values, **names, **more})


MAY, JULY = date(2021, 5, 1), date(2021, 7, 1)


@pytest.mark.parametrize(
    ("stored", "wanted", "pairs"),
    [
        ([row("一")], [row("一", "H1")], {0: 0}),
        ([row("一")], [row("二")], {}),
        ([row("一", "H1")], [row("二", "H1")], {0: 0}),
        ([row("一", "H1", MAY)], [row("一", "H1", JULY)], {0: 0}),
        (
            [row("一", "H1"), row("二", "H1", MAY)],
            [row("三", "H1"), row("四", "H1", MAY)],
            {0: 0, 1: 1},
        ),
        ([row("一", "H1"), row("二", "H2")], [row("二", "H1")], {0: 1}),
    ],
)
def test_a_row_is_the_version_with_its_names_or_its_code(
    stored: list[WorkStepRow], wanted: list[WorkStepRow], pairs: dict[int, int]
) -> None:
    assert matched(stored, wanted) == pairs


@pytest.mark.parametrize(
    ("stored", "wanted", "told"),
    [
        ("一二三", "一二三", []),
        ("一二三", "三一二", [("修改", "三")]),
        ("一二三", "一三", [("删除环节", "二")]),
        ("一三", "一二三", [("新增", "二")]),
    ],
)
def test_the_fewest_rows_are_said_to_have_moved(
    stored: str, wanted: str, told: list[tuple[str, str]]
) -> None:
    changes = step_row_changes([row(n) for n in stored], [row(n) for n in wanted])
    assert [(c.kind, c.step.split(" / ")[-1]) for c in changes] == told
