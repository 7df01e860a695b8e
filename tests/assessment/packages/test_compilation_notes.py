"""The 编制说明 is part of the pilot and of its package."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from assessment.packages.exporting import package_files
from assessment.packages.reading import PackageReading
from assessment.packages.services import ImportReport
from assessment.packages.undoing import undo_import
from standards_catalog.models import Pilot
from standards_catalog.products.models import CompilationNote

Files = dict[str, str | bytes]
Load = Callable[[Files], ImportReport]
State = Callable[[], dict[str, list[dict[str, Any]]]]


def test_worded_points_come_and_go_with_the_table(
    files: Files, load: Load, state: State
) -> None:
    load(files)
    notes = CompilationNote.objects.values_list("point", "text")
    assert list(notes) == [
        (2, "目标：{{试点名称}}。\n依据：GB/T 13016—2018。"),
        (10, "其他。"),
    ]
    before = state()
    files["compilation_notes.csv"] = "要点序号,内容\n2,改过。\n"
    report = {table.name: table for table in load(files).tables}["compilation_notes"]
    assert (report.created, report.changed, report.removed) == (0, 1, 1)
    assert list(notes.all()) == [(2, "改过。")]
    assert not load(files).changes_anything
    undo_import(pilot_code="test-pilot")
    assert state() == before


def test_what_the_office_worded_on_the_screen_is_exported(
    files: Files, load: Load
) -> None:
    load(files)
    CompilationNote.objects.filter(point=10).update(text="第一行\r\n第二行")
    exported = package_files(Pilot.objects.get())
    assert exported["compilation_notes.csv"].decode().endswith('10,"第一行\n第二行"\n')
    load(dict(exported))
    assert package_files(Pilot.objects.get()) == exported


def test_there_are_ten_points(
    files: Files,
    errors: Callable[[Files], list[str]],
    read: Callable[..., PackageReading],
) -> None:
    files["compilation_notes.csv"] = "要点序号,内容,备注\n11,x,\n０,y,\n3,z,说\n"
    assert errors(files) == [
        "compilation_notes.csv 第2行 要点序号“11”：应为1—10的要点序号",
        "compilation_notes.csv 第3行 要点序号“０”：应为1—10的要点序号",
    ]
    warnings = [str(problem) for problem in read(files).warnings]
    assert "compilation_notes.csv 第1行 备注：未知的列，不载入" in warnings
