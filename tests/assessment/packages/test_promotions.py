"""上升项目 and 上升日期 travel with the pilot."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from assessment.packages.exporting import package_files
from assessment.packages.undoing import undo_import
from assessment.promotion.models import PromotionProject
from standards_catalog.models import Pilot, Standard

PROMOTIONS = (
    "体系编号,目标级别,责任单位,意向日期,意向说明,申报日期,申报文号,下一步期限,备注\n"
    "{code},省级地方标准,{unit},2021-04-12,先行先试,2021-06-01,测试〔2021〕3号,"
    "2021-09-30,自带的列\n"
)


def _first(files: dict[str, Any], table: str, header: str) -> str:
    head, row = str(files[table]).splitlines()[:2]
    names = [name.partition("(")[0] for name in head.split(",")]
    return row.split(",")[names.index(header)]


def _with_promotion(files: dict[str, Any]) -> dict[str, Any]:
    code = _first(files, "standards.csv", "体系编号")
    unit = _first(files, "units.csv", "单位名称")
    return files | {"promotions.csv": PROMOTIONS.format(code=code, unit=unit)}


def test_promotions_leave_and_come_back(
    files: dict[str, Any], load: Callable[..., Any]
) -> None:
    load(_with_promotion(files))
    project = PromotionProject.objects.get()
    assert [step.stage.word for step in project.taken()] == ["意向", "申报"]
    assert (project.next_due_on, project.extra) == (
        date(2021, 9, 30),
        {"备注": "自带的列"},
    )
    standard = Standard.objects.filter(pk=project.standard_id)
    before = standard.values("promoted_to", "promoted_on").get()
    standard.update(promoted_to="DB32/T 1—2021", promoted_on=date(2021, 10, 25))
    exported = package_files(Pilot.objects.get())
    # What somebody changed by hand is not undone.
    standard.update(**before)
    undo_import(pilot_code="test-pilot")
    assert not PromotionProject.objects.exists()
    load(dict(exported))
    assert package_files(Pilot.objects.get()) == exported
    assert Standard.objects.get(promoted_on=date(2021, 10, 25)).promoted_to


def test_a_promotion_of_no_standard_is_an_error(
    files: dict[str, Any], errors: Callable[..., list[str]]
) -> None:
    unit = _first(files, "units.csv", "单位名称")
    files["promotions.csv"] = PROMOTIONS.format(code="没有", unit=unit)
    assert errors(files) == ["promotions.csv 第2行 体系编号“没有”：不在标准目录中"]
    wrong = _with_promotion(files)
    wrong["promotions.csv"] = wrong["promotions.csv"].replace(
        "省级地方标准", "企业标准"
    )
    (problem,) = errors(wrong)
    assert problem.startswith("promotions.csv 第2行 目标级别“企业标准”")
