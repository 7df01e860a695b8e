"""Importing in the browser: two steps, for the office alone."""

from __future__ import annotations

import io
import json
import os
import pickle
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Role, User
from assessment.packages.exporting import zip_bytes
from assessment.packages.models import PackageImport
from assessment.packages.services import REPORTED
from assessment.packages.views import guarded
from assessment.packages.views.labels import TABLE_LABELS
from assessment.packages.views.uploads import find_upload, uploads_folder
from assessment.training.models import StaffMember
from standards_catalog.models import Pilot
from tests.assessment.packages.desk import (
    NEW,
    ZIP,
    Desk,
    Files,
    SignIn,
    State,
    at,
    folders,
    last_event,
    quietly_changed,
    said,
    sent,
    text_of,
)
from tests.factories import make_user
from tests.workbooks import read_workbook


def test_a_check_says_what_would_change_and_writes_nothing(
    desk: Desk, files: Files, state: State
) -> None:
    before = state()
    page = desk.check(files)
    assert state() == before
    assert not PackageImport.objects.exists()
    found = page.context["check"]
    assert (found.pilot_code, found.pilot_name) == ("test-pilot", "测试试点")
    assert found.is_new_pilot
    assert {t.name: (t.rows, t.created) for t in found.tables}["cases"] == (2, 2)
    left_out = ["缺口", "标准上升", "双随机抽查", "抽查候选清单", "检查任务"]
    assert page.context["absent"] == left_out
    assert found.digest in text_of(page)
    assert "确认导入" in text_of(page)
    assert last_event() == ("检查试点包", desk.user)


def test_confirming_loads_what_was_checked(
    real_reader: None, desk: Desk, files: Files
) -> None:
    page = desk.check(files)
    text = text_of(desk.confirm(page))
    record = PackageImport.objects.get()
    assert (record.imported_by, record.source_name) == (desk.user, "试点包.zip")
    assert record.digest == page.context["check"].digest
    for address in (
        at("import", record.pk),
        at("undo", record.pk),
        "?pilot=test-pilot",
    ):
        assert f'{address}"' in text
    assert "确认导入" not in text
    assert not page.context["upload"].file.exists()
    assert StaffMember.objects.count() == 3


def test_confirming_twice_is_one_import(desk: Desk, files: Files) -> None:
    page = desk.check(files)
    records = [desk.confirm(page).context["record"] for _ in range(2)]
    assert records == [PackageImport.objects.get()] * 2


def test_a_package_that_changes_nothing_offers_nothing(
    desk: Desk, files: Files
) -> None:
    desk.load(files)
    page = desk.check(files)
    assert "没有变化" in text_of(page)
    assert "确认导入" not in text_of(page)
    desk.confirm(page)
    assert PackageImport.objects.count() == 1


def test_removals_stand_out_and_absent_tables_stay(desk: Desk, files: Files) -> None:
    desk.load(files)
    shorter = str(files["calendar.csv"]).rpartition("2021-02-20")[0]
    page = desk.check({"pilot.toml": files["pilot.toml"], "calendar.csv": shorter})
    (table,) = page.context["check"].tables
    assert (table.name, table.rows, table.removed) == ("calendar", 1, 1)
    assert "导入会删除 1 行现有数据" in text_of(page)
    assert "has-removals" in text_of(page)
    assert "在册人员" in page.context["absent"]
    desk.confirm(page)
    assert StaffMember.objects.count() == 3


def test_errors_leave_no_way_to_confirm(desk: Desk, files: Files, state: State) -> None:
    files["staff.csv"] = str(files["staff.csv"]).replace("东镇,D001", "北镇,D001")
    before, page = state(), desk.check(files)
    assert "有 1 处错误，不能导入" in text_of(page)
    assert at("apply", page.context["upload"].token) not in text_of(page)
    (row,) = page.context["rows"]
    cells = [cell.text for cell in row]
    assert cells == ["错误", "staff.csv", "4", "单位", "北镇", "单位不存在"]
    assert "检查没有通过" in said(desk.confirm(page))
    assert state() == before


def test_thousands_of_problems_can_be_narrowed_and_taken_away(
    desk: Desk, files: Files
) -> None:
    staff = [f"北镇,N{n},人员{n},窗口,2020-13-01,," for n in range(1000)]
    files["staff.csv"] = "单位,工号,姓名,岗位,在册起,在册止\n" + "\n".join(staff)
    files["laws.csv"] = str(files["laws.csv"]).replace("2014-05-01", "2014-05-41")
    page = desk.check(files)
    found = page.context["check"]
    assert found.error_count > 2000
    unlisted = found.error_count + found.warning_count - len(found.problems)
    assert unlisted > 1700
    assert f"另有 {unlisted} 处同类问题未列出" in text_of(page)
    url = at("check", page.context["upload"].token)
    for query in ({"file": "laws.csv", "severity": "error"}, {"q": "没有这一天 LAWS"}):
        (law,) = desk.get(url, **query).context["rows"]
        assert law[5].text == "没有这一天"
    assert desk.get(url, sort="-row").context["rows"][0][2].text == "101"
    sheet = read_workbook(desk.get(url, export="xlsx"))
    assert sheet.header == ["级别", "文件", "行", "列", "值", "原因"]
    assert len(sheet.rows) == len(found.problems)
    assert any("试点包.zip" in line for line in sheet.lines)
    assert last_event() == ("导出试点包检查问题", desk.user)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("名册.xlsx", ZIP, "不是 .zip 文件"),
        ("试点包.zip", b"Rar!\x1a\x07\x01", "不是 zip 压缩包"),
        ("试点包.zip", b"", "文件是空的"),
        ("试点包.zip", ZIP + b"0" * 5000, "文件超过 0.00390625 MB"),
    ],
)
def test_what_is_no_package_is_refused_beside_the_field(
    name: str, content: bytes, reason: str, desk: Desk, settings: Any
) -> None:
    settings.PACKAGE_UPLOAD_LIMIT = 4096
    page = sent(desk.client, content, name)
    assert reason in str(page.context["form"].errors["package"])
    assert "请先选择一个 .zip 文件" in text_of(desk.post(NEW))
    assert folders() == []


def bomb(files: Files) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("answers.csv", b"0" * 20_000_000)
    return content.getvalue()


def truncated(files: Files) -> bytes:
    return zip_bytes({name: str(text).encode() for name, text in files.items()})[:2000]


@pytest.mark.parametrize(
    ("spoiled", "reason"),
    [(bomb, "疑似压缩炸弹"), (truncated, "不是有效的 zip 压缩包，或已损坏")],
)
def test_a_package_that_cannot_be_read_is_named_as_uploaded(
    spoiled: Callable[[Files], bytes], reason: str, desk: Desk, files: Files
) -> None:
    page = desk.get(sent(desk.client, spoiled(files)).url)
    assert "试点包无法读取，不能导入" in text_of(page)
    (problem,) = page.context["check"].problems
    assert problem.file == "试点包.zip"
    assert reason in problem.reason


@pytest.mark.parametrize(
    ("limit", "value", "reason"),
    [
        ("PACKAGE_READING_SECONDS", 0, "读取超过0秒"),
        ("PACKAGE_READING_MEMORY", 32 * 1024**2, "读取需要的内存超过0.03125 GiB"),
    ],
)
def test_a_reader_beyond_its_limits_is_stopped_and_the_site_goes_on(
    limit: str, value: int, reason: str, real_reader: None, desk: Desk, files: Files,
    settings: Any,
) -> None:  # fmt: skip
    rows = (f"东镇,N{n},测试人员{n},窗口,2020-07-01,," for n in range(200_000))
    staff = "单位,工号,姓名,岗位,在册起,在册止\n" + "\n".join(rows)
    setattr(settings, limit, value)
    (problem,) = desk.check({**files, "staff.csv": staff}).context["check"].problems
    assert problem.reason.startswith(reason)
    delattr(settings, limit)
    assert desk.check(files).context["check"].error_count == 0


def test_a_reader_that_breaks_is_a_problem_of_the_package(
    real_reader: None, desk: Desk, files: Files, monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    monkeypatch.setattr(guarded, "_READER", "no.such.reader")
    (problem,) = desk.check(files).context["check"].problems
    assert problem.reason.startswith("读取中途失败")
    assert "the package reader ended with 1" in caplog.text


def test_the_reader_may_send_data_only() -> None:
    with pytest.raises(guarded.ReaderError, match="无法识别"):
        guarded._understood(pickle.dumps((os.getcwd, None)))


def test_the_reader_starts_without_django() -> None:
    code = (
        "import sys, assessment.packages.views.reader; print('django' in sys.modules)"
    )
    root = Path(__file__).parents[3]
    done = subprocess.check_output([sys.executable, "-c", code], cwd=root)  # noqa: S603
    assert done.strip() == b"False"


def test_nobody_else_reaches_an_upload(
    desk: Desk, files: Files, signed_in: SignIn
) -> None:
    page = desk.check(files)
    token, mark = page.context["upload"].token, page.context["check"].mark
    colleague = make_user(Role.STANDARDS_OFFICE)
    for other in map(signed_in, (colleague, User.objects.create_superuser("boss"))):
        for view in ("apply", "cancel"):
            assert other.post(at(view, token), {"mark": mark}).status_code == 404
        assert other.get(at("check", token)).status_code == 404
        assert other.get(at("check", token), {"export": "csv"}).status_code == 404
        assert token not in text_of(other.get(NEW))
    assert not PackageImport.objects.exists()
    assert token in text_of(desk.get(NEW))


def test_a_refused_upload_leaves_no_file(desk: Desk, signed_in: SignIn) -> None:
    assert sent(signed_in(make_user(Role.EXPERT)), ZIP).status_code == 403
    forger = Client(enforce_csrf_checks=True)
    forger.force_login(desk.user)
    assert sent(forger, ZIP + b"0" * 100).status_code == 403
    assert folders() == []


def renewed(page: Any) -> None:
    Pilot.objects.get().mark_changed()


def other_file(page: Any) -> None:
    with zipfile.ZipFile(page.context["upload"].file, "a") as archive:
        archive.writestr("readme.txt", "测试")


@pytest.mark.parametrize("meanwhile", [renewed, quietly_changed, other_file])
def test_what_changed_since_the_check_is_checked_again_and_not_loaded(
    meanwhile: Callable[[Any], None], desk: Desk, files: Files, state: State,
    data_root: Path,
) -> None:  # fmt: skip
    desk.load(files)
    files["cases.csv"] = str(files["cases.csv"]).replace("C002", "C003")
    page = desk.check(files)
    meanwhile(page)
    before, parts = state(), sorted(data_root.rglob("*.parquet"))
    again = desk.confirm(page)
    assert "已按现在的数据重新检查" in said(again)
    assert state() == before
    assert sorted(data_root.rglob("*.parquet")) == parts
    assert PackageImport.objects.count() == 1
    assert "已更新" in said(desk.confirm(page))
    assert desk.confirm(again).context["is_applied"]


def test_rows_still_in_use_are_told_before_anything_is_loaded(
    desk: Desk, files: Files
) -> None:
    desk.load(files)
    emptied = str(files["laws.csv"]).partition("\n")[0] + "\n"
    page = desk.check({"pilot.toml": files["pilot.toml"], "laws.csv": emptied})
    (problem,) = page.context["check"].problems
    assert (page.context["check"].error_count, problem.file) == (1, "试点包.zip")
    assert "仍被" in problem.reason
    assert "确认导入" not in text_of(page)


def test_while_one_request_loads_the_others_wait(desk: Desk, files: Files) -> None:
    page = desk.check(files)
    token = page.context["upload"].token
    with page.context["upload"].held():
        busy = text_of(desk.get(at("check", token)))
        assert "正在导入，请勿关闭" in busy
        assert "确认导入" not in busy
        assert "不需要再次确认" in said(desk.confirm(page))
        assert "不能取消" in said(desk.post(at("cancel", token)))
    assert not PackageImport.objects.exists()
    assert desk.confirm(page).context["is_applied"]


def test_a_cancelled_upload_is_gone(desk: Desk, files: Files) -> None:
    page = desk.check(files)
    token = page.context["upload"].token
    assert "没有写入任何内容" in said(desk.post(at("cancel", token)))
    assert folders() == []
    assert "已取消" in said(desk.get(at("check", token)))
    assert "已取消" in said(desk.confirm(page))


def test_an_upload_is_deleted_after_a_day(desk: Desk, files: Files) -> None:
    upload = desk.check(files).context["upload"]
    kept = upload.folder / "upload.json"
    day_before = (timezone.now() - timedelta(hours=24)).isoformat()
    data = json.loads(kept.read_text("utf-8")) | {"uploaded_at": day_before}
    kept.write_text(json.dumps(data), "utf-8")
    abandoned = uploads_folder() / ("a" * 32)
    abandoned.mkdir()
    assert find_upload(upload.token) is None
    desk.get(NEW)
    assert folders() == [abandoned]
    old = (timezone.now() - timedelta(hours=25)).timestamp()
    os.utime(abandoned, (old, old))
    desk.get(NEW)
    assert folders() == []


def test_a_pilot_that_comes_along_is_checked_and_loaded_alike(desk: Desk) -> None:
    page = desk.client.post(NEW, {"packaged": "xincheng-2018"}, follow=True)
    assert page.context["check"].error_count == 0
    desk.confirm(page)
    assert PackageImport.objects.get().source_name == "xincheng-2018"
    refused = desk.client.post(NEW, {"packaged": "../pilots"})
    assert "没有随附的试点" in text_of(refused)


def test_every_table_has_a_chinese_name() -> None:
    assert set(TABLE_LABELS) == set(REPORTED)
