"""The table implementation_plans: rows that share a measure, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from assessment.packages.exporting import package_files
from assessment.packages.services import ImportReport
from assessment.packages.undoing import undo_import
from assessment.planning.models import MeasureDuty, PlanMeasure
from standards_catalog.models import Pilot

Files = dict[str, str | bytes]
Load = Callable[[Files], ImportReport]
NAME = "implementation_plans.csv"
HEAD = "体系编号,序号,阶段,准备类别,内容,责任单位,责任岗位,计划开始,完成期限,完成日期,完成说明,填报岗位\n"
SPLIT = (
    HEAD
    + "FW101,2,实施,,按标准办理,测试市民政局,窗口,2020-10-01,2020-12-31,2020-12-20,已办,联络员\n"
    + "FW101,2,实施,,按标准办理,东镇人民政府;西镇人民政府,窗口,2020-10-01,2020-12-31,,,\n"
)


def test_units_of_one_measure_may_stand_in_several_rows(
    files: Files, load: Load
) -> None:
    files[NAME] = SPLIT
    report = load(files)
    measure = PlanMeasure.objects.get()
    assert (measure.number, measure.due_on) == (2, date(2020, 12, 31))
    done = dict(MeasureDuty.objects.values_list("unit__short_name", "done_on"))
    assert done == {"民政局": date(2020, 12, 20), "东镇": None, "西镇": None}
    assert report.import_id is not None
    assert package_files(Pilot.objects.get())[NAME].decode() == SPLIT


def test_a_report_made_since_is_exported_and_undoing_is_refused_then(
    files: Files, load: Load
) -> None:
    files[NAME] = SPLIT
    load(files)
    duties = MeasureDuty.objects.filter(unit__short_name="东镇")
    duties.update(done_on=date(2020, 12, 30), note="补报", reporter_post="联络员")
    exported = package_files(Pilot.objects.get())
    assert exported[NAME].decode().count("按标准办理") == 3
    assert not load(dict(exported)).changes_anything
    with pytest.raises(Exception, match="导入后已被修改"):
        undo_import(pilot_code="test-pilot")


def test_a_smaller_table_takes_measures_away_and_undoing_brings_them_back(
    files: Files, load: Load
) -> None:
    load(files)
    before = package_files(Pilot.objects.get())[NAME]
    report = load({"pilot.toml": files["pilot.toml"], NAME: SPLIT})
    changed = {t.name: (t.created, t.changed, t.removed) for t in report.tables}
    assert changed["implementation_plans"] == (0, 1, 2)
    undo_import(pilot_code="test-pilot")
    assert package_files(Pilot.objects.get())[NAME] == before


ROW = "FW101,1,准备,宣贯,组织宣贯,民政局,,2020-09-01,2020-09-30,,,\n"


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (ROW.replace("FW101", "FW999"), "第2行 体系编号“FW999”：不在标准目录中"),
        (ROW.replace("FW101", "TY001"), "第2行 体系编号“TY001”：不在标准目录中"),
        (ROW.replace("2020-09-30", "2020-08-31"), "第2行 完成期限“2020-08-31”：早于计划开始（2020-09-01）"),
        (ROW.replace(",1,", ",0,"), "第2行 序号“0”：应为1—999的整数"),
        (ROW.replace(",1,", ",一,"), "第2行 序号“一”：应为正整数"),
        (ROW.replace("准备,", "筹备,"), "第2行 阶段“筹备”：应为准备/实施/检查/改进之一"),
        (ROW.replace("准备,", "实施,"), "第2行 准备类别“宣贯”：只用于“准备”阶段"),
        (ROW.replace("民政局", "不存在局"), "第2行 责任单位“不存在局”：单位不存在"),
        (ROW.replace("民政局", ""), "第2行 责任单位：不能为空"),
        (ROW + ROW.replace("民政局", "教育局").replace("组织宣贯", "别的"), "第3行 内容“别的”：与第2行不一致（同一标准的第1项措施）"),
        (ROW + ROW, "第3行 责任单位“测试市民政局”：第2行已列为这项措施的责任单位"),
    ],
)  # fmt: skip
def test_bad_rows_are_refused_with_place_and_reason(
    files: Files, errors: Callable[[Files], list[str]], rows: str, message: str
) -> None:
    files[NAME] = HEAD + rows
    assert f"{NAME} {message}" in errors(files)
