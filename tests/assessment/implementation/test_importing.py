"""Records from a sheet: looked at, filed in one go, taken back."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from accounts.models import UnitAlias, User
from assessment.implementation.importers import (
    ImportRefusedError,
    apply_import,
    check_import,
    check_sheet,
    keep_sheet,
    undo_record_import,
)
from assessment.implementation.models import ImplementationRecord, RecordImport
from standards_catalog.models import Clause, Standard
from tests.evidence_records import make_evidence
from tests.factories import Cast, make_standard
from tests.records import make_record

SignIn = Callable[[User], Client]
HEAD = ["单位", "体系编号", "日期", "类型", "条款", "说明"]
OWN, OTHER = "测试民政局", "测试医保局"


def sheet(*rows: list[Any], head: list[str] = HEAD) -> bytes:
    """An Excel file with these rows."""
    book = Workbook()
    for row in (head, *rows):
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


@pytest.fixture
def standard(cast: Cast) -> Standard:
    return make_standard(cast.pilot, code="FW1")


def rows(count: int = 2, unit: str = OWN) -> list[list[Any]]:
    return [
        [unit, "FW1", date(2021, 5, number), "执行", "5.2", f"第{number}次"]
        for number in range(1, count + 1)
    ]


def checked(cast: Cast, content: bytes, user: User | None = None) -> Any:
    unit = (user or cast.liaison).unit
    return check_sheet(
        pilot=cast.pilot, unit=unit, file_name="表.xlsx", content=content
    )


def imported(cast: Cast, content: bytes, user: User) -> RecordImport:
    kept = keep_sheet(
        pilot=cast.pilot, file_name="表.xlsx", content=content, actor=user
    )
    mark = check_import(kept).mark
    return apply_import(record=kept, mark=mark, actor=user, address="")


def test_a_sheet_is_filed_and_a_second_time_changes_nothing(
    cast: Cast, standard: Standard
) -> None:
    UnitAlias.objects.create(unit=cast.own_unit, name="民政")
    content = sheet(*rows(2), ["民政", "FW1", "2021/5/9", "检查", "", "抽查"])
    done = imported(cast, content, cast.liaison)
    assert (done.new_count, done.known_count, done.state) == (3, 0, "已导入")
    found = ImplementationRecord.objects.all()
    assert {record.unit for record in found} == {cast.own_unit}
    assert {record.filed_on for record in found} == {timezone.localdate()}
    assert all(record.is_filed and record.verified_on is None for record in found)
    again = checked(cast, content)
    assert (again.rows, again.known_count) == ((), 3)
    assert not again.may_be_applied


def test_the_same_row_twice_is_two_records(cast: Cast, standard: Standard) -> None:
    content = sheet(*rows(1), *rows(1))
    assert len(checked(cast, content).rows) == 2
    imported(cast, content, cast.liaison)
    assert checked(cast, content).known_count == 2
    assert len(checked(cast, sheet(*rows(1), *rows(1), *rows(1))).rows) == 1


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ([OTHER, "FW1", "2021-05-01", "执行", "5", ""], "只能导入本单位的记录"),
        (["无此局", "FW1", "2021-05-01", "执行", "5", ""], "单位不存在"),
        ([OWN, "FW9", "2021-05-01", "执行", "5", ""], "不在标准体系目录中"),
        ([OWN, "FW1", "2021-13-01", "执行", "5", ""], "没有这一天"),
        ([OWN, "FW1", "2199-01-01", "执行", "5", ""], "年份不在"),
        ([OWN, "FW1", "2021-03-01", "执行", "5", ""], "不是现行标准"),
        ([OWN, "FW1", "2021-05-01", "学习", "5", ""], "应为宣贯/执行/检查/记录之一"),
        ([OWN, "FW1", "2021-05-01", "执行", "", ""], "条款和说明不能都空着"),
        ([OWN, "FW1", "2021-05-01", "执行", "5", "11010119900307001X"], "身份证号"),
    ],
)
def test_one_bad_row_keeps_everything_out(
    cast: Cast, standard: Standard, row: list[Any], told: str
) -> None:
    check = checked(cast, sheet(*rows(1), row))
    (problem,) = check.problems
    assert told in problem.reason
    assert problem.row == 3
    assert not check.may_be_applied
    with pytest.raises(ImportRefusedError):
        imported(cast, sheet(*rows(1), row), cast.liaison)
    assert not ImplementationRecord.objects.exists()


def test_a_standard_of_other_units_is_refused(cast: Cast, standard: Standard) -> None:
    standard.applicable_units.set([cast.other_unit])
    (problem,) = checked(cast, sheet(*rows(1))).problems
    assert problem.reason == "标准不适用于这个单位"


def test_a_clause_that_the_text_does_not_have_is_refused(
    cast: Cast, standard: Standard
) -> None:
    Clause.objects.create(
        edition=standard.editions.get(), block_id="a", position=1, level=2, number="5.2"
    )
    row = [OWN, "FW1", "2021-05-20", "执行", "5.2;99.9", "办理"]
    (problem,) = checked(cast, sheet(row)).problems
    assert (problem.column, problem.value) == ("条款", "99.9")


def test_publicity_before_the_standard_is_a_reminder(
    cast: Cast, standard: Standard
) -> None:
    check = checked(cast, sheet([OWN, "FW1", "2021-03-20", "宣贯", "", "宣讲"]))
    assert (check.error_count, check.warning_count) == (0, 1)
    assert check.may_be_applied


@pytest.mark.parametrize(
    ("head", "value"),
    [("核实日期", "2021-06-01"), ("已填报", "否"), ("审阅日期", "2021-06-01")],
)
def test_a_unit_does_not_state_what_the_program_writes(
    cast: Cast, standard: Standard, head: str, value: str
) -> None:
    content = sheet([*rows(1)[0], value], head=[*HEAD, head])
    (problem,) = checked(cast, content).problems
    assert (problem.column, problem.reason) == (head, "由系统记录，导入的表里请留空")


def test_the_office_imports_for_all_units_and_may_state_what_it_verified(
    cast: Cast, standard: Standard
) -> None:
    content = sheet(
        [*rows(1)[0], "2021-06-01"],
        [*rows(1, OTHER)[0], None],
        head=[*HEAD, "核实日期"],
    )
    imported(cast, content, cast.office)
    own = ImplementationRecord.objects.get(unit=cast.own_unit)
    assert (own.verified_on, own.verifier_post) == (date(2021, 6, 1), "标准化办公室")
    other = ImplementationRecord.objects.get(unit=cast.other_unit)
    assert other.verified_on is None
    late = sheet([*rows(1)[0], "2021-04-20"], head=[*HEAD, "核实日期"])
    (problem,) = checked(cast, late, cast.office).problems
    assert "早于日期" in problem.reason


def test_the_office_does_not_learn_of_drafts(cast: Cast, standard: Standard) -> None:
    words = rows(1)[0]
    make_record(
        cast.pilot,
        cast.own_unit,
        standard,
        is_filed=False,
        done_on=words[2],
        kind="执行",
        clause="5.2",
        description=words[5],
    )
    assert len(checked(cast, sheet(words), cast.office).rows) == 1
    assert checked(cast, sheet(words), cast.liaison).known_count == 1


def test_nobody_confirms_what_has_changed_meanwhile(
    cast: Cast, standard: Standard
) -> None:
    kept = keep_sheet(
        pilot=cast.pilot,
        file_name="表.xlsx",
        content=sheet(*rows(2)),
        actor=cast.liaison,
    )
    seen = check_import(kept).mark
    imported(cast, sheet(*rows(1)), cast.office)
    with pytest.raises(ImportRefusedError, match="有了变化"):
        apply_import(record=kept, mark=seen, actor=cast.liaison, address="")
    assert ImplementationRecord.objects.count() == 1


def test_an_import_is_taken_back_whole(cast: Cast, standard: Standard) -> None:
    kept = make_record(cast.pilot, cast.own_unit, standard)
    done = imported(cast, sheet(*rows(3)), cast.liaison)
    undo_record_import(record=done, actor=cast.liaison, address="")
    assert list(ImplementationRecord.objects.all()) == [kept]
    done.refresh_from_db()
    assert done.state == "已撤销"
    with pytest.raises(ImportRefusedError, match="没有可以撤销"):
        undo_record_import(record=done, actor=cast.liaison, address="")


@pytest.mark.parametrize("how", ["verified", "evidence", "deleted"])
def test_an_import_in_use_is_not_taken_back(
    cast: Cast, standard: Standard, how: str
) -> None:
    done = imported(cast, sheet(*rows(2)), cast.liaison)
    record = ImplementationRecord.objects.earliest("pk")
    if how == "verified":
        record.verified_on = timezone.localdate()
        record.save()
    elif how == "evidence":
        make_evidence(record, cast.liaison)
    else:
        record.delete()
    left = ImplementationRecord.objects.count()
    with pytest.raises(ImportRefusedError, match="没有撤销，未作任何更改"):
        undo_record_import(record=done, actor=cast.liaison, address="")
    assert ImplementationRecord.objects.count() == left


def test_the_screens_from_upload_to_undo(
    cast: Cast, standard: Standard, signed_in: SignIn
) -> None:
    client = signed_in(cast.liaison)
    upload = SimpleUploadedFile("五月记录.xlsx", sheet(*rows(2)))
    report = client.post(
        reverse("implementation:new_import"), {"file": upload}, follow=True
    )
    page = report.content.decode()
    assert "可以导入：新增 2 条" in page
    assert not ImplementationRecord.objects.exists()
    kept = RecordImport.objects.get()
    url = reverse("implementation:import", args=[kept.pk])
    assert signed_in(cast.office).get(url).status_code == 404
    assert signed_in(cast.other_liaison).get(url).status_code == 404
    mark = report.context["check"].mark
    done = client.post(url, {"act": "apply", "mark": mark}, follow=True)
    assert "已填报 2 条记录" in done.content.decode()
    assert ImplementationRecord.objects.count() == 2
    office = signed_in(cast.office)
    assert office.get(url).status_code == 200
    office.post(url, {"act": "undo"})
    assert ImplementationRecord.objects.count() == 2
    client.post(url, {"act": "undo"})
    assert not ImplementationRecord.objects.exists()


def test_errors_are_listed_with_their_row(
    cast: Cast, standard: Standard, signed_in: SignIn
) -> None:
    bad = sheet(*rows(1), [OWN, "FW1", "2021-05-01", "学习", "5", ""])
    page = signed_in(cast.liaison).post(
        reverse("implementation:new_import"),
        {"file": SimpleUploadedFile("表.xlsx", bad)},
        follow=True,
    )
    text = page.content.decode()
    assert "有 1 处错误，没有导入任何记录" in text
    assert "应为宣贯/执行/检查/记录之一" in text


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("旧.xls", b"x", "旧的 .xls 格式"),
        ("文.docx", b"x", "请上传 .xlsx 或 .csv"),
    ],
)
def test_another_file_is_refused_beside_the_field(
    cast: Cast, signed_in: SignIn, name: str, content: bytes, told: str
) -> None:
    url = reverse("implementation:new_import")
    response = signed_in(cast.liaison).post(
        url, {"file": SimpleUploadedFile(name, content)}
    )
    assert told in response.content.decode()
    assert not RecordImport.objects.exists()


@pytest.mark.parametrize("content", [b"PK\x03\x04 broken", sheet(), b""])
def test_a_file_that_is_no_sheet_is_told_and_not_a_crash(
    cast: Cast, content: bytes
) -> None:
    check = checked(cast, content)
    assert check.error_count >= 1
    assert not check.may_be_applied


def test_the_template_is_read_by_the_import_it_is_for(
    cast: Cast, standard: Standard, signed_in: SignIn
) -> None:
    url = reverse("implementation:import_template")
    for user, columns in ((cast.liaison, HEAD), (cast.office, [*HEAD, "核实日期"])):
        response = signed_in(user).get(url)
        book = load_workbook(io.BytesIO(b"".join(response.streaming_content)))
        first = book.worksheets[0]
        assert [cell.value for cell in first[1]] == columns
        assert book.sheetnames == ["实施记录", "填写说明", "适用标准"]
        assert book["适用标准"]["A2"].value == "FW1"
        for place, value in enumerate(rows(1)[0], start=1):
            first.cell(2, place, value)
        content = io.BytesIO()
        book.save(content)
        check = checked(cast, content.getvalue(), user)
        assert (check.error_count, len(check.rows)) == (0, 1)
        book.close()


def test_thousands_of_rows_cost_a_few_queries(
    cast: Cast, standard: Standard, django_assert_max_num_queries: Any
) -> None:
    many = sheet(
        *(
            [OWN, "FW1", date(2021, 5, 1 + number % 28), "执行", "5", f"第{number}"]
            for number in range(2000)
        )
    )
    with django_assert_max_num_queries(30):
        assert len(checked(cast, many).rows) == 2000
