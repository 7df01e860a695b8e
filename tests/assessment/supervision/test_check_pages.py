"""The pages of checks, as office, unit and leadership see them."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import docx
import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from assessment.rectification.models import Finding
from assessment.supervision.models import Draw, Inspection
from standards_catalog.models import (
    Clause,
    Standard,
)
from tests.factories import Cast, make_standard
from tests.supervision_records import (
    make_inspection,
)

SignIn = Callable[[User], Client]
RESULT = {
    "checked_on": "2021-09-20",
    "inspector_post": "办公室检查岗",
    "clause": "5.2",
    "methods": ["查资料", "抽件"],
    "sample_size": "10",
    "conforming_count": "10",
    "result": "符合",
    "facts": "台账齐全",
    "severity": "一般",
    "finding_due_on": "",
}


def page(client: Client, name: str, *args: Any, **query: Any) -> str:
    return client.get(reverse(f"supervision:{name}", args=args), query).content.decode()


def test_a_result_is_recorded_on_its_page(
    cast: Cast, standard: Standard, signed_in: SignIn
) -> None:
    check = make_inspection(cast.pilot, cast.own_unit, standard)
    url = reverse("supervision:inspection_record", args=[check.pk])
    office = signed_in(cast.office)
    failed = {**RESULT, "conforming_count": "7", "result": "不符合"}
    assert office.post(url, failed).status_code == 302
    finding = Finding.objects.get()
    assert finding.due_on == date(2021, 10, 20)
    assert finding.code in page(office, "inspection", check.pk)
    assert finding.code in page(signed_in(cast.liaison), "inspection", check.pk)
    other = signed_in(cast.other_liaison)
    assert (
        other.get(reverse("supervision:inspection", args=[check.pk])).status_code == 404
    )


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({"checked_on": "2021-08-31"}, "检查日期不能早于下达日期"),
        ({"checked_on": "2999-01-01"}, "检查日期不能晚于今天"),
        ({"clause": ""}, "请填写检查的条款"),
        ({"methods": []}, "请选择检查方式"),
        ({"sample_size": "", "conforming_count": ""}, "用抽件方式的，请填写抽样数"),
        ({"conforming_count": ""}, "请填写抽样中符合的件数"),
        ({"conforming_count": "11"}, "不能多于抽样数 10"),
        ({"conforming_count": "9"}, "抽样 10 件中有 1 件不符合"),
        ({"result": "不符合", "facts": ""}, "请写明哪里不符合"),
        ({"result": "不符合", "is_counted": "on"}, "只有结果为“符合”的检查可以计入"),
        (
            {"result": "不符合", "finding_due_on": "2021-09-19"},
            "整改期限不能早于检查日期",
        ),
    ],
)
def test_a_result_with_a_mistake_comes_back_and_changes_nothing(
    cast: Cast,
    standard: Standard,
    signed_in: SignIn,
    changes: dict[str, Any],
    wanted: str,
) -> None:
    check = make_inspection(cast.pilot, cast.own_unit, standard)
    url = reverse("supervision:inspection_record", args=[check.pk])
    shown = signed_in(cast.office).post(url, {**RESULT, **changes}).content.decode()
    assert wanted in shown
    check.refresh_from_db()
    assert not check.is_recorded
    assert not Finding.objects.exists()


def test_a_clause_that_the_text_does_not_have_is_refused(
    cast: Cast, standard: Standard, signed_in: SignIn
) -> None:
    Clause.objects.create(
        edition=standard.editions.get(), block_id="a", position=1, level=2, number="5.2"
    )
    check = make_inspection(cast.pilot, cast.own_unit, standard)
    url = reverse("supervision:inspection_record", args=[check.pk])
    answer = signed_in(cast.office).post(url, {**RESULT, "clause": "5.2、99.9"})
    assert "中没有条款 99.9" in answer.content.decode()
    check.refresh_from_db()
    assert not check.is_recorded


def test_a_special_check_is_ordered_and_taken_back(
    cast: Cast, standard: Standard, signed_in: SignIn
) -> None:
    office, url = signed_in(cast.office), reverse("supervision:inspection_add")
    today = timezone.localdate().isoformat()
    order = {
        "unit": cast.own_unit.pk,
        "standard": standard.pk,
        "reason": "投诉复查",
        "notice_on": today,
        "due_on": today,
    }
    standard.applicable_units.set([cast.other_unit])
    assert "不适用于" in office.post(url, order).content.decode()
    standard.applicable_units.clear()
    assert office.post(url, order).status_code == 302
    check = Inspection.objects.get()
    assert "专项检查" in page(office, "inspections", as_of=today)
    url = reverse("supervision:inspection_delete", args=[check.pk])
    office.post(url, {"confirm": check.code})
    assert not Inspection.objects.exists()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"state": "符合"}, 1),
        ({"state": "逾期未检查"}, 1),
        ({"state": "逾期未检查", "as_of": "2021-09-30"}, 0),
        ({"kind": "order"}, 1),
        ({"kind": "draw"}, 1),
        ({"kind": ["draw", "order"]}, 2),
        ({"as_of": "2021-08-31"}, 0),
        ({"q": "台账"}, 1),
    ],
)
def test_the_list_is_filtered_by_state_on_the_date_and_kind(
    cast: Cast, drawn: Draw, signed_in: SignIn, query: dict[str, Any], found: int
) -> None:
    make_inspection(cast.pilot, cast.other_unit, make_standard(cast.pilot))
    response = signed_in(cast.office).get(reverse("supervision:inspections"), query)
    assert len(response.context["rows"]) == found


def test_a_unit_reads_nothing_of_a_result_before_its_date(
    cast: Cast, drawn: Draw, signed_in: SignIn
) -> None:
    shown = page(signed_in(cast.liaison), "inspections", as_of="2021-09-19")
    assert "台账齐全" not in shown
    assert "待检查" in shown


def test_the_summary_is_written_as_excel_and_word(
    cast: Cast, drawn: Draw, signed_in: SignIn
) -> None:
    def fetched(form: str) -> io.BytesIO:
        url = reverse("supervision:draw_summary", args=[drawn.pk, form])
        response = signed_in(cast.leadership).get(url)
        return io.BytesIO(b"".join(response.streaming_content))

    book = openpyxl.load_workbook(fetched("xlsx"))
    assert book.sheetnames == ["汇总", "检查任务"]
    rows = [list(row) for row in book["汇总"].iter_rows(values_only=True)]
    assert rows[-1][:4] == ["合计", 1, 1, 1]
    assert rows[-1][7] == "100.00%"
    assert any(f"种子：{drawn.seed}" == row[0] for row in rows)
    word = docx.Document(fetched("docx"))
    assert word.paragraphs[0].text == "监督检查情况汇总"
    cells = [[cell.text for cell in row.cells] for row in word.tables[0].rows]
    assert cells[-1][:4] == ["合计", "1", "1", "1"]
    wrong = reverse("supervision:draw_summary", args=[drawn.pk, "exe"])
    assert signed_in(cast.office).get(wrong).status_code == 404
