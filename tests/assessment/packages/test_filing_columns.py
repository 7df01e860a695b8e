"""What a package says about filing: read, kept, written again."""

from __future__ import annotations

from pathlib import Path

import pytest

from assessment.evidence.models import Evidence
from assessment.implementation.models import ImplementationRecord
from assessment.packages.exporting import package_files
from assessment.packages.reading import PackageReading, read_package
from assessment.packages.selectors import known_to_installation
from assessment.packages.services import load_package
from assessment.packages.synchronising import LoadRefusedError
from assessment.packages.undoing import UndoRefusedError, undo_import
from standards_catalog.models import Pilot
from tests.evidence_records import make_evidence
from tests.factories import make_user

TOML = 'code = "p"\nname = "试点"\nstarts = 2020-07-01\nends = 2021-12-31\n'
UNITS = "单位名称,类别\n甲局,部门\n"
STANDARDS = (
    "分体系,体系编号,标准名称,标准级别,标准编号,状态,实施日期\n"
    "服务提供,FW1,服务规范,内部标准,JYSJZ FW 1—2021,现行,2021-04-01\n"
)
HEAD = "单位,体系编号,日期,类型,条款,说明,核实日期"
MORE = (
    "已填报,填报日期,填报人岗位,审阅日期,审阅人岗位,退回日期,退回人岗位,退回说明,"
    "核实人岗位"
)
OLD = f"{HEAD}\n甲局,FW1,2021-05-01,执行,5.2,做了,2021-05-10\n"
FULL = (
    f"{HEAD},{MORE}\n"
    "甲局,FW1,2021-05-01,执行,5.2;5.3,做了,2021-05-10,是,2021-05-02,联络员,"
    "2021-05-03,分管领导,,,,标准化办公室\n"
    "甲局,FW1,2021-05-04,检查,,草稿,,否,,,,,,,,\n"
    "甲局,FW1,2021-05-05,记录,,退回的,,否,,,,,2021-05-06,标准化办公室,缺签到表,\n"
)


def write(folder: Path, implementation: str) -> Path:
    folder.mkdir(exist_ok=True)
    files = {
        "pilot.toml": TOML,
        "units.csv": UNITS,
        "standards.csv": STANDARDS,
        "implementation.csv": implementation,
    }
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    return folder


def read(folder: Path, implementation: str) -> PackageReading:
    path = write(folder, implementation)
    return read_package(path, known=known_to_installation)


def load(folder: Path, implementation: str) -> None:
    reading = read(folder, implementation)
    assert reading.package is not None, reading.errors
    load_package(package=reading.package, source_name="测试")


@pytest.mark.django_db
def test_a_package_without_these_columns_holds_filed_records(tmp_path: Path) -> None:
    load(tmp_path / "p", OLD)
    record = ImplementationRecord.objects.get()
    assert record.is_filed
    assert record.filed_on is None
    assert record.state_on(record.done_on).value == "待核实"
    assert record.state.value == "已核实"


@pytest.mark.django_db
def test_drafts_travel_and_come_back_the_same(tmp_path: Path) -> None:
    load(tmp_path / "p", FULL)
    states = [record.state.value for record in ImplementationRecord.objects.all()]
    assert states == ["已核实", "草稿", "退回"]
    written = package_files(Pilot.objects.get())["implementation.csv"].decode()
    assert written == FULL
    load(tmp_path / "q", written)
    assert package_files(Pilot.objects.get())["implementation.csv"].decode() == FULL
    assert ImplementationRecord.objects.count() == 3
    undo_import(pilot_code="p")
    assert not Pilot.objects.exists()


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (
            "草稿,,否,,",
            "草稿,2021-06-01,否,,",
            "第3行 核实日期“2021-06-01”：“已填报”为否的记录不能有这个日期",
        ),
        (
            "草稿,,否,,",
            "草稿,,否,2021-06-01,",
            "第3行 填报日期“2021-06-01”：“已填报”为否的记录不能有这个日期",
        ),
        ("草稿,,否,,", "草稿,,也许,,", "第3行 已填报“也许”：应为是或否"),
    ],
)
def test_a_contradiction_is_told(
    tmp_path: Path, before: str, after: str, told: str
) -> None:
    path = write(tmp_path / "p", FULL.replace(before, after, 1))
    lines = [str(problem) for problem in read_package(path).errors]
    assert lines == [f"implementation.csv {told}"]


@pytest.mark.django_db
def test_a_record_with_evidence_is_neither_removed_nor_undone(tmp_path: Path) -> None:
    load(tmp_path / "p", FULL)
    record = ImplementationRecord.objects.earliest("pk")
    make_evidence(record, make_user("standards_office"))
    reading = read(tmp_path / "p", OLD.replace("5.2", "7.1"))
    assert reading.package is not None
    with pytest.raises(LoadRefusedError, match="佐证材料"):
        load_package(package=reading.package, source_name="测试")
    with pytest.raises(UndoRefusedError, match="佐证材料"):
        undo_import(pilot_code="p")
    # Loading the same again leaves the record, and so its file, alone.
    load(tmp_path / "p", FULL)
    assert Evidence.objects.get().record == record
