"""Undoing an import and exporting in the browser, for the office alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from assessment.packages.exporting import package_files, zip_bytes
from assessment.packages.models import PackageImport
from standards_catalog.models import Pilot
from tests.assessment.packages.desk import (
    Desk,
    Files,
    State,
    at,
    last_event,
    quietly_changed,
    said,
    sent,
    text_of,
)


def test_undoing_says_what_it_takes_and_takes_it(
    desk: Desk, files: Files, state: State
) -> None:
    before = state()
    record = desk.load(files)
    url = at("undo", record.pk)
    page = desk.get(url)
    assert page.context["takes_pilot"]
    assert ("在册人员", "staff", 3, 0, 0) in page.context["changes"]
    assert f"已撤销导入 {record.pk}" in said(desk.post(url))
    assert state() == before
    assert PackageImport.objects.get().undone_by == desk.user
    assert last_event() == ("撤销试点包导入", desk.user)
    assert "已经撤销过" in text_of(desk.get(url))


def imported_again(desk: Desk, files: Files) -> None:
    desk.load({**files, "notes.csv": str(files["notes.csv"]).replace("印发", "发出")})


def changed_since(desk: Desk, files: Files) -> None:
    quietly_changed(None)


def damaged(desk: Desk, files: Files) -> None:
    PackageImport.objects.update(journal=b"\x00")


@pytest.mark.parametrize(
    ("meanwhile", "reason"),
    [
        (imported_again, "请先撤销它"),
        (changed_since, "在导入后已被修改"),
        (damaged, "变更日志不完整"),
    ],
)
def test_an_undo_that_is_refused_says_why_and_changes_nothing(
    meanwhile: Callable[..., None], reason: str, desk: Desk, files: Files, state: State
) -> None:
    record = desk.load(files)
    meanwhile(desk, files)
    before = state()
    assert reason in said(desk.post(at("undo", record.pk)))
    assert state() == before


def test_the_export_is_the_package_of_the_command(desk: Desk, files: Files) -> None:
    desk.load(files)
    answer = desk.get(at("export", "test-pilot"))
    content = b"".join(answer.streaming_content)
    assert content == zip_bytes(package_files(Pilot.objects.get()))
    assert "test-pilot_" in answer.headers["Content-Disposition"]
    assert last_event() == ("导出试点包", desk.user)
    assert "没有变化" in text_of(desk.get(sent(desk.client, content).url))
    assert at("export", "test-pilot") in text_of(desk.get(at("imports")))


def test_an_export_that_is_not_possible_says_why(
    desk: Desk, files: Files, data_root: Path
) -> None:
    desk.load(files)
    for part in data_root.rglob("*.parquet"):
        part.unlink()
    assert "缺失或已损坏" in said(desk.get(at("export", "test-pilot")))
    assert desk.get(at("export", "nowhere")).status_code == 404
