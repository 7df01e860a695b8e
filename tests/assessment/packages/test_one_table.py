"""One table in Excel: taken out, changed, checked, loaded, and taken back."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import User
from assessment.planning.models import PlanMeasure
from tests.factories import Cast, make_standard
from tests.records import make_measure

SignIn = Callable[[User], Client]
URL = "/workbench/imports/tables/implementation_plans/"


def handed_in(client: Client, content: bytes, name: str = "计划.xlsx") -> str:
    """Upload; the text of the page one lands on."""
    file = SimpleUploadedFile(name, content)
    return client.post(URL, {"file": file}, follow=True).content.decode()


def test_a_table_goes_out_and_comes_back_changed(
    cast: Cast, signed_in: SignIn, data_root: Path
) -> None:
    standard = make_standard(cast.pilot)
    # The first row of the table, wherever the counter of made-up records stands.
    measure = make_measure(standard, cast.own_unit, number=1, position=1)
    client = signed_in(cast.office)
    taken = b"".join(client.get(URL, {"export": "xlsx"}).streaming_content)
    book = load_workbook(BytesIO(taken))
    sheet = book.active
    assert [cell.value for cell in sheet[1]][:2] == ["体系编号", "序号"]
    assert sheet["F2"].value == cast.own_unit.name
    assert "没有变化" in handed_in(client, taken)
    sheet["E2"] = "改过的内容"
    changed = BytesIO()
    book.save(changed)
    page = handed_in(client, changed.getvalue())
    measure.refresh_from_db()
    assert measure.content != "改过的内容"
    assert "实施计划" in page
    check = client.get(URL.replace("tables/implementation_plans/", "new/"))
    (upload, kept) = check.context["waiting"][0]
    assert [(t.name, t.changed) for t in kept.tables] == [("implementation_plans", 1)]
    client.post(reverse("packages:apply", args=[upload.token]), {"mark": kept.mark})
    measure.refresh_from_db()
    assert measure.content == "改过的内容"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("计划.docx", b"PK\x03\x04", "不是 .xlsx 或 .csv 文件"),
        ("计划.xlsx", b"", "文件是空的"),
        # The file is named as its owner knows it.
        ("计划.csv", "体系编号,序号\nFW1,1\n".encode(), "计划.csv"),
        ("计划.csv", "体系编号,序号\nFW1,1\n".encode(), "缺少必需的列"),
        ("计划.xlsx", b"no workbook", "不是有效的 .xlsx 工作簿"),
    ],
)
def test_a_bad_file_is_refused_and_nothing_is_written(
    cast: Cast,
    signed_in: SignIn,
    data_root: Path,
    name: str,
    content: bytes,
    message: str,
) -> None:
    make_measure(make_standard(cast.pilot), cast.own_unit)
    assert message in handed_in(signed_in(cast.office), content, name)
    assert PlanMeasure.objects.count() == 1


def test_only_named_tables_are_kept_this_way(cast: Cast, signed_in: SignIn) -> None:
    url = URL.replace("implementation_plans", "cases")
    assert signed_in(cast.office).get(url).status_code == 404
