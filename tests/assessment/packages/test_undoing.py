"""Undoing: the state before, exactly, or a reason why not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from accounts.models import AuditEvent
from assessment.packages.models import PackageImport
from assessment.packages.services import ImportReport
from assessment.packages.undoing import UndoRefusedError, undo_import
from assessment.training.models import StaffMember
from standards_catalog.models import Pilot

Files = dict[str, str | bytes]
Load = Callable[[Files], ImportReport]
State = Callable[[], dict[str, list[dict[str, Any]]]]


def test_undoing_the_first_import_leaves_an_empty_installation(
    files: Files,
    load: Load,
    state: State,
    data_root: Path,
    django_capture_on_commit_callbacks: Any,
) -> None:
    before = state()
    load(files)
    assert list(data_root.rglob("*.parquet"))
    with django_capture_on_commit_callbacks(execute=True):
        record = undo_import(pilot_code="test-pilot")
    assert state() == before
    assert list(data_root.rglob("*.parquet")) == []
    assert record.undone_at is not None
    assert AuditEvent.objects.first().action == "撤销试点包导入"


def test_undoing_a_later_import_restores_every_row_with_its_key(
    files: Files, load: Load, state: State, data_root: Path
) -> None:
    load(files)
    before = state()
    parts = sorted(data_root.rglob("*.parquet"))
    changed = dict(files)
    for file, old, new in (
        ("staff.csv", "D001", "D002"),
        ("standards.csv", "GW101,窗口", "GW102,窗口"),
        ("posts.csv", "GW101", "GW102"),
        ("implementation_plans.csv", "GW101,1", "GW102,1"),
        ("trainings.csv", "1.5,GW101", "2.5,GW102"),
        ("sections.csv", "平台建设,FW1,", "平台建设,,"),
        ("sign_ins.csv", "T01,M001", "T01,M002"),
        ("surveys.csv", "总体是否满意,总体,", "总体是否满意,总体,3"),
        ("answers.csv", "5,4,很好", "5,,很好"),
        ("units.csv", "民政处;救助办", "民政处;救助办;老龄办"),
        ("units.csv", "西镇人民政府,西镇,镇街园,,成员,,,\n", "西镇人民政府,西镇,镇街园,,责任,,,\n南镇,,镇街园,,,,,\n"),
        ("work_items.csv", "FW101;TY001", "FW101"),
        ("cases.csv", "C002", "C003"),
        ("pilot.toml", "测试试点", "新名称"),
    ):  # fmt: skip
        assert old in str(changed[file])
        changed[file] = str(changed[file]).replace(old, new)
    load(changed)
    assert state() != before
    undo_import(pilot_code="test-pilot")
    assert state() == before
    assert set(parts) <= set(data_root.rglob("*.parquet"))
    assert not load(files).changes_anything


def test_only_the_newest_import_can_be_undone(files: Files, load: Load) -> None:
    first = load(files).import_id
    files["notes.csv"] = str(files["notes.csv"]).replace("印发晚于开始", "印发晚")
    second = load(files).import_id
    with pytest.raises(UndoRefusedError, match=f"之后还有导入{second}"):
        undo_import(pilot_code="test-pilot", import_id=first)
    undo_import(pilot_code="test-pilot", import_id=second)
    with pytest.raises(UndoRefusedError, match="已经撤销过"):
        undo_import(pilot_code="test-pilot", import_id=second)
    undo_import(pilot_code="test-pilot")
    with pytest.raises(UndoRefusedError, match="没有可撤销的导入"):
        undo_import(pilot_code="test-pilot")
    with pytest.raises(UndoRefusedError, match="没有可撤销的导入"):
        undo_import(pilot_code="nobody")


def test_a_row_changed_since_cannot_be_taken_back(
    files: Files, load: Load, state: State
) -> None:
    load(files)
    StaffMember.objects.filter(number="M001").update(on_roster_until=date(2021, 1, 1))
    before = state()
    with pytest.raises(UndoRefusedError, match="“M001 民政局人员001”在导入后已被修改"):
        undo_import(pilot_code="test-pilot")
    assert state() == before
    assert PackageImport.objects.get().undone_at is None


def test_a_row_deleted_since_cannot_be_taken_back(files: Files, load: Load) -> None:
    load(files)
    StaffMember.objects.filter(number="M001").delete()
    with pytest.raises(UndoRefusedError, match="在导入后有增删"):
        undo_import(pilot_code="test-pilot")


def test_units_that_another_pilot_uses_stay(files: Files, load: Load) -> None:
    load(files)
    other = str(files["pilot.toml"]).replace("test-pilot", "other")
    load({"pilot.toml": other, "posts.csv": "岗位,单位\n窗口,东镇\n"})
    with pytest.raises(UndoRefusedError, match="“成员单位”已被"):
        undo_import(pilot_code="test-pilot")
    undo_import(pilot_code="other")
    undo_import(pilot_code="test-pilot")
    assert not Pilot.objects.exists()
